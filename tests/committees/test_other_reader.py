"""Our calendars, read by a library that has no part in writing them, before and after a move and a cancellation."""

from datetime import timedelta

import pytest
import vobject

from committees.operations import cancel_meeting, move_meeting
from committees.operations.calendars import make_address
from tests.committees.ground import convene_soon, evening

pytestmark = pytest.mark.django_db


def read(client, url: str):
    answer = client.get(url)
    assert answer.status_code == 200
    return vobject.readOne(answer.content.decode())


def told(calendar) -> tuple:
    event = calendar.vevent
    return (
        event.uid.value,
        event.dtstart.value,
        event.dtend.value,
        int(event.sequence.value),
        event.status.value,
        event.summary.value,
    )


def test_an_independent_library_reads_feed_and_file(estate, client, visit):
    meeting = convene_soon(estate)
    starts, later = evening(9), evening(11)
    address = make_address(by=estate.manager)
    feed, file = f"/meetings/calendar/{address.token}.ics", f"/meetings/{meeting.pk}/meeting.ics"

    def both() -> list[tuple]:
        client.logout()
        found = [told(read(client, feed))]
        return [*found, told(read(visit(estate.manager), file))]

    def is_now(starts_at, sequence: int, status: str) -> None:
        length = timedelta(minutes=90)
        expected = (meeting.calendar_uid, starts_at, starts_at + length, sequence, status, meeting.title)
        assert both() == [expected, expected]

    is_now(starts, 0, "CONFIRMED")
    move_meeting(by=estate.staff, meeting=meeting, starts_at=later, ends_at=later + timedelta(minutes=90))
    is_now(later, 1, "CONFIRMED")
    cancel_meeting(by=estate.staff, meeting=meeting, reason="台风")
    is_now(later, 2, "CANCELLED")
    calendar = read(visit(estate.manager), file)
    assert calendar.method.value == "CANCEL"
    assert calendar.vtimezone.tzid.value == "Asia/Shanghai"
    assert read(client, feed).method.value == "PUBLISH"
