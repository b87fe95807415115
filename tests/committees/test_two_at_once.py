"""Real connections at the same time: each verb waits its turn, and nothing stale is left behind."""

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.db import connection, transaction

from committees import messages
from committees.models import Meeting
from committees.operations import (
    PartyPlan,
    cancel_meeting,
    close_meeting,
    move_meeting,
    record_resolution,
    reply,
)
from committees.operations.motions import cast_vote, decide_motion, open_vote, votes_on
from committees.operations.notes import Conflict, word_motion, write_summary
from committees.operations.room import check_in, check_in_self, finish_item
from kit.refused import Refused
from notifications.models import Message
from tests.committees.ground import NOW, STARTS, attend, held, make_place, member, resident_of
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
    stale = rows(meeting, kind=messages.REMINDER, state="pending").exclude(
        letter__event__dedupe__contains=" r3"
    )
    assert not stale.exists()
    assert rows(meeting, kind=messages.REMINDER, state="pending", due_at__gt=meeting.starts_at).count() == 0
    assert (
        rows(meeting, kind=messages.MOVED, state="pending")
        .exclude(letter__event__dedupe__contains=" r3")
        .count()
        == 0
    )


def test_two_taps_on_send_make_one_meeting(estate):
    key = uuid4()
    results = at_once(*[lambda: estate.convene(client_key=key)] * 4)
    assert {result.pk for result in results} == {Meeting.objects.get().pk}
    meeting = Meeting.objects.get()
    assert meeting.parties.count() == 4
    assert len(pending_reminders(meeting, estate.captain)) == 3
    assert Message.objects.filter(letter__kind=messages.INVITATION, recipient=estate.captain).count() == 1


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


WAITS = """SELECT EXISTS (SELECT FROM pg_locks
    WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))"""


def while_open(act: Callable, other: Callable):
    """What `act` gives, while `other` begins on a connection of its own and ends, or waits, before it is written."""
    with transaction.atomic():
        done = act()
        second = threading.Thread(target=lambda: at_once(other))
        second.start()
        with connection.cursor() as cursor:
            for _ in range(50_000):
                cursor.execute(WAITS)
                if cursor.fetchone()[0] or not second.is_alive():
                    break
    second.join(timeout=60)
    return done


def test_what_is_called_while_another_closes_looks_at_what_it_decided(estate):
    first = estate.convene(starts_at=STARTS - timedelta(days=3), ends_at=STARTS - timedelta(days=2))
    close = partial(close_meeting, by=estate.staff, meeting=first, minutes="已议", now=STARTS)
    later = while_open(estate.convene, close)
    later.refresh_from_db()
    assert later.previous == first


def test_what_is_moved_behind_another_that_closes_looks_at_what_it_decided(estate):
    first = estate.convene()
    other = estate.convene(starts_at=STARTS - timedelta(days=3), ends_at=STARTS - timedelta(days=2))
    days = {"starts_at": STARTS + timedelta(days=3), "ends_at": STARTS + timedelta(days=4)}
    move = partial(move_meeting, by=estate.staff, meeting=other, now=NOW, **days)
    close = partial(close_meeting, by=estate.staff, meeting=first, minutes="已议", now=STARTS)
    assert while_open(move, close) == other
    other.refresh_from_db()
    assert other.previous == first


def test_two_secretaries_number_their_resolutions_apart(estate):
    meeting = attend(estate, estate.convene())
    colleague = member(organisation=estate.committee).user

    def resolve(by, text):
        return lambda: record_resolution(by=by, meeting=meeting, text=text, now=STARTS)

    at_once(resolve(estate.staff, "甲"), resolve(colleague, "乙"))
    assert sorted(meeting.resolutions.values_list("number", flat=True)) == [1, 2]


# --- in the room --------------------------------------------------------------------------------------------------


def test_two_secretaries_save_the_same_item(estate):
    meeting = held(estate)
    item, colleague = meeting.agenda.get(position=2), member(organisation=estate.committee).user

    def save(by, text):
        return lambda: write_summary(by=by, item=item, text=text, seen_version=0, now=STARTS)

    results = at_once(save(estate.staff, "甲写的"), save(colleague, "乙写的"))
    conflict = next(result for result in results if isinstance(result, Conflict))
    saved = next(result for result in results if result is not conflict)
    item.refresh_from_db()
    # What stands is one of the two; whoever wrote the other has it on the screen, beside this one.
    assert (item.summary, item.version) == (saved.summary, 1) == (conflict.theirs, conflict.version)


