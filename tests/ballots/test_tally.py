"""The count: every edge of the law, and against a count by hand, one home at a time."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ballots.tally import BadChoicesError, Count, Paper, Roll, count, least_of, to_json
from ballots.thresholds import HALF, THREE_QUARTERS, TWO_THIRDS, own_rule, owners_rule

YESNO = ["yes", "no", "abstain"]
ESTATE = Roll(996, Decimal("98098.50"))  # DOMAIN part 4
QUORUM = (664, Decimal("65399.00"))
CENT = Decimal("0.01")
ORDINARY, SPECIAL, UNANIMOUS = map(owners_rule, ("ordinary", "special", "unanimous"))
HALF_OF_THOSE = own_rule("none", "half")


def papers_of(yes, all_):
    """One paper that says yes and one that says no: so much, of so much that takes part."""
    no = (all_[0] - yes[0], all_[1] - yes[1])
    return [Paper(*yes, ("yes",)), Paper(*no, ("no",))]


def decide(rule, papers, roll=ESTATE, **more):
    return count(kind="yesno", rule=rule, roll=roll, papers=papers, options=YESNO, **more)


def met(tally):
    return [test.met for test in tally.tests]


def votes(*choices, area=None):
    return [Paper(1, area, tuple(chosen.split())) for chosen in choices]


# ── the estate of 996 heads ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "heads, area, expected",
    [
        (664, "65399.00", [True, True]),
        (665, "65399.01", [True, True]),
        (663, "65399.00", [False, True]),
        (664, "65398.99", [True, False]),
        (663, "65398.99", [False, False]),
        (996, "98098.50", [True, True]),
    ],
)
def test_the_quorum_is_664_heads_and_65399_square_metres(heads, area, expected):
    here = (heads, Decimal(area))
    tally = decide(ORDINARY, papers_of((heads - 1, here[1] - CENT), here))
    assert met(tally)[:2] == expected
    assert tally.passed == all(expected)
    assert [test.least for test in tally.tests[:2]] == [664, Decimal("65399.00")]
    assert [test.margin for test in tally.tests[:2]] == [heads - 664, here[1] - Decimal("65399.00")]


@pytest.mark.parametrize(
    "heads, area, expected",
    [
        (333, "32699.51", [True, True]),
        (332, "32699.51", [False, True]),  # 过半数: half is not more than half
        (333, "32699.50", [True, False]),
        (333, "32699.49", [True, False]),
        (334, "32699.52", [True, True]),
    ],
)
def test_an_ordinary_matter_takes_more_than_half_of_those_who_take_part(heads, area, expected):
    tally = decide(ORDINARY, papers_of((heads, Decimal(area)), QUORUM))
    assert met(tally) == [True, True, *expected]
    assert tally.passed == all(expected)
    assert [test.least for test in tally.tests[2:]] == [333, Decimal("32699.51")]


@pytest.mark.parametrize(
    "heads, area, expected",
    [
        (498, "49049.25", [True, True]),  # 以上: three quarters exactly are enough
        (497, "49049.25", [False, True]),
        (498, "49049.24", [True, False]),
        (499, "49049.26", [True, True]),
    ],
)
def test_a_special_matter_takes_three_quarters(heads, area, expected):
    tally = decide(SPECIAL, papers_of((heads, Decimal(area)), QUORUM))
    assert met(tally) == [True, True, *expected]
    assert tally.passed == all(expected)
    assert [test.least for test in tally.tests[2:]] == [498, Decimal("49049.25")]


def test_unanimous_is_everybody_and_silence_is_no_yes():
    everyone = (996, ESTATE.area)
    assert decide(UNANIMOUS, [Paper(*everyone, ("yes",))]).passed
    but_one = [Paper(995, ESTATE.area - Decimal("89.60"), ("yes",))]
    for silence_joins in (False, True):
        tally = decide(UNANIMOUS, but_one, silence_joins=silence_joins)
        assert (tally.passed, tally.deemed.heads) == (False, 0)
    assert not decide(UNANIMOUS, [*but_one, Paper(1, Decimal("89.60"), ("abstain",))]).passed


@pytest.mark.parametrize(
    "whole, share, least",
    [
        (996, TWO_THIRDS, 664),
        (997, TWO_THIRDS, 665),
        (664, HALF, 333),
        (665, HALF, 333),
        (664, THREE_QUARTERS, 498),
        (1, HALF, 1),
        (0, HALF, 1),
        (0, THREE_QUARTERS, 1),
    ],
)
def test_the_least_that_passes(whole, share, least):
    assert least_of(whole, share) == least


def test_abstaining_and_a_blank_paper_take_part_and_agree_to_nothing():
    roll = Roll(4, Decimal("400.00"))
    papers = votes("yes", "yes", "abstain", "", area=Decimal("100.00"))
    tally = decide(ORDINARY, papers, roll)
    assert tally.participation == Count(4, Decimal("400.00"))
    assert tally.blank == Count(1, Decimal("100.00"))
    assert met(tally) == [True, True, False, False]


def test_a_roll_of_one():
    roll = Roll(1, Decimal("0.01"))
    assert decide(SPECIAL, [Paper(1, CENT, ("yes",))], roll).passed
    assert not decide(SPECIAL, [Paper(1, CENT, ("no",))], roll).passed
    assert not decide(ORDINARY, [], roll).passed


@pytest.mark.parametrize("rule", [ORDINARY, SPECIAL, HALF_OF_THOSE, own_rule("none", "three_quarters")])
def test_a_tie_and_an_empty_ballot_do_not_pass(rule):
    roll = Roll(2, Decimal("100.00"))
    assert decide(rule, votes("yes", "no", area=Decimal("50.00")), roll).passed is False
    empty = decide(rule, [], roll)
    assert empty.passed is False
    assert all(test.margin < 0 for test in empty.tests if test.name.startswith("agreement"))


def test_by_heads_alone_there_are_two_tests_and_areas_do_not_matter():
    tally = decide(own_rule("half", "two_thirds"), votes("yes", "yes", "no"), Roll(5, None))
    assert [test.name for test in tally.tests] == ["participation_heads", "agreement_heads"]
    assert tally.passed
    assert tally.counts["yes"] == Count(2, None)


# ── against a count by hand ─────────────────────────────────────────────────────────────────────────────────

HOMES = st.lists(
    st.tuples(st.sampled_from([*YESNO, "", None]), st.integers(1, 30000)), min_size=1, max_size=30
)


def by_hand(homes, agreement, strict, of_all):
    """Civil Code 278 as it is written: every home asked in turn, in exact fractions."""
    area = [Fraction(hundredths, 100) for _, hundredths in homes]
    took_part = [chosen is not None for chosen, _ in homes]
    agreed = [chosen == "yes" for chosen, _ in homes]
    heads_here = sum(1 for here in took_part if here)
    area_here = sum((m2 for m2, here in zip(area, took_part, strict=True) if here), Fraction(0))
    heads_yes = sum(1 for yes in agreed if yes)
    area_yes = sum((m2 for m2, yes in zip(area, agreed, strict=True) if yes), Fraction(0))
    if of_all:
        return heads_yes == len(homes) and area_yes == sum(area)
    if heads_here == 0 or Fraction(heads_here, len(homes)) < Fraction(2, 3):
        return False
    if area_here / sum(area) < Fraction(2, 3):
        return False
    shares = (Fraction(heads_yes, heads_here), area_yes / area_here)
    return all(share > agreement if strict else share >= agreement for share in shares)


@settings(max_examples=1500, deadline=None)
@given(HOMES, st.sampled_from(["ordinary", "special", "unanimous"]))
def test_the_count_is_that_of_the_statute(homes, law_class):
    """Homes that are worth the same are the frequent edge: see to it that ties and exact thirds come up."""
    for those in (homes, [(chosen, 9000) for chosen, _ in homes]):
        areas = [Decimal(hundredths).scaleb(-2) for _, hundredths in those]
        papers = [
            Paper(1, area, (chosen,) if chosen else ())
            for (chosen, _), area in zip(those, areas, strict=True)
            if chosen is not None
        ]
        tally = decide(owners_rule(law_class), papers, Roll(len(those), sum(areas)))
        expected = by_hand(
            those,
            Fraction(3, 4) if law_class == "special" else Fraction(1, 2),
            law_class == "ordinary",
            law_class == "unanimous",
        )
        assert tally.passed == expected
        for test in tally.tests:
            assert test.met == (test.margin >= 0)
            assert test.margin == test.figure - test.least


# ── silence ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_silence_joins_the_majority_only_by_a_local_rule_and_stays_apart():
    roll = Roll(9, Decimal("900.00"))
    papers = votes("yes", "yes", "yes", "no", "no", "abstain", area=Decimal("100.00"))
    assert not decide(SPECIAL, papers, roll).passed
    tally = decide(SPECIAL, papers, roll, silence_joins=True)
    assert (tally.deemed, tally.deemed_to) == (Count(3, Decimal("300.00")), "yes")
    assert tally.counts["yes"].heads == 3  # in no other figure
    assert tally.participation.heads == 6
    assert [(test.figure, test.whole) for test in tally.tests if test.name.endswith("heads")] == [
        (6, 9),
        (6, 9),
    ]
    assert not tally.passed  # 6 of 9 are no three quarters


def test_silence_that_joins_no_counts_against_and_never_makes_the_quorum():
    roll = Roll(9, Decimal("900.00"))
    no = votes("yes", "no", "no", "no", "no", "no", area=Decimal("100.00"))
    assert decide(ORDINARY, no, roll, silence_joins=True).deemed_to == "no"
    few = votes("yes", "yes", "yes", area=Decimal("100.00"))
    tally = decide(ORDINARY, few, roll, silence_joins=True)
    assert (tally.deemed_to, tally.passed) == ("yes", False)
    assert tally.tests[0].figure == 3


def test_without_one_greater_side_silence_joins_nobody():
    roll = Roll(6, Decimal("600.00"))
    hundred = Decimal("100.00")
    for papers in (
        votes("yes", "yes", "no", "no", area=hundred),  # a tie
        votes("yes", "abstain", "abstain", "abstain", area=hundred),
        [*votes("yes", "yes", area=CENT), *votes("no", area=hundred)],  # more heads, less area
    ):
        tally = decide(ORDINARY, papers, roll, silence_joins=True)
        assert (tally.deemed, tally.deemed_to) == (Count(0, Decimal("0.00")), "")


# ── papers that cannot be ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "kind, choices, why",
    [
        ("choose", "o1 o2 o3", "too_many"),
        ("choose", "o9", "unknown"),
        ("choose", "o1 o1", "twice"),
        ("ranking", "o1 o1", "twice"),
        ("election", "o1 o2 o3", "too_many"),
        ("election", "o4", "unknown"),
        ("yesno", "o1 o2", "too_many"),
    ],
)
def test_a_paper_that_cannot_be_is_refused(kind, choices, why):
    with pytest.raises(BadChoicesError) as error:
        count(
            kind=kind,
            rule=HALF_OF_THOSE,
            roll=Roll(5, None),
            papers=votes(choices),
            options=["o1", "o2", "o3"],
            seats=2,
            most_choices=2,
        )
    assert isinstance(error.value, ValueError)
    assert error.value.why == why


@pytest.mark.parametrize("area", [Decimal(0), Decimal("-1.00"), None, Decimal("NaN"), Decimal("1.005"), 89.6])
def test_an_area_of_nothing_or_no_area_is_refused(area):
    with pytest.raises(ValueError, match="not an area"):
        decide(ORDINARY, [Paper(1, area, ("yes",))])


def test_figures_that_cannot_be_are_refused():
    for paper in (Paper(0, CENT, ("yes",)), Paper(True, CENT, ("yes",)), Paper(-1, CENT, ("yes",))):
        with pytest.raises(ValueError, match="heads"):
            decide(ORDINARY, [paper])
    for paper in (Paper(997, CENT, ("yes",)), Paper(1, ESTATE.area + CENT, ("yes",))):
        with pytest.raises(ValueError, match="more votes"):
            decide(ORDINARY, [paper])
    with pytest.raises(ValueError, match="roll has none"):
        decide(ORDINARY, votes("yes"), Roll(3, None))


def test_as_text_and_whole_numbers():
    written = to_json(decide(ORDINARY, papers_of((333, Decimal("32699.51")), QUORUM)))
    assert written["counts"]["yes"] == {"heads": 333, "area": "32699.51"}
    assert written["tests"][3] == {
        "name": "agreement_area",
        "option": "",
        "figure": "32699.51",
        "whole": "65399.00",
        "share": ">1/2",
        "least": "32699.51",
        "margin": "0.00",
        "met": True,
    }
