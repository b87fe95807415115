"""Moved and called off: each person reads what they do not know, by the date that they know."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from committees import messages
from committees.operations import cancel_meeting, move_meeting, reply
from kit.times import short_day
from notifications.leases import deliver_inbox
from tests.committees.ground import convene_soon, evening
from tests.committees.outbox import rows

pytestmark = pytest.mark.django_db

FIRST, SECOND, THIRD = 9, 12, 14  # days from today


def move(estate, meeting, days: int):
    starts_at = evening(days)
    return move_meeting(
        by=estate.staff, meeting=meeting, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=90)
    )


def called_off(estate, meeting) -> dict[int, str]:
    cancel_meeting(by=estate.staff, meeting=meeting, reason="台风")
    found = rows(meeting, kind=messages.CANCELLED, channel="inbox")
    return {row.recipient_id: row.letter.body for row in found}


def day(days: int) -> str:
    at: datetime = evening(days)
    return short_day(at, now=timezone.now())


def test_whom_the_move_has_not_reached_reads_the_date_that_they_were_told(estate):
    meeting = convene_soon(estate, FIRST)
    deliver_inbox()
    move(estate, meeting, SECOND)
    move(estate, meeting, THIRD)
    said = called_off(estate, meeting)
    assert len(said) == 4
    for body in said.values():
        assert day(FIRST) in body
        assert day(SECOND) not in body
        assert day(THIRD) not in body
        assert "台风" in body
    assert not rows(meeting, kind=messages.MOVED).exclude(state="void").exists()


def test_whoever_heard_of_the_move_reads_the_new_date(estate):
    meeting = convene_soon(estate, FIRST)
    deliver_inbox()
    move(estate, meeting, SECOND)
    deliver_inbox()
    said = called_off(estate, meeting)
    assert len(said) == 4
    assert all(day(SECOND) in body and day(FIRST) not in body for body in said.values())


def test_a_neighbour_who_signed_up_by_the_page_knows_the_date_that_stood_there(estate):
    meeting = convene_soon(estate, FIRST)
    move(estate, meeting, SECOND)
    deliver_inbox()
    reply(by=estate.resident, meeting=meeting, reply="coming")
    move(estate, meeting, THIRD)
    said = called_off(estate, meeting)
    assert day(SECOND) in said[estate.resident.pk]
    assert day(SECOND) in said[estate.captain.pk]


def test_without_a_move_the_date_is_said_from_beginning_to_end(estate):
    meeting = convene_soon(estate, FIRST)
    said = called_off(estate, meeting)
    assert len(said) == 4
    assert all(day(FIRST) in body and "19:30 – 21:00" in body for body in said.values())


# --- moved, and moved back before anybody heard of it ------------------------------------------------------------


def waiting(meeting) -> dict[str, str]:
    found = rows(meeting, kind=messages.MOVED, channel="inbox", state="pending").select_related("recipient")
    return {row.recipient.display_name: row.letter.title for row in found}


def test_there_and_back_tells_only_those_whose_answer_went_with_it(estate):
    meeting = convene_soon(estate, FIRST)
    deliver_inbox()
    reply(by=estate.manager, meeting=meeting, reply="coming")
    move(estate, meeting, SECOND)
    assert len(waiting(meeting)) == 4
    move(estate, meeting, FIRST)
    assert list(waiting(meeting)) == [estate.manager.display_name]
    (title,) = waiting(meeting).values()
    assert title.startswith("日期不变：")
    assert meeting.invitations.get(user=estate.manager).reply == "none"
    move(estate, meeting, THIRD)
    assert all(title.startswith("改到") for title in waiting(meeting).values())
    assert len(waiting(meeting)) == 4


def test_there_and_back_after_the_first_was_told_is_told(estate):
    meeting = convene_soon(estate, FIRST)
    deliver_inbox()
    move(estate, meeting, SECOND)
    deliver_inbox()
    move(estate, meeting, FIRST)
    assert len(waiting(meeting)) == 4


def test_another_room_and_back_tells_nobody(estate):
    meeting = convene_soon(estate, FIRST)
    deliver_inbox()
    first = meeting.venue
    for venue in ("门口的亭子", first):
        move_meeting(
            by=estate.staff,
            meeting=meeting,
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            venue=venue,
        )
        assert len(waiting(meeting)) == (0 if venue == first else 4)
