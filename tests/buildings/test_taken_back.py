"""What was entered by mistake is taken back on the same day: it is over at once, told, and stays on record."""

from datetime import timedelta

import pytest

from buildings.models import Captaincy, Membership, Residency, Service
from buildings.operations import (
    appoint_captain,
    appoint_member,
    begin_service,
    end_captaincy,
    end_membership,
    end_residency,
    end_service,
    leave_homes,
    register_residency,
    warn_of_last_members,
    warn_of_vacancies,
)
from buildings.queries.terms import captaincies_around
from buildings.standing import Standing
from journal.models import Entry
from kit.refused import Refused
from notifications.models import Message
from tests.factories import OrganisationFactory, UserFactory, make_resident

DAY = timedelta(days=1)


def appoint(world, user, **fields) -> Captaincy:
    words = {"by": world.staff, "user": user, "place": world.building, "kind": "building"}
    return appoint_captain(**words | fields)


def take_back(world, captaincy: Captaincy) -> Captaincy:
    day = max(world.today, captaincy.started_on)
    return end_captaincy(by=world.staff, captaincy=captaincy, on=day, reason="录错了人")


def standing(world, person, days: int = 0) -> Standing:
    return Standing(user=person, on=world.today + days * DAY)


def test_a_wrong_captain_is_nobody_at_once_and_the_right_one_follows_the_same_day(world):
    wrong, right = UserFactory(), UserFactory()
    captaincy = take_back(world, appoint(world, wrong))
    for days in (0, 1):
        assert not standing(world, wrong, days).capacities
    appoint(world, right)
    assert standing(world, right).is_captain_at(world.building)
    entered, ended = Entry.objects.about(captaincy).order_by("pk")
    assert (entered.verb, ended.verb) == ("buildings.appoint_captain", "buildings.end_captaincy")
    assert (ended.by, ended.data["taken_back"]) == (world.staff, True)
    titles = list(
        Message.objects.filter(recipient=wrong).order_by("pk").values_list("letter__title", flat=True)
    )
    assert len(titles) == 2
    assert "撤回" in titles[1]


def test_a_second_tap_takes_back_no_more_and_refuses_nothing(world, client):
    captaincy = appoint(world, UserFactory())
    client.force_login(world.staff)
    for _tap in range(2):
        answer = client.post(
            f"/places/captains/{captaincy.pk}/end/", {"on": world.today, "reason": "录错了人"}
        )
        assert answer.url == f"/places/{world.building.pk}/"
    assert Entry.objects.about(captaincy).filter(verb="buildings.end_captaincy").count() == 1


def test_a_wrong_member_and_a_wrong_company_see_nothing_from_then_on(world):
    person = UserFactory()
    membership = appoint_member(by=world.staff, organisation=world.committee, user=person, office="staff")
    assert standing(world, person).is_staff_at(world.estate)
    end_membership(by=world.staff, membership=membership, on=world.today)
    assert not standing(world, person).capacities
    assert "撤回" in Message.objects.filter(recipient=person).latest("pk").title
    other = OrganisationFactory(kind="property_company", name="隔壁物业")
    clerk = world.member(other)
    service = begin_service(by=world.staff, organisation=other, place=world.estate)
    assert standing(world, clerk).serves(world.building)
    end_service(by=world.staff, service=service, on=world.today)
    assert not standing(world, clerk).serves(world.building)
    assert Entry.objects.about(other).latest("pk").data["taken_back"] is True
    assert begin_service(by=world.staff, organisation=other, place=world.estate).pk != service.pk


def test_a_wrong_resident_and_their_child_are_out_at_once(world):
    person = UserFactory()
    tie = register_residency(by=world.staff, user=person, dwelling=world.home(), kind="family")
    child = make_resident(world.building, "0101", is_minor=True, guardian=person, started_on=world.today)
    end_residency(by=world.staff, residency=tie, on=world.today, with_children=True)
    assert not standing(world, person).home_paths
    assert not standing(world, child).home_paths
    assert "撤回" in Message.objects.filter(recipient=person).latest("pk").title
    again = register_residency(by=world.staff, user=person, dwelling=world.home(), kind="family")
    assert again.pk != tie.pk


def test_a_withdrawn_yes_ends_also_what_began_today(world):
    person = world.resident(started_on=world.today)
    leave_homes(by=person)
    assert not standing(world, person).home_paths


