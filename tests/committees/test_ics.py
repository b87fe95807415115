"""The calendar file, read back by an independent parser and checked line by line against RFC 5545."""

import re
from datetime import UTC, timedelta

import pytest
from django.test import Client
from icalendar import Calendar

from committees.ics import calendar_file
from committees.operations import cancel_meeting, move_meeting
from committees.operations.agenda import add_agenda_item, change_item, drop_item, shift_item
from tests.committees.ground import NOW, STARTS, convene_soon, member
from tests.committees.lines import imported, insist_on_rfc_5545

pytestmark = pytest.mark.django_db


def file_of(meeting) -> bytes:
    agenda = meeting.agenda.order_by("position")
    return calendar_file(meeting, agenda, url=f"https://linli.example/meetings/{meeting.pk}/")


def event_of(data: bytes):
    calendar = Calendar.from_ical(data)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def test_what_a_calendar_reads(estate):
    meeting = estate.convene(venue_note="电梯直达，有轮椅通道", lead="大家一起定；含逗号,分号;和\\斜线")
    calendar, event = event_of(file_of(meeting))
    assert (calendar["version"], calendar["method"], bool(calendar["prodid"])) == ("2.0", "PUBLISH", True)
    assert event["uid"] == f"meeting-{meeting.client_key}@linli"
    assert (event["sequence"], event["status"], event["summary"]) == (0, "CONFIRMED", "电动车集中充电点选址")
    assert event["location"] == "4栋二层议事厅 电梯直达，有轮椅通道"
    assert event["description"].splitlines() == [
        "大家一起定；含逗号,分号;和\\斜线",
        "1. 上次决议落实",
        "2. 电动车集中充电点",
        "3. 高空抛物监控",
    ]
    assert event["url"] == f"https://linli.example/meetings/{meeting.pk}/"
    assert event["dtstart"].dt == STARTS
    assert event["dtend"].dt == STARTS + timedelta(minutes=90)
    assert event["dtstart"].params["tzid"] == event["dtend"].params["tzid"] == "Asia/Shanghai"
    assert event["dtstamp"].dt == NOW.astimezone(UTC)
    assert event["organizer"].startswith("mailto:")
    assert event["organizer"].params["cn"] == estate.committee.name


def test_the_file_carries_its_own_time_zone(estate):
    calendar, _event = event_of(file_of(estate.convene()))
    (zone,) = calendar.walk("VTIMEZONE")
    (standard,) = zone.walk("STANDARD")
    assert zone["tzid"] == "Asia/Shanghai"
    assert standard["tzoffsetfrom"].td == standard["tzoffsetto"].td == timedelta(hours=8)
    # Without any database of time zones, by the file alone.
    assert zone.to_tz().utcoffset(STARTS.replace(tzinfo=None)) == timedelta(hours=8)


def test_the_lines_are_those_of_rfc_5545(estate):
    data = file_of(estate.convene(lead="很长的一句话" * 30))
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # folded between characters, never within one
    unfolded = data.replace(b"\r\n ", b"").decode()
    names = [re.match(r"[A-Z-]+", line)[0] for line in unfolded.split("\r\n") if line]
    assert names[0] == "BEGIN"
    assert names[-1] == "END"
    event = unfolded.split("BEGIN:VEVENT")[1].split("END:VEVENT")[0]
    for once in ("UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY", "STATUS", "URL", "ORGANIZER"):
        assert len(re.findall(rf"^{once}[:;]", event, re.MULTILINE)) == 1
    assert re.search(r"^DTSTART;TZID=Asia/Shanghai:20260311T193000\r?$", event, re.MULTILINE)
    assert re.search(r"^DTSTAMP:\d{8}T\d{6}Z\r?$", event, re.MULTILINE)
    # The zone that DTSTART names is defined in the same file, before it is used.
    assert unfolded.index("TZID:Asia/Shanghai") < unfolded.index("DTSTART;TZID")


