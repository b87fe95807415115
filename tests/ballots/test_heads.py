"""From the register to heads: who counts as one, with how much area, and where a person must say."""

from decimal import Decimal

import pytest

from ballots.heads import HomeRow, area_that_counts, doubts, heads_of, homes_without_area
from ballots.tally import Paper, Roll, count
from ballots.thresholds import owners_rule

LI, HE, CHEN = ("李龙眼", "10000000001"), ("何茉莉", "10000000002"), ("陈荔枝", "10000000003")


def home(number, *owners, area="89.60", unsold=False, **areas):
    areas = {name: Decimal(value) for name, value in areas.items()} or {"register": Decimal(area)}
    return HomeRow(number, f"3栋{number}", areas, owners, unsold)


def of(heads):
    return [[home.dwelling_id for home in head.homes] for head in heads]


def estate():
    """水岸公馆 of DOMAIN part 4: 1,020 flats, 20 unsold, one owner with 6."""
    areas, homes = [Decimal(a) for a in ("78.50", "89.20", "98.60", "118.40")], []
    for building in range(1, 9):
        for floor in range(1, 33):
            for door in range(1, 5):
                if (building, floor) != (4, 2):  # the hub
                    number = len(homes)
                    owner = LI if number in range(100, 106) else (f"业主{number}", "")
                    area = {"register": areas[door - 1]}
                    homes.append(HomeRow(number, f"{building}栋{floor}0{door}", area, (owner,), number < 20))
    return homes


def test_the_estate_has_996_heads_and_its_quorum_is_theirs():
    heads = heads_of(estate())
    assert len(heads) == 996
    assert sum(head.area for head in heads) == Decimal("98098.50")
    assert [len(head.homes) for head in heads if head.kind == "unsold"] == [20]
    assert [len(head.homes) for head in heads if head.name == "李龙眼"] == [6]
    roll = Roll(996, Decimal("98098.50"))
    papers = [Paper(1, head.area, ("yes",)) for head in heads]
    tally = count(kind="yesno", rule=owners_rule("ordinary"), roll=roll, papers=papers, options=["yes", "no"])
    assert tally.passed
    assert [test.least for test in tally.tests[:2]] == [664, Decimal("65399.00")]


def test_a_developer_with_300_unsold_flats_is_one_head_with_all_their_area():
    homes = [home(n, ("开发商", ""), unsold=True) for n in range(300)] + [
        home(300 + n, (f"业主{n}", "")) for n in range(100)
    ]
    developer, *others = heads_of(homes)
    assert (developer.kind, developer.area, len(others)) == ("unsold", Decimal("26880.00"), 100)
    roll = Roll(101, sum((head.area for head in [developer, *others]), Decimal(0)))
    papers = [Paper(1, developer.area, ("no",)), *(Paper(1, head.area, ("yes",)) for head in others)]
    tally = count(kind="yesno", rule=owners_rule("ordinary"), roll=roll, papers=papers, options=["yes", "no"])
    assert [test.met for test in tally.tests] == [True, True, True, False]  # every owner, and not the area


def test_co_owners_are_one_head_and_with_the_same_set_of_homes_once():
    homes = [home(1, LI, HE), home(2, HE, LI), home(3, LI), home(4, LI, HE, CHEN)]
    heads = heads_of(homes)
    assert of(heads) == [[1, 2], [3], [4]]
    assert heads[0].is_joint
    assert heads[0].name == "李龙眼、何茉莉"
    assert heads[0].phone == ""
    assert (heads[1].is_joint, heads[1].phone, heads[1].area) == (False, LI[1], Decimal("89.60"))


def test_an_owner_with_several_homes_counts_once_however_the_register_spells_it():
    homes = [home(1, LI), home(2, (" 李龙眼", "100 0000 0001")), home(3, HE), home(4, ("李　龙眼", LI[1]))]
    assert of(heads_of(homes)) == [[1, 2, 4], [3]]
    assert doubts(homes) == []


def test_the_same_name_with_another_phone_or_none_is_a_doubt():
    homes = [
        home(1, LI),
        home(2, ("李龙眼", "")),
        home(3, ("李龙眼", "10000000009")),
        home(4, HE),
        home(5, LI),
    ]
    assert of(heads_of(homes)) == [[1, 5], [2], [3], [4]]  # apart until somebody says
    (doubt,) = doubts(homes)
    assert (doubt.name, [row.dwelling_id for row in doubt.homes]) == ("李龙眼", [1, 2, 3, 5])
    decided = {"李龙眼": [[2, 5]]}
    assert doubts(homes, decided) == []
    assert of(heads_of(homes, decided)) == [[1, 2, 5], [3], [4]]  # 1 by way of the phone of 5
    assert of(heads_of(homes, {"李龙眼": []})) == [[1, 5], [2], [3], [4]]
    assert of(heads_of(homes, {"李龙眼": [[1, 2, 3]]})) == [[1, 2, 3, 5], [4]]


def test_namesakes_in_one_home_and_unsold_homes_are_no_doubt():
    twins = home(1, ("李龙眼", "10000000001"), ("李龙眼", "10000000002"))
    assert doubts([twins, home(2, ("李龙眼", ""), unsold=True)]) == []
    assert [head.is_joint for head in heads_of([twins])] == [True]
    listed_twice = home(2, HE, HE)
    assert [head.is_joint for head in heads_of([listed_twice])] == [False]


def test_homes_of_which_nobody_knows_the_owner_are_heads_of_their_own():
    assert of(heads_of([home(1), home(2), home(3, unsold=True), home(4, unsold=True)])) == [[1], [2], [3, 4]]


def test_area_from_register_then_survey_then_contract_then_roster():
    areas = {
        "roster": Decimal("1.00"),
        "contract": Decimal("2.00"),
        "survey": Decimal("3.00"),
        "register": Decimal("4.00"),
    }
    found = []
    while areas:
        found.append(area_that_counts(areas))
        del areas[found[-1][1]]
    assert [source for _, source in found] == ["register", "survey", "contract", "roster"]
    assert area_that_counts({"register": None, "survey": Decimal("3.00")}) == (Decimal("3.00"), "survey")
    assert area_that_counts({}) is None


@pytest.mark.parametrize("area", ["0", "0.00", "-89.60", "89.605", "NaN", None])
def test_no_area_zero_and_less_are_refused_by_the_name_of_the_home(area):
    """Zero in the register is a mistake to mend, not a reason to look into the survey."""
    areas = {"register": Decimal(area), "survey": Decimal("89.60")} if area else {"register": None}
    homes = [home(1, LI), HomeRow(2, "3栋902", areas, (HE,), False)]
    with pytest.raises(ValueError, match="3栋902"):
        heads_of(homes)
    assert [row.label for row in homes_without_area(homes)] == ["3栋902"]


def test_a_large_place_is_counted_at_once():
    homes = [home(n, ("陈荔枝", "" if n % 2 else str(10000000000 + n))) for n in range(2000)]
    assert len(heads_of(homes)) == 2000
    assert len(doubts(homes)) == 1