def test_what_is_still_to_begin_is_taken_back_and_shown_nowhere_as_to_come(world, page):
    now, wrong = world.captain(), UserFactory(display_name="将来错")
    later = appoint(world, wrong, role="deputy", started_on=world.today + 9 * DAY)
    take_back(world, later)
    assert later not in captaincies_around(now, world.today)
    assert not standing(world, wrong, 9).capacities
    member = appoint_member(
        by=world.staff, organisation=world.property, user=wrong, office="staff", started_on=later.started_on
    )
    address = f"/places/organisations/{world.property.pk}/"
    assert "将来错" in page(world.staff, address).content.decode()
    end_membership(by=world.staff, membership=member, on=member.started_on)
    assert "将来错" not in page(world.staff, address).content.decode()


def test_nobody_is_said_to_be_missing_for_a_term_that_never_was(world):
    take_back(world, appoint(world, UserFactory()))
    assert warn_of_vacancies() == 0
    empty = OrganisationFactory(kind="club", name="棋社", serves=[world.estate])
    later = world.today + 20 * DAY
    member = appoint_member(
        by=world.staff, organisation=empty, user=UserFactory(), office="member", started_on=later
    )
    end_membership(by=world.staff, membership=member, on=later)
    assert warn_of_last_members() == 0


def test_what_held_for_a_day_held(world):
    """Yesterday's term ends today; nobody says afterwards that it never was."""
    captaincy = appoint(world, UserFactory(), started_on=world.today - DAY)
    member = appoint_member(
        by=world.staff, organisation=world.property, user=UserFactory(), office="staff",
        started_on=world.today - DAY,
    )  # fmt: skip
    service = Service.objects.get(organisation=world.property)
    residency = Residency.objects.get(user=world.resident())
    on = world.today - DAY
    with pytest.raises(Refused):
        end_captaincy(by=world.staff, captaincy=captaincy, on=on, reason="录错")
    with pytest.raises(Refused):
        end_membership(by=world.staff, membership=member, on=on)
    with pytest.raises(Refused):
        end_service(by=world.staff, service=service, on=service.started_on)
    with pytest.raises(Refused):
        end_residency(by=world.staff, residency=residency, on=residency.started_on)
    assert end_captaincy(by=world.staff, captaincy=captaincy, on=world.today, reason="录错").pk


def test_nothing_begins_with_its_end(world):
    day, person = world.today, UserFactory()
    with pytest.raises(Refused):
        appoint(world, person, started_on=day, ended_on=day)
    with pytest.raises(Refused):
        appoint_member(by=world.staff, organisation=world.property, user=person, office="staff", ended_on=day)
    with pytest.raises(Refused):
        begin_service(by=world.staff, organisation=world.property, place=world.building, ended_on=day)
    with pytest.raises(Refused):
        register_residency(by=world.staff, user=person, dwelling=world.home(), kind="family", ended_on=day)
    assert not Membership.objects.filter(user=person).exists()
    assert not Message.objects.filter(recipient=person).exists()


def test_the_page_offers_it_with_the_day_already_there(world, page, client):
    captaincy = appoint(world, UserFactory())
    address = f"/places/captains/{captaincy.pk}/end/"
    text = page(world.staff, address).content.decode()
    assert f'value="{world.today.isoformat()}"' in text
    assert "录错" in text
    words = {"on": world.today.isoformat(), "reason": "录错了人"}
    assert "已撤回" in client.post(address, words, follow=True).content.decode()
    captaincy.refresh_from_db()
    assert captaincy.is_taken_back
    old = Captaincy.objects.get(user=world.captain())
    assert "录错" not in page(world.staff, f"/places/captains/{old.pk}/end/").content.decode()


@pytest.mark.parametrize("what", ["membership", "service", "residency"])
def test_each_page_takes_back_on_the_day(world, page, what):
    person = UserFactory()
    if what == "membership":
        row = appoint_member(by=world.staff, organisation=world.property, user=person, office="staff")
        address = f"/places/offices/{row.pk}/end/"
    elif what == "service":
        club = OrganisationFactory(kind="club", name="棋社")
        row = begin_service(by=world.staff, organisation=club, place=world.estate)
        address = f"/places/services/{row.pk}/end/"
    else:
        row = register_residency(by=world.staff, user=person, dwelling=world.home(), kind="family")
        address = f"/places/residents/{row.pk}/end/"
    assert "录错" in page(world.staff, address).content.decode()
    assert page(world.staff, address, {"on": world.today.isoformat()}).status_code == 302
    row.refresh_from_db()
    assert row.is_taken_back
