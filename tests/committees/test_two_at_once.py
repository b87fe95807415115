"""Real connections at the same time: each verb waits its turn, and nothing stale is left behind."""

import threading
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from committees import messages
from committees.models import Meeting
from committees.operations import cancel_meeting, move_meeting, record_resolution, reply
from kit.refused import Refused
from notifications.models import Message
from tests.committees.ground import NOW, STARTS, make_place, member, resident_of
from tests.committees.outbox import pending_reminders, rows

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable) -> list:
    """Runs each in a thread with its own connection, all let go together; results or what they raised."""
    barrier, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number: int, act: Callable) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=10)
            results[number] = act()
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


@pytest.fixture
def estate(transactional_db):
    from issues.operations.categories import load_categories

    load_categories()
    return make_place()


def test_two_people_move_it_to_different_days(estate):
    meeting = estate.convene()
    colleague = member(organisation=estate.committee).user
    days = [STARTS + timedelta(days=1), STARTS + timedelta(days=3)]

    def move(by, starts_at):
        return lambda: move_meeting(
            by=by, meeting=meeting, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), now=NOW
        )

    first, second = at_once(move(estate.staff, days[0]), move(colleague, days[1]))

    assert sorted([first.revision, second.revision]) == [2, 3]
    meeting.refresh_from_db()
    assert meeting.revision == 3
    last = first if first.revision == 3 else second
    assert meeting.starts_at == last.starts_at
    for user in (estate.manager, estate.captain):
        assert len(pending_reminders(meeting, user)) == 3
    stale = rows(meeting, kind=messages.REMINDER, state="pending").exclude(dedupe_key__contains=" r3 ")
    assert not stale.exists()
    assert rows(meeting, kind=messages.REMINDER, state="pending", due_at__gt=meeting.starts_at).count() == 0
    assert (
        rows(meeting, kind=messages.MOVED, state="pending").exclude(dedupe_key__contains=" r3 ").count() == 0
    )


def test_two_taps_on_send_make_one_meeting(estate):
    key = uuid4()
    results = at_once(*[lambda: estate.convene(client_key=key)] * 4)
    assert {result.pk for result in results} == {Meeting.objects.get().pk}
    meeting = Meeting.objects.get()
    assert meeting.parties.count() == 4
    assert len(pending_reminders(meeting, estate.captain)) == 3
    assert Message.objects.filter(kind=messages.INVITATION, recipient=estate.captain).count() == 1


def test_one_chair_is_left_and_two_neighbours_want_it(estate):
    meeting = estate.convene(seats_for_residents=1)
    people = [estate.resident, resident_of(estate.building, "0102"), resident_of(estate.building, "0201")]

    def come(person):
        return lambda: reply(by=person, meeting=meeting, reply="coming", now=NOW)

    results = at_once(*map(come, people))
    assert sum(isinstance(result, Refused) for result in results) == 2
    assert meeting.invitations.filter(party=None).count() == 1


def test_a_no_while_it_moves_leaves_no_reminder_for_the_old_date(estate):
    meeting = estate.convene()
    starts_at = STARTS + timedelta(days=1)
    at_once(
        lambda: reply(by=estate.manager, meeting=meeting, reply="declined", reason="那天出差", now=NOW),
        lambda: move_meeting(
            by=estate.staff,
            meeting=meeting,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
            now=NOW,
        ),
    )
    meeting.refresh_from_db()
    mine = pending_reminders(meeting, estate.manager)
    # Whichever came first: the answer was to the old date and is asked anew, or it is a no to the new one.
    answer = meeting.invitations.get(user=estate.manager).reply
    assert (answer, mine) in [("none", ["03-09 19:30", "03-11 19:30", "03-12 17:30"]), ("declined", [])]


def test_called_off_while_it_moves(estate):
    meeting = estate.convene()
    starts_at = STARTS + timedelta(days=1)
    at_once(
        lambda: cancel_meeting(by=estate.staff, meeting=meeting, reason="台风", now=NOW),
        lambda: move_meeting(
            by=estate.staff,
            meeting=meeting,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
            now=NOW,
        ),
    )
    meeting.refresh_from_db()
    assert meeting.state == "cancelled"
    assert not rows(meeting, kind__in=messages.ABOUT_THE_DATE, state="pending").exists()


def test_two_secretaries_number_their_resolutions_apart(estate):
    meeting = estate.convene()
    colleague = member(organisation=estate.committee).user

    def resolve(by, text):
        return lambda: record_resolution(by=by, meeting=meeting, text=text, now=STARTS)

    at_once(resolve(estate.staff, "甲"), resolve(colleague, "乙"))
    assert sorted(meeting.resolutions.values_list("number", flat=True)) == [1, 2]