def test_two_secretaries_word_the_same_motion(estate):
    meeting = held(estate)
    item, colleague = meeting.agenda.get(position=2), member(organisation=estate.committee).user

    def word(by, text):
        return lambda: word_motion(by=by, item=item, text=text, now=STARTS)

    results = at_once(word(estate.staff, "建两处"), word(colleague, "建三处"))
    assert sum(isinstance(result, Conflict) for result in results) == 1
    assert meeting.motions.get().version == 1


def test_two_press_next(estate):
    meeting = held(estate)
    seen, colleague = meeting.live_item_id, member(organisation=estate.committee).user

    def go_on(by):
        return lambda: finish_item(by=by, meeting=meeting, seen=seen, now=STARTS + timedelta(minutes=5))

    first, second = at_once(go_on(estate.staff), go_on(colleague))
    assert first == second == meeting.agenda.get(position=2)
    assert meeting.agenda.filter(ended_at__isnull=False).count() == 1


def voted_on(estate, method, **changes):
    meeting = held(estate, **changes)
    motion = word_motion(by=estate.staff, item=meeting.agenda.get(position=2), text="建充电棚", now=STARTS)
    return open_vote(by=estate.staff, motion=motion, method=method, now=STARTS) if method else motion


def test_two_delegates_of_one_party_vote(estate):
    colleague, parties = member(organisation=estate.property).user, estate.parties()
    parties[1] = PartyPlan("", estate.property, [estate.manager, colleague])
    motion = voted_on(estate, "phones", parties=parties)

    def vote(by, choice):
        return lambda: cast_vote(by=by, motion=motion, choice=choice, now=STARTS)

    results = at_once(vote(estate.manager, "for"), vote(colleague, "against"), vote(estate.captain, "for"))
    assert not [result for result in results if isinstance(result, Exception)]
    assert votes_on(motion).total == 2
    voice = motion.votes.get(party__organisation=estate.property)
    assert (voice.cast_by, voice.choice) in [(estate.manager, "for"), (colleague, "against")]


def test_two_decide_and_a_vote_comes_late(estate):
    motion = voted_on(estate, "phones")
    cast_vote(by=estate.manager, motion=motion, choice="for", now=STARTS)
    colleague = member(organisation=estate.committee).user

    def decide(by):
        return lambda: decide_motion(by=by, motion=motion, now=STARTS)

    first, second, late = at_once(
        decide(estate.staff),
        decide(colleague),
        lambda: cast_vote(by=estate.captain, motion=motion, choice="against", now=STARTS),
    )
    resolution = motion.meeting.resolutions.get()
    assert first == second == resolution
    # The late one was counted, or told that it came too late; never taken and not counted.
    assert (resolution.votes_for, resolution.votes_against) == (1, 0 if isinstance(late, Refused) else 1)
    assert votes_on(motion).total == resolution.votes_for + resolution.votes_against


def test_two_open_the_vote_in_different_ways(estate):
    motion = voted_on(estate, None)

    def put(method):
        return lambda: open_vote(by=estate.staff, motion=motion, method=method, now=STARTS)

    results = at_once(put("hands"), put("phones"))
    refused = [result for result in results if isinstance(result, Refused)]
    motion.refresh_from_db()
    assert (len(refused), motion.state) == (1, "voting")


def test_the_list_and_the_code_check_the_same_person_in(estate):
    meeting = estate.convene()
    invitation = meeting.invitations.get(user=estate.manager)

    def by_list():
        return check_in(by=estate.staff, meeting=meeting, invitation=invitation, now=STARTS)

    def by_code(who):
        return lambda: check_in_self(by=who, meeting=meeting, code=meeting.checkin_code, now=STARTS)

    stays = at_once(by_list, by_code(estate.manager), by_list)
    assert set(stays) == {meeting.attendances.get()}
    guests = at_once(*[by_code(estate.resident)] * 3)
    assert set(guests) == {meeting.attendances.get(party=None)}
    assert meeting.invitations.filter(user=estate.resident).count() == 1
