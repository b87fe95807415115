"""Who is on the roll, by the register of the day: heads, areas, and who may vote for them online."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ballots.models import Elector, RollHome, RollVoter
from ballots.operations import announce_ballot, preview_roll
from buildings.models import Dwelling, Ownership
from kit.refused import Refused
from tests.ballots.ground import (
    SINCE,
    announced,
    drafted,
    elector_at,
    elector_of,
    labels,
    member,
    new_ground,
    own,
    owner_with_account,
    resident_of,
    sell,
)
from tests.factories import PlaceFactory, ResidencyFactory, UserFactory, make_building

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground():
    return new_ground()


def test_heads_are_fewer_than_homes(ground):
    """An owner of several homes, co-owners, an owner who rents elsewhere, and what is unsold."""
    rich = owner_with_account(ground, "0301")
    sell(ground.home("0302"), (rich.display_name, rich.phone), area="100.55")
    sell(ground.home("0101", ground.second), "麦石榴", "麦木瓜")
    resident_of(ground.second, "0101", user__display_name="麦石榴")
    for door, area in (("0202", "70.00"), ("0301", "71.01"), ("0302", "72.02")):
        home = sell(ground.home(door, ground.second), "演示地产", area=area)
        home.presence = "unsold"
        home.save(update_fields=["presence"])
    resident_of(ground.second, "0201", user=ground.owner, kind="tenant")

    ballot = ground.announced()

    assert ballot.electors.count() == 12 - 1 - 2
    first = elector_at(ballot, ground.home("0302"))
    assert (first.label, first.area, first.name) == (
        "1栋0301 和另外 1 户",
        Decimal("180.55"),
        rich.display_name,
    )
    assert [voter.user for voter in first.voters.all()] == [rich]
    joint = elector_at(ballot, ground.home("0101", ground.second))
    assert (joint.is_joint, joint.name, joint.voters.count()) == (True, "麦石榴、麦木瓜", 0)
    unsold = ballot.electors.get(kind="unsold")
    assert (unsold.area, unsold.homes.count(), unsold.voters.count()) == (Decimal("213.03"), 3, 0)
    assert elector_of(ballot, ground.owner).homes.get().dwelling == ground.home("0101")
    assert ballot.document["roll"]["heads"] == 9
    assert not RollVoter.objects.filter(user__in=[ground.tenant, ground.outsider, ground.chair]).exists()


def test_a_home_whose_owner_nobody_knows_still_counts(ground):
    ground.home("0301").ownerships.all().delete()
    plan = preview_roll(drafted(ground))
    assert [home.label for home in plan.without_owner] == ["1栋0301"]
    assert (plan.heads, plan.area) == (12, Decimal("960.00"))


def test_of_two_accounts_the_registers_phone_says_which(ground):
    resident_of(ground.first, "0101", user__display_name="何茉莉的儿子")
    ballot = ground.announced()
    assert elector_of(ballot, ground.owner).homes.get().dwelling == ground.home("0101")

    resident_of(ground.first, "0301")
    resident_of(ground.first, "0301")
    again = ground.announced()
    assert elector_at(again, ground.home("0301")).voters.count() == 0  # nobody is guessed


def test_whoever_sold_before_the_roll_was_frozen_does_not_vote_for_the_buyer(ground):
    """Their account is still the only one of the home, but by name and by phone it is somebody else."""
    home, today = ground.home("0101"), timezone.localdate()
    sell(home, ("林新主", "10000099901"))
    home.ownerships.update(started_on=today)
    assert elector_at(ground.announced(), home).voters.count() == 0
    home.ownerships.update(started_on=SINCE)  # the account was vouched for beside this very owner
    assert elector_of(ground.announced(), ground.owner).name == "林新主"
    sell(home, ("何 茉莉", "10000099902"))  # the same person, who has another phone by now
    home.ownerships.update(started_on=today)
    assert elector_of(ground.announced(), ground.owner).name == "何 茉莉"


def test_a_name_twice_is_one_person_only_if_somebody_says_so(ground):
    sell(ground.home("0301"), "陈荔枝")
    sell(ground.home("0302"), "陈荔枝")
    ballot = drafted(ground)
    plan = preview_roll(ballot)
    assert ([doubt.name for doubt in plan.doubts], plan.heads) == (["陈荔枝"], 12)
    of = sorted(home.dwelling_id for home in plan.doubts[0].doubt.homes)

    ballot.same_people = {"陈荔枝": {"of": of, "one": [of]}}
    assert preview_roll(ballot).heads == 11
    assert preview_roll(ballot).area == Decimal("960.00")

    sell(ground.home("0202"), "陈荔枝")  # the register has changed since: asked anew
    assert preview_roll(ballot).doubts[0].answer is None


def test_later_changes_of_the_register_do_not_touch_it(ground):
    ballot = ground.announced()
    before = list(ballot.electors.values_list("label", "name", "area"))
    home = sell(ground.home("0101"), "新业主", area="99.99")
    ballot.refresh_from_db()
    assert list(ballot.electors.values_list("label", "name", "area")) == before
    assert elector_of(ballot, ground.owner).homes.get().area == Decimal("80.00") != home.area


def test_residents_each_or_by_home(ground):
    child = resident_of(ground.first, "0201", kind="family", is_minor=True, guardian=ground.tenant)
    away = resident_of(ground.first, "0301", lives_here=False)
    moved = resident_of(ground.first, "0302", ended_on=timezone.localdate())
    family = resident_of(ground.first, "0201", kind="family")

    people = announced(ground, electorate="residents")
    voters = set(RollVoter.objects.filter(elector__ballot=people).values_list("user", flat=True))
    assert voters == {person.pk for person in (ground.owner, ground.second_owner, ground.tenant, family)}
    assert not {child.pk, away.pk, moved.pk} & voters
    assert set(people.electors.values_list("kind", "area")) == {("person", None)}

    Dwelling.objects.filter(pk=ground.home("0302").pk).update(presence="unsold")
    homes = announced(ground, electorate="residents", unit="home")
    assert homes.electors.count() == 11
    both = elector_at(homes, ground.home("0201"))
    assert {voter.user for voter in both.voters.all()} == {ground.tenant, family}
    assert elector_at(homes, ground.home("0202")).voters.count() == 0  # nobody there is on Linli: on paper


def test_members_as_they_are_on_that_day(ground):
    other = member(organisation=ground.council, user__display_name="覃杨梅").user
    member(organisation=ground.council, ended_on=timezone.localdate())
    ballot = announced(ground, electorate="members", legal_effect="internal", secrecy="secret")
    assert set(labels(ballot)) == {"黄木棉", other.display_name}


def test_a_member_whose_two_terms_overlap_has_one_vote(ground):
    soon = timezone.localdate() + timedelta(days=30)
    twice = member(organisation=ground.council, user__display_name="覃杨梅", ended_on=soon).user
    member(organisation=ground.council, user=twice, office="deputy")
    ballot = announced(ground, electorate="members", legal_effect="internal")
    assert sorted(labels(ballot)) == sorted(["黄木棉", "覃杨梅"])
    assert elector_of(ballot, twice).heads == 1


def test_a_pasted_list(ground):
    known = UserFactory(phone="10000090001", phone_verified=True)
    UserFactory(phone="10000090002", phone_verified=False)
    pasted = """吴百合，100 0009 0001，3栋902
    吴百合，10000090001，3栋902

    郑蔷薇\t10000090002
    王芙蓉,,新村大道东 5 号"""
    ballot = announced(ground, electorate="named", named_list=pasted)
    assert labels(ballot) == ["吴百合 · 3栋902", "郑蔷薇", "王芙蓉 · 新村大道东 5 号"]
    assert elector_of(ballot, known).number == 1
    # A number that was not proved is nobody's.
    assert RollVoter.objects.filter(elector__ballot=ballot).count() == 1
    assert ballot.named_list == ""

    with pytest.raises(Refused, match="第 2 行读不懂：，10000090004，另有 1 行"):
        announced(ground, electorate="named", named_list="林月季\n，10000090004\n何睡莲，12345678")
    with pytest.raises(Refused, match="第 3 行的手机号和第 1 行一样：周海棠"):
        announced(ground, electorate="named", named_list="林月季,10000090005\n\n周海棠,10000090005")


def test_stairs_and_several_estates_are_named_so_that_one_finds_them(ground):
    stair = PlaceFactory(kind="stair", name="2梯", parent=ground.second)
    home = Dwelling.objects.create(place=stair, floor=1, door="0109", area="60.00")
    own(home, "谢丁香").save()
    ballot = ground.announced()
    elector = elector_at(ballot, home)
    assert (elector.label, elector.place) == ("2栋 2梯0109", ground.second)
    wide = announced(ground, place=ground.community, organisation=ground.committee, by=ground.staff)
    assert "水岸公馆 1栋0101" in labels(wide)


def test_a_thousand_homes_are_a_handful_of_statements(ground, django_assert_num_queries):
    def count_of(ballot):
        with django_assert_num_queries(4):
            return preview_roll(ballot).heads

    assert count_of(drafted(ground)) == 12
    for number in range(3, 6):
        building = make_building(ground.estate, f"{number}栋", floors=28, doors=12)
        Ownership.objects.bulk_create(own(home, f"业主{home.pk}") for home in building.dwellings.all())
    ballot = drafted(ground)
    assert count_of(ballot) == 1020
    with CaptureQueriesContext(connection) as queries:
        announce_ballot(by=ground.chair, ballot=ballot)
    assert Elector.objects.filter(ballot=ballot).count() == 1020
    assert RollHome.objects.filter(ballot=ballot).count() == 1020
    assert len(queries) < 75


def test_an_owner_of_a_home_that_was_sold_yesterday_is_not_on_it(ground):
    home = ground.home("0102")
    home.ownerships.update(ended_on=timezone.localdate())
    own(home, "买家").save()
    ground.second_owner.residencies.update(ended_on=timezone.localdate())
    buyer = ResidencyFactory(dwelling=home, started_on=timezone.localdate() - timedelta(days=1)).user
    elector = elector_at(ground.announced(), home)
    assert (elector.name, [voter.user for voter in elector.voters.all()]) == ("买家", [buyer])
