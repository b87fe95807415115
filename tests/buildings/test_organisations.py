"""Organisations serve places; their members act there until the day their office ends."""

from datetime import date

import pytest

from buildings.models import Membership, Organisation
from buildings.operations import (
    appoint_member,
    begin_service,
    describe_organisation,
    end_membership,
    end_service,
    found_organisation,
)
from buildings.standing import Standing
from kit.refused import Refused
from notifications.models import Message
from tests.factories import MembershipFactory, UserFactory, make_community, make_estate


def test_staff_found_an_organisation_where_they_serve(world):
    made = found_organisation(
        by=world.staff, kind="club", name="合唱团", serves=[world.estate], phone=" 0757 "
    )
    assert list(made.places.all()) == [world.estate]
    assert made.phone == "0757"
    elsewhere = make_estate(community=make_community())
    for places in ([elsewhere], [world.estate, elsewhere], []):
        with pytest.raises(Refused):
            found_organisation(by=world.staff, kind="club", name="读书会", serves=places)
    with pytest.raises(Refused) as refused:
        found_organisation(by=world.staff, kind="club", name="合唱团", serves=[world.estate])
    assert refused.value.field == "name"
    for words in ({"kind": "gang", "name": "甲"}, {"kind": "club", "name": " "}):
        with pytest.raises(Refused):
            found_organisation(by=world.staff, serves=[world.estate], **words)
    assert Organisation.objects.filter(kind="club").count() == 1


def test_its_head_and_staff_appoint_members_and_nobody_else(world):
    head = world.member(world.council, office="head")
    appoint_member(by=head, organisation=world.council, user=UserFactory(), office="member", title="理事")
    appoint_member(by=world.staff, organisation=world.council, user=UserFactory(), office="member")
    for user in (
        world.resident(),
        world.captain(),
        world.member(world.council),
        world.member(world.property),
    ):
        with pytest.raises(Refused):
            appoint_member(by=user, organisation=world.council, user=UserFactory(), office="member")


def test_community_staff_do_not_appoint_the_subdistrict(world):
    with pytest.raises(Refused):
        appoint_member(by=world.staff, organisation=world.office, user=world.staff, office="head")


def test_staff_of_one_community_do_not_open_another_through_a_shared_company(world):
    elsewhere = make_estate(community=make_community())
    begin_service(by=world.admin, organisation=world.property, place=elsewhere)
    with pytest.raises(Refused):
        appoint_member(by=world.staff, organisation=world.property, user=UserFactory(), office="staff")


def test_a_membership_is_held_once_and_ends_on_its_day(world):
    person = UserFactory()
    words = {"by": world.staff, "organisation": world.committee, "user": person, "office": "staff"}
    membership = appoint_member(**words, started_on=date(2026, 1, 1))
    with pytest.raises(Refused) as refused:
        appoint_member(**words)
    assert refused.value.field == "user"
    with pytest.raises(Refused):
        end_membership(by=world.staff, membership=membership, on=date(2026, 1, 1))
    end_membership(by=world.staff, membership=membership, on=date(2026, 5, 1))
    assert Standing(user=person, on=date(2026, 4, 30)).is_staff_at(world.building)
    assert not Standing(user=person, on=date(2026, 5, 1)).is_staff_at(world.building)
    with pytest.raises(Refused, match="更早就结束"):  # by a form that was opened before it was ended
        end_membership(by=world.staff, membership=membership, on=date(2026, 6, 1))
    end_membership(by=world.staff, membership=membership, on=date(2026, 4, 1))
    assert not Standing(user=person, on=date(2026, 4, 1)).is_staff_at(world.building)
    with pytest.raises(Refused):
        appoint_member(**words | {"office": "king"})
    assert Membership.objects.filter(user=person).count() == 1


def test_a_member_becomes_the_head(world):
    """After an election: their seat hangs on this membership, so it is not ended for it."""
    person, head = UserFactory(), world.member(world.council, office="head")
    words = {"by": world.staff, "organisation": world.council, "user": person}
    member = appoint_member(**words, office="member", started_on=date(2026, 1, 1))
    changed = appoint_member(**words, office="head", title="会长")
    assert (changed.pk, changed.office, changed.title) == (member.pk, "head", "会长")
    assert changed.started_on == date(2026, 1, 1)
    appoint_member(by=person, organisation=world.council, user=head, office="member")
    assert Membership.objects.get(user=head).office == "member"
    with pytest.raises(Refused):  # the same again
        appoint_member(**words, office="head", title="会长")
    with pytest.raises(Refused):  # not ahead of time
        appoint_member(**words, office="deputy", started_on=date(2999, 1, 1))
    assert Membership.objects.get(user=person).office == "head"


def test_whoever_is_given_an_office_or_loses_it_is_told(world):
    """Who was made president read it nowhere, and whose term was ended found pages gone."""
    person = UserFactory()
    words = {"by": world.staff, "organisation": world.council, "user": person}
    member = appoint_member(**words, office="member", started_on=date(2026, 1, 1))
    appoint_member(**words, office="head", title="会长")
    end_membership(by=world.staff, membership=member, on=date(2026, 5, 1))
    told = Message.objects.filter(recipient=person, channel="inbox").order_by("pk")
    kinds = ["buildings.office", "buildings.office", "buildings.office_ended"]
    assert list(told.values_list("letter__kind", flat=True)) == kinds
    assert "会长" in told[1].letter.title
    own = MembershipFactory(organisation=world.council, started_on=date(2026, 1, 1))
    end_membership(by=own.user, membership=own, on=date(2026, 5, 1))
    assert not Message.objects.filter(recipient=own.user).exists()


def test_services_begin_and_end(world):
    other = make_estate(community=world.community)
    service = begin_service(
        by=world.staff, organisation=world.property, place=other, started_on=date(2026, 1, 1)
    )
    with pytest.raises(Refused):
        begin_service(by=world.staff, organisation=world.property, place=other)
    manager = world.member(world.property)
    assert Standing(user=manager, on=date(2026, 4, 30)).serves(other)
    end_service(by=world.staff, service=service, on=date(2026, 5, 1))
    with pytest.raises(Refused, match="更早就结束"):  # by a form that was opened before it was ended
        end_service(by=world.staff, service=service, on=date(2027, 5, 1))
    assert not Standing(user=manager, on=date(2026, 5, 1)).serves(other)
    with pytest.raises(Refused):
        begin_service(by=world.captain(), organisation=world.property, place=world.building)


def test_an_organisation_is_described_by_its_head_and_staff(world):
    words = {"name": "水岸物业服务中心", "short_name": "物业", "phone": "075700000111", "hours": "7:00–23:00"}
    describe_organisation(
        by=world.member(world.property, office="head"), organisation=world.property, **words
    )
    world.property.refresh_from_db()
    assert str(world.property) == "物业"
    with pytest.raises(Refused):
        describe_organisation(by=world.resident(), organisation=world.property, **words)
    with pytest.raises(Refused):
        describe_organisation(by=world.staff, organisation=world.property, **words | {"name": "水岸街坊会"})
