"""Who is told: asked of all at once it is the same as asked of each. Floors, doors and groups."""

import random
from uuid import uuid4

import pytest

from buildings.models import Dwelling
from kit.refused import Refused
from notices.addresses import Address, tidy
from notices.models import Group, Notice
from notices.operations import draft_notice, edit_notice, publish_notice
from notices.queries.recipients import addresses_of, count_recipients, recipients, recipients_of
from people.models import User
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    ResidencyFactory,
    make_captain,
    make_resident,
)
from tests.notices.ground import again


def door(place, name: str) -> Dwelling:
    return Dwelling.objects.get(place=place, door=name)


def settle_in(ground) -> None:
    """All kinds of people at all kinds of places."""
    for place in (ground.first, ground.second, ground.elsewhere):
        for name, kind in (("0102", "tenant"), ("0201", "owner"), ("0302", "family"), ("0301", "tenant")):
            make_resident(place, name, kind=kind)
    both = make_resident(ground.first, "0202")
    ResidencyFactory(user=both, dwelling=door(ground.second, "0202"), kind="tenant")
    loose = Dwelling.objects.create(place=ground.first, door="铺1", area="20.00")
    ResidencyFactory(dwelling=loose)
    make_captain(ground.second, floor_from=1, floor_to=2)
    make_captain(ground.second, floor_from=3, floor_to=None)
    make_captain(ground.elsewhere)
    for kind, place in (("neighbour_council", ground.estate), ("volunteer_team", ground.community)):
        organisation = OrganisationFactory(kind=kind, serves=[place])
        MembershipFactory(organisation=organisation)
        MembershipFactory(organisation=organisation, user=both)
    make_resident(ground.first, "0101", user__is_active=False)


def test_asked_of_all_and_asked_of_each_is_the_same(ground):
    """For forty notices of random places, floors, doors and groups, and everybody there is."""
    settle_in(ground)
    dice = random.Random(20260312)
    places = [ground.street, ground.community, ground.estate, ground.first, ground.second, ground.elsewhere]
    people = list(User.objects.filter(is_active=True))
    for number in range(40):
        notice = ground.draft(title=f"第 {number} 份", audience=dice.sample(Group.values, dice.randint(1, 3)))
        notice.addresses.all().delete()
        for place in dice.sample(places, dice.randint(1, 3)):
            homes = list(Dwelling.objects.below(place.path))
            low = dice.randint(1, 3)
            part = dice.choice(
                [{}, {"floor_from": low, "floor_to": dice.randint(low, 3)}, {"dwelling": dice.choice(homes)}]
            )
            notice.addresses.create(place=place, **part)
        told = set(recipients_of(notice).values_list("pk", flat=True))
        meant = {
            person.pk
            for person in people
            if Notice.objects.filter(pk=notice.pk).addressed_to(again(person)).exists()
        }
        assert told == meant, (notice.audience, addresses_of(notice))
        assert count_recipients(addresses_of(notice), notice.audience).total == len(told)


def test_floors_and_doors_tell_their_own_and_the_captains_who_carry_it_up(ground):
    up, down = make_resident(ground.second, "0302"), ground.neighbour  # of 0101
    first_floors = make_captain(ground.second, floor_from=1, floor_to=2)
    whole = make_captain(ground.estate, kind="lane")
    floors = ground.publish(places=None, addresses=[Address(ground.second, 3, 3)])
    assert set(recipients_of(floors)) == {up, whole}
    doors = ground.publish(
        places=None, addresses=[Address(ground.second, dwelling=door(ground.second, "0101"))]
    )
    assert set(recipients_of(doors)) == {down, first_floors, whole}


def test_owners_only_and_who_must_be_knocked_at(ground):
    tenant = make_resident(ground.first, "0102", kind="tenant")
    notice = ground.publish(audience=["owners"])
    assert set(recipients_of(notice)) == {ground.resident, ground.captain}
    count = count_recipients(addresses_of(notice), notice.audience)
    assert (count.total, count.homes, count.silent_homes) == (2, 6, 5)
    assert count.groups == [("业主", 1), ("楼长", 1)]
    assert not Notice.objects.addressed_to(again(tenant)).filter(pk=notice.pk).exists()
    everyone = count_recipients(addresses_of(notice), ["residents"])
    assert (everyone.total, everyone.silent_homes) == (3, 4)


