"""The personal calendar: an address that nobody guesses, what it shows, when it stops."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from committees.models import CalendarAddress
from committees.operations import (
    cancel_meeting,
    make_address,
    move_meeting,
    reply,
    take_back_address,
)
from committees.operations.parties import send_substitute
from journal.models import Entry
from tests.committees.ground import convene_soon, member, resident_of
from tests.committees.lines import events_by_uid, insist_on_rfc_5545
from tests.committees.pages import text_of
from tests.committees.test_two_at_once import at_once
from tests.factories import UserFactory, make_building, make_estate

pytestmark = pytest.mark.django_db


def feed_of(user):
    return Client().get(f"/meetings/calendar/{make_address(by=user).token}.ics")


def read(user) -> dict:
    data = feed_of(user).content
    insist_on_rfc_5545(data)
    return {str(event["uid"]): event for event in Calendar.from_ical(data).walk("VEVENT")}


def test_before_and_after_it_is_moved_and_called_off(estate):
    meeting = convene_soon(estate)
    first = read(estate.captain)[meeting.calendar_uid]
    assert (first["sequence"], first["status"], first["dtstart"].dt) == (0, "CONFIRMED", meeting.starts_at)
    starts_at = meeting.starts_at + timedelta(days=1)
    moved = move_meeting(
        by=estate.staff, meeting=meeting, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1)
    )
    second = read(estate.captain)[meeting.calendar_uid]
    assert (second["sequence"], second["dtstart"].dt, second["dtend"].dt) == (1, starts_at, moved.ends_at)
    assert second["dtstamp"].dt >= first["dtstamp"].dt
    cancel_meeting(by=estate.staff, meeting=meeting, reason="台风")
    found = read(estate.captain)
    assert len(found) == 1
    third = found[meeting.calendar_uid]
    assert (third["sequence"], third["status"], third["transp"]) == (2, "CANCELLED", "TRANSPARENT")
    assert "台风" in third["description"]


def test_the_file_says_what_a_program_needs_to_come_again(estate):
    response = feed_of(estate.resident)  # no meeting yet: a calendar all the same
    assert response["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    insist_on_rfc_5545(response.content)
    convene_soon(estate)
    calendar = Calendar.from_ical(feed_of(estate.resident).content)
    assert (calendar["method"], calendar["x-wr-calname"], calendar["name"]) == (
        "PUBLISH",
        "邻里会议",
        "邻里会议",
    )
    assert calendar["x-wr-timezone"] == "Asia/Shanghai"
    assert calendar["refresh-interval"].dt == timedelta(hours=1)
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in calendar.to_ical()
    assert len(calendar.walk("VTIMEZONE")) == 1
    assert len(calendar.walk("VEVENT")) == 1


def test_no_control_character_reaches_a_program(estate):
    """RFC 5545, 3.1: a strict reader would refuse the whole calendar for one of them."""
    convene_soon(estate, title="三\x07栋\x7f漏水", lead="先\x0b听", venue="议事\x08厅")
    (event,) = read(estate.resident).values()
    assert str(event["summary"]) == "三栋漏水"
    assert str(event["location"]).startswith("议事厅")
    data = feed_of(estate.resident).content.decode()
    assert not re.search(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]", data)


def test_what_stands_in_it(estate):
    near = convene_soon(estate, title="附近的会")
    behind_doors = convene_soon(estate, is_open=False, title="代表会")
    old = convene_soon(estate, days=-59, title="上上个月")
    convene_soon(estate, days=-61, title="太久以前")
    elsewhere = make_estate()
    stranger = resident_of(make_building(elsewhere))

    def titles(user):
        return {str(event["summary"]) for event in read(user).values()}

    assert titles(estate.resident) == {near.title, old.title}
    assert titles(estate.captain) == {near.title, behind_doors.title, old.title}
    assert titles(estate.manager) == {near.title, behind_doors.title, old.title}
    assert titles(stranger) == set()
    # Who loses an office loses what came with it, on the same address.
    estate.manager.memberships.update(ended_on=timezone.localdate())
    assert titles(type(estate.manager).objects.get(pk=estate.manager.pk)) == set()


def test_the_link_and_the_seats_are_for_those_concerned(estate):
    link = "https://meet.example.org/4"
    meeting = convene_soon(estate, online_url=link)
    colleague = member(organisation=estate.property).user
    send_substitute(by=estate.manager, meeting=meeting, substitute=colleague)
    reply(by=estate.president, meeting=meeting, reply="declined", reason="出差")
    ours, theirs = (read(user)[meeting.calendar_uid] for user in (estate.manager, colleague))
    assert f"{colleague.display_name}代您出席" in ours["description"]
    assert f"您代{estate.manager.display_name}出席" in theirs["description"]
    assert (ours["transp"], theirs["transp"]) == ("TRANSPARENT", "OPAQUE")
    assert theirs["conference"] == link
    assert f"线上：{link}" in theirs["description"]
    away = read(estate.president)[meeting.calendar_uid]
    assert (away["transp"], "您说了不来" in away["description"]) == ("TRANSPARENT", True)
    near = read(estate.resident)[meeting.calendar_uid]
    assert "conference" not in near
    assert link not in near["description"]
    assert estate.manager.display_name not in near["description"]
    reply(by=estate.resident, meeting=meeting, reply="online")
    assert read(estate.resident)[meeting.calendar_uid]["conference"] == link


def test_an_address_is_made_anew_and_taken_back(estate):
    first = make_address(by=estate.captain)
    assert make_address(by=estate.captain) == first  # a second tap of "make my address"
    second = make_address(by=estate.captain, seen=first.pk)
    assert make_address(by=estate.captain, seen=first.pk) == second  # and of "make a new address"
    assert len({first.token, second.token}) == 2
    assert min(len(first.token), len(second.token)) >= 43

    def status(address):
        return Client().get(f"/meetings/calendar/{address.token}.ics").status_code

    assert (status(first), status(second)) == (404, 200)
    for _tap in range(2):
        take_back_address(by=estate.captain)
    assert status(second) == 404
    assert Client().get(f"/meetings/calendar/{'x' * 43}.ics").status_code == 404
    assert Client().get("/meetings/calendar/%00.ics").status_code == 404
    third = make_address(by=estate.captain)
    estate.captain.is_active = False
    estate.captain.save()
    assert status(third) == 404
    verbs = Entry.objects.filter(verb__contains="calendar_address").values_list("verb", flat=True)
    assert [verb.partition(".")[2].partition("_")[0] for verb in verbs.order_by("id")] == [
        "make",
        "make",
        "take",
        "make",
    ]
    assert not Entry.objects.filter(data__icontains=third.token).exists()


def test_a_program_asks_again_without_session_or_cookie(estate):
    meeting = convene_soon(estate)
    path = f"/meetings/calendar/{make_address(by=estate.captain).token}.ics"
    client = Client()
    response = client.get(path)
    assert response["Cache-Control"] == "private, no-cache"
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    assert not client.cookies
    tag = response["ETag"]
    same = client.get(path, headers={"If-None-Match": tag})
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)
    assert same["Cache-Control"] == "private, no-cache"
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405
    cancel_meeting(by=estate.staff, meeting=meeting, reason="台风")
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200
    # Somebody signed in who has the address sees its owner's meetings, not their own.
    other = Client()
    other.force_login(UserFactory())
    assert other.get(path).content == client.get(path).content


def test_it_speaks_the_language_of_its_owner(estate):
    estate.captain.language = "en"
    estate.captain.save()
    meeting = convene_soon(estate)
    cancel_meeting(by=estate.staff, meeting=meeting, reason="台风")
    assert "Called off: 台风" in read(estate.captain)[meeting.calendar_uid]["description"]


@pytest.mark.parametrize("count", [1, 30])
def test_a_feed_costs_the_same_at_1_and_at_30(estate, django_assert_num_queries, count):
    for number in range(count):
        meeting = convene_soon(estate, days=2 + number)
        send_substitute(
            by=estate.manager, meeting=meeting, substitute=member(organisation=estate.property).user
        )
    path = f"/meetings/calendar/{make_address(by=estate.manager).token}.ics"
    # The address, capacities; meetings, their items, the own invitations and who sits on those seats.
    with django_assert_num_queries(6):
        response = Client().get(path)
    assert len(events_by_uid(response.content)) == count


def test_the_page(estate, visit):
    client = visit(estate.captain)
    assert "生成我的地址" in text_of(client.get("/meetings/calendar/"))
    client.post("/meetings/calendar/address/")
    page = client.get("/meetings/calendar/")
    html = page.content.decode()
    token = CalendarAddress.objects.get().token
    assert f"http://testserver/meetings/calendar/{token}.ics" in html
    assert f'href="webcal://testserver/meetings/calendar/{token}.ics"' in html
    seen = re.search(r'name="seen" value="(\d+)"', html)[1]
    for _tap in range(2):
        client.post("/meetings/calendar/address/", {"seen": seen})
    assert CalendarAddress.objects.count() == 2
    assert token not in client.get("/meetings/calendar/").content.decode()
    client.post("/meetings/calendar/address/", {"seen": "9" * 30})
    client.post("/meetings/calendar/take-back/")
    assert "生成我的地址" in text_of(client.get("/meetings/calendar/"))
    assert client.get("/meetings/calendar/address/").status_code == 405
    client.logout()
    assert client.get("/meetings/calendar/").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_the_same_moment_make_one_address():
    user = UserFactory()
    made = at_once(*[lambda: make_address(by=user)] * 3)
    assert {address.pk for address in made} == {CalendarAddress.objects.get().pk}