def test_a_move_and_a_cancellation_update_the_same_event(estate):
    meeting = estate.convene()
    _calendar, first = event_of(file_of(meeting))
    starts_at = STARTS + timedelta(days=1)
    later = NOW + timedelta(hours=1)
    moved = move_meeting(
        by=estate.staff,
        meeting=meeting,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        now=later,
    )
    _calendar, second = event_of(file_of(moved))
    cancelled = cancel_meeting(
        by=estate.staff, meeting=meeting, reason="台风", now=later + timedelta(hours=1)
    )
    calendar, third = event_of(file_of(cancelled))

    assert first["uid"] == second["uid"] == third["uid"]
    assert [event["sequence"] for event in (first, second, third)] == [0, 1, 2]
    assert first["dtstamp"].dt < second["dtstamp"].dt < third["dtstamp"].dt
    assert second["dtstart"].dt == starts_at
    assert (calendar["method"], third["status"]) == ("CANCEL", "CANCELLED")
    assert "台风" in third["description"]


def test_another_agenda_is_newer_than_the_one_a_calendar_has(estate):
    """RFC 5546, 2.1.5: of files with the same SEQUENCE a program keeps the one with the later DTSTAMP."""
    meeting = estate.convene()
    stamps = [event_of(file_of(meeting))[1]["dtstamp"].dt]

    def look(hours: int) -> None:
        meeting.refresh_from_db()
        _calendar, event = event_of(file_of(meeting))
        assert event["sequence"] == 0, "nobody is asked to answer anew"
        assert event["dtstamp"].dt == NOW + timedelta(hours=hours) > stamps[-1]
        stamps.append(event["dtstamp"].dt)

    def at(hours: int) -> dict:
        return {"by": estate.staff, "now": NOW + timedelta(hours=hours)}

    item = add_agenda_item(meeting=meeting, title="书屋", minutes=5, **at(1))
    look(1)
    change_item(item=item, title="共享书屋", minutes=5, **at(2))
    look(2)
    shift_item(item=item, up=True, **at(3))
    look(3)
    drop_item(item=item, **at(4))
    look(4)


def test_the_page_hands_it_out_to_whoever_may_read_the_meeting(estate):
    meeting = estate.convene()
    response = Client().get(f"/meetings/{meeting.pk}/meeting.ics")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/calendar; charset=utf-8")
    assert response["Content-Disposition"] == f'attachment; filename="meeting-{meeting.pk}.ics"'
    _calendar, event = event_of(response.content)
    assert event["url"] == f"http://testserver/meetings/{meeting.pk}/"
    behind_doors = estate.convene(is_open=False)
    assert Client().get(f"/meetings/{behind_doors.pk}/meeting.ics").status_code == 404


def test_imported_again_it_is_the_same_event_and_an_old_file_changes_nothing(estate):
    meeting = estate.convene(lead="含逗号,分号;和\\斜线\n两行")
    first = file_of(meeting)
    insist_on_rfc_5545(first)
    store = imported({}, first)
    assert imported(store, first) == store
    starts_at = STARTS + timedelta(days=1)
    moved = move_meeting(
        by=estate.staff, meeting=meeting, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), now=NOW
    )
    second = file_of(moved)
    store = imported(imported(store, second), first)  # the old file, found in the downloads and opened again
    assert [event["DTSTART"] for event in store.values()] == ["20260312T193000"]
    third = file_of(cancel_meeting(by=estate.staff, meeting=meeting, reason="台风", now=NOW))
    insist_on_rfc_5545(third)
    store = imported(imported(store, third), second)
    assert [(event["STATUS"], event["SEQUENCE"]) for event in store.values()] == [("CANCELLED", "2")]


def test_the_link_is_in_the_file_of_whoever_was_invited_or_runs_it(estate, visit):
    link = "https://meet.example.org/4?a=1,2;3"
    meeting = convene_soon(estate, online_url=link)
    page = f"/meetings/{meeting.pk}/meeting.ics"
    for user in (estate.captain, member(organisation=estate.committee).user):
        _calendar, event = event_of(visit(user).get(page).content)
        assert event["conference"] == link
        assert link in event["description"]
    for client in (visit(estate.resident), Client()):
        assert b"meet.example.org" not in client.get(page).content