@pytest.mark.parametrize(
    "address",
    [
        {"floor_from": 3, "floor_to": 1},
        {"floor_from": 3},
        {"dwelling": "elsewhere"},
        {"dwelling": "here", "floor_from": 1, "floor_to": 1},
    ],
)
def test_floors_in_order_and_doors_of_the_place(ground, address):
    homes = {"here": door(ground.first, "0101"), "elsewhere": door(ground.elsewhere, "0101")}
    part = address | ({"dwelling": homes[address["dwelling"]]} if "dwelling" in address else {})
    with pytest.raises(Refused) as no:
        ground.draft(places=None, addresses=[Address(ground.first, **part)])
    assert no.value.field == "narrow"
    assert not Notice.objects.exists()


def test_a_notice_to_nobody_stays_a_draft(ground):
    empty = OrganisationFactory(kind="club", serves=[ground.elsewhere])
    head = MembershipFactory(organisation=empty, office="head").user
    top = Address(ground.elsewhere, dwelling=door(ground.elsewhere, "0302"))
    words = ground.words(organisation=empty, places=None, addresses=[top], is_public=False)
    notice = draft_notice(by=head, **words)
    with pytest.raises(Refused, match="一个人也通知不到"):
        publish_notice(by=head, notice=notice)
    notice.refresh_from_db()
    assert notice.state == "draft"
    make_resident(ground.elsewhere, "0302")
    assert publish_notice(by=head, notice=notice).is_out


def test_a_public_one_to_nobody_may_hang(ground):
    top = Address(ground.second, dwelling=door(ground.second, "0302"))
    assert ground.publish(places=None, addresses=[top]).is_out


def test_a_place_that_was_moved_elsewhere_is_no_longer_served(ground):
    notice = ground.draft(places=[ground.first, ground.second])
    ground.second.parent = ground.elsewhere.parent
    ground.second.save()
    with pytest.raises(Refused, match="不全归"):
        publish_notice(by=again(ground.writer), notice=notice)
    with pytest.raises(Refused, match="不全归"):
        edit_notice(by=again(ground.writer), notice=notice, places=[ground.second])
    notice.refresh_from_db()
    assert notice.state == "draft"


def test_what_is_inside_another_is_not_kept_twice(ground):
    home = door(ground.first, "0101")
    parts = [Address(ground.first, dwelling=home), Address(ground.first, 1, 2), Address(ground.first, 1, 1)]
    assert tidy(parts) == [Address(ground.first, 1, 2)]
    assert tidy([*parts, Address(ground.estate)]) == [Address(ground.estate)]
    assert tidy([Address(ground.first, 2, 3), Address(ground.first, dwelling=home)]) == [
        Address(ground.first, 2, 3),
        Address(ground.first, dwelling=home),
    ]


def test_once_told_floors_may_be_added_and_none_taken_away(ground):
    notice = ground.publish(places=None, addresses=[Address(ground.first, 1, 2)])
    with pytest.raises(Refused, match="已经"):
        edit_notice(by=ground.writer, notice=notice, addresses=[Address(ground.first, 1, 1)])
    wider = edit_notice(by=ground.writer, notice=notice, addresses=[Address(ground.first, 1, 3)])
    assert addresses_of(wider) == [Address(ground.first, 1, 3)]
    whole = edit_notice(by=ground.writer, notice=notice, places=[ground.first])
    assert addresses_of(whole) == [Address(ground.first)]


def test_for_whom_it_is_must_be_said(ground):
    for audience in ([], ["everyone"]):
        with pytest.raises(Refused) as no:
            ground.draft(audience=audience, client_key=uuid4())
        assert no.value.field == "audience"


@pytest.mark.parametrize("audience", [["residents"], ["owners", "council"]])
def test_all_groups_are_one_set_however_many_people_they_are(ground, audience):
    """A condition with OR was asked of each of 700,000 with all 700,000: a subdistrict's was never done."""
    address = Address(ground.street, None, None, None)
    asked = str(recipients([address], audience).query)
    assert asked.count("UNION") == len(audience)
    assert asked.count('"people_user"."id" IN (') == 1
    assert '"people_user"."id" IN (' in asked.split("WHERE", 1)[1].split("SELECT", 1)[0]
    assert recipients([address], ["residents"]).filter(pk=ground.resident.pk).count() == 1
    assert recipients([address], ["residents"]).filter(pk=ground.captain.pk).count() == 1
    assert not recipients([address], audience).filter(pk=ground.stranger.pk).exists()
