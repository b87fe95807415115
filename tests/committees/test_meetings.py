"""Convening, moving and calling off: the rows, the refusals, the second tap."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from committees import messages
from committees.models import AgendaItem, Meeting
from committees.operations import (
    ItemPlan,
    PartyPlan,
    cancel_meeting,
    close_meeting,
    move_meeting,
    reply,
)
from committees.rules import may_run
from journal.models import Entry
from kit.refused import Refused
from notifications.models import Message, State
from people.models import User
from tests.committees.ground import NOW, STARTS, captain_of, member
from tests.committees.outbox import counts, pending_reminders, rows
from tests.factories import UserFactory, make_building, make_community, make_staff

pytestmark = pytest.mark.django_db


def nothing_was_written() -> bool:
    return not Meeting.objects.exists() and not Message.objects.exists() and not Entry.objects.exists()


# --- convening --------------------------------------------------------------------------------------------------


def test_convening_writes_the_meeting_its_parties_and_an_agenda_that_begins_with_the_last_resolutions(estate):
    meeting = estate.convene()

    agenda = [(item.position, item.title, item.is_follow_up) for item in meeting.agenda.all()]
    assert agenda == [
        (1, "上次决议落实", True),
        (2, "电动车集中充电点", False),
        (3, "高空抛物监控", False),
    ]
    parties = [(party.name, party.seats, party.invitations.count()) for party in meeting.parties.all()]
    assert parties == [
        (estate.committee.name, 1, 1),
        (estate.property.name, 1, 1),
        (estate.council.name, 1, 1),
        ("楼长代表", 1, 1),
    ]
    assert meeting.revision == 1
    assert meeting.created_at == NOW
    entry = Entry.objects.get()
    assert (entry.verb, entry.by, entry.at) == ("committees.convene", estate.staff, NOW)


def test_everyone_called_gets_an_invitation_now_and_three_reminders_later(estate):
    meeting = estate.convene()

    # Four people, two of whom have an e-mail address.
    assert counts(meeting, messages.INVITATION) == {("pending", "inbox"): 4, ("pending", "email"): 2}
    assert counts(meeting, messages.REMINDER) == {("pending", "inbox"): 12, ("pending", "email"): 6}
    expected = ["03-08 19:30", "03-10 19:30", "03-11 17:30"]
    assert pending_reminders(meeting, estate.captain) == expected
    assert pending_reminders(meeting, estate.manager, "email") == expected
    first, second, last = rows(meeting, kind=messages.REMINDER, recipient=estate.captain)
    assert (first.expires_at, second.expires_at, last.expires_at) == (second.due_at, last.due_at, STARTS)
    invitation = rows(meeting, kind=messages.INVITATION).first()
    assert (invitation.due_at, invitation.expires_at) == (NOW, STARTS)
    assert invitation.url == f"/meetings/{meeting.pk}/"
    assert rows(meeting, kind=messages.REMINDER, event=f"meeting {meeting.pk} r1 -2h").count() == 6


def test_each_reads_in_their_own_language(estate):
    estate.captain.language = "en"
    estate.captain.save()
    meeting = estate.convene()
    assert (
        rows(meeting, kind=messages.REMINDER, recipient=estate.captain).first().title.startswith("Reminder: ")
    )
    mine = rows(meeting, kind=messages.REMINDER, recipient=estate.manager).first()
    assert mine.title == "提醒：电动车集中充电点选址，3 月 11 日 星期三 19:30 – 21:00"
    assert "4栋二层议事厅" in mine.body


def test_what_is_past_when_it_is_convened_is_not_reminded_of(estate):
    meeting = estate.convene(now=STARTS - timedelta(hours=20))
    assert pending_reminders(meeting, estate.captain) == ["03-11 17:30"]


def test_the_last_closed_one_of_the_place_and_kind_is_the_previous_one(estate):
    other_kind = estate.convene(
        kind="hall", starts_at=STARTS - timedelta(days=5), ends_at=STARTS - timedelta(days=4)
    )
    first = estate.convene(starts_at=STARTS - timedelta(days=3), ends_at=STARTS - timedelta(days=2))
    not_closed = estate.convene(starts_at=STARTS - timedelta(days=1), ends_at=STARTS - timedelta(hours=20))
    for meeting in (other_kind, first):
        close_meeting(by=estate.staff, meeting=meeting, minutes="已议", now=STARTS - timedelta(days=1))
    assert estate.convene().previous == first
    assert not_closed.previous is None


def test_the_same_tap_twice_makes_one_meeting(estate):
    key = uuid4()
    first = estate.convene(client_key=key)
    again = estate.convene(client_key=key, title="改了标题也还是同一次")
    assert again == first
    assert Meeting.objects.count() == 1
    assert counts(first, messages.INVITATION)["pending", "inbox"] == 4


def test_somebody_elses_form_is_not_taken(estate):
    key = uuid4()
    estate.convene(client_key=key)
    with pytest.raises(Refused, match="别人"):
        estate.convene(client_key=key, by=estate.president, organisation=estate.council)


def test_who_chairs_is_called_too(estate):
    vice = member(organisation=estate.council).user
    meeting = estate.convene(chair=vice)
    assert meeting.invitations.get(user=vice).party.organisation == estate.council
    assert meeting.parties.get(organisation=estate.council).seats == 2
    with pytest.raises(Refused) as refused:
        estate.convene(chair=UserFactory())
    assert refused.value.field == "chair"


# In Shanghai, where the morning after would be beyond every calendar.
END_OF_TIME = datetime(9999, 12, 31, 15, 50, tzinfo=UTC)


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"starts_at": NOW}, "starts_at"),
        ({"starts_at": NOW - timedelta(days=1)}, "starts_at"),
        ({"starts_at": NOW + timedelta(days=732)}, "starts_at"),
        ({"starts_at": END_OF_TIME, "ends_at": END_OF_TIME + timedelta(minutes=9)}, "starts_at"),
        ({"ends_at": STARTS}, "ends_at"),
        ({"ends_at": STARTS - timedelta(hours=1)}, "ends_at"),
        ({"parties": []}, "parties"),
        ({"agenda": []}, "agenda"),
        ({"agenda": [ItemPlan("  ")]}, "agenda"),
        ({"agenda": [ItemPlan("充电点", minutes=0)]}, "agenda"),
        ({"title": "  "}, "title"),
        ({"venue": ""}, "venue"),
        ({"parties": [PartyPlan("")]}, "parties"),
        ({"parties": [PartyPlan("楼长"), PartyPlan("楼长")]}, "parties"),
        ({"parties": [PartyPlan("楼长", seats=0)]}, "parties"),
    ],
)
def test_a_call_that_cannot_be(estate, changes, field):
    with pytest.raises(Refused) as refused:
        estate.convene(**changes)
    assert refused.value.field == field
    assert nothing_was_written()


def test_a_delegate_belongs_to_the_party_and_to_one_only(estate):
    stranger = UserFactory(display_name="何茉莉")
    former = member(organisation=estate.property, ended_on=NOW.date()).user
    elsewhere = captain_of(make_building())
    for plan in (
        PartyPlan("", estate.property, [stranger]),
        PartyPlan("", estate.property, [former]),
        PartyPlan("", estate.property, [estate.president]),
        PartyPlan("楼长", None, [elsewhere]),
    ):
        with pytest.raises(Refused, match="不是"):
            estate.convene(parties=[plan])
    both = member(organisation=estate.property, user=estate.president).user
    with pytest.raises(Refused, match="一方"):
        estate.convene(
            parties=[PartyPlan("", estate.property, [both]), PartyPlan("", estate.council, [both])]
        )
    with pytest.raises(Refused, match="席"):
        estate.convene(parties=[PartyPlan("", estate.property, [estate.manager, both], seats=1)])
    assert nothing_was_written()


def test_who_may_convene(estate):
    elsewhere = make_staff(make_community())
    for by, organisation in (
        (estate.resident, estate.committee),
        (estate.captain, estate.committee),
        (estate.manager, estate.property),  # a company is called, it does not call
        (estate.president, estate.committee),
        (elsewhere, estate.committee),
    ):
        with pytest.raises(Refused):
            estate.convene(by=by, organisation=organisation)
    assert nothing_was_written()
    assert estate.convene(by=estate.president, organisation=estate.council)
    assert estate.convene(by=estate.staff, organisation=estate.council)
    # The council serves this estate, not the whole community.
    with pytest.raises(Refused):
        estate.convene(by=estate.president, organisation=estate.council, place=estate.place.parent)


# --- moving -----------------------------------------------------------------------------------------------------


def later(meeting, **changes):
    starts_at = STARTS + timedelta(days=2)
    fields = {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=90), "now": NOW}
    return fields | changes


def test_moving_voids_the_old_reminders_and_posts_new_ones(estate):
    meeting = estate.convene()
    rows(meeting, kind=messages.REMINDER, recipient=estate.manager, due_at=STARTS - timedelta(days=3)).update(
        state=State.SENT, sent_at=NOW
    )
    moved = move_meeting(by=estate.staff, meeting=meeting, **later(meeting))

    assert moved.revision == 2
    expected = ["03-10 19:30", "03-12 19:30", "03-13 17:30"]
    for user in (estate.captain, estate.manager):
        assert pending_reminders(meeting, user) == expected
    old = rows(meeting, event__contains=" r1 -")
    assert {m.state for m in old} == {State.VOID, State.SENT}
    assert counts(meeting, messages.MOVED) == {("pending", "inbox"): 4, ("pending", "email"): 2}
    assert counts(meeting, messages.INVITATION) == {("void", "inbox"): 4, ("void", "email"): 2}
    assert "3 月 13 日" in rows(meeting, kind=messages.MOVED).first().title


def test_a_worker_that_holds_an_old_reminder_loses_it(estate):
    meeting = estate.convene()
    held = rows(meeting, kind=messages.REMINDER).first()
    Message.objects.filter(pk=held.pk).update(state=State.LEASED, lease=uuid4())
    move_meeting(by=estate.staff, meeting=meeting, **later(meeting))
    held.refresh_from_db()
    assert (held.state, held.lease) == (State.VOID, None)


def test_a_new_date_asks_everyone_anew(estate):
    meeting = estate.convene()
    reply(by=estate.captain, meeting=meeting, reply="declined", reason="那天出差", now=NOW)
    reply(by=estate.manager, meeting=meeting, reply="coming", now=NOW)
    move_meeting(by=estate.staff, meeting=meeting, **later(meeting))
    assert set(meeting.invitations.values_list("reply", flat=True)) == {"none"}
    assert len(pending_reminders(meeting, estate.captain)) == 3


def test_another_room_keeps_the_answers(estate):
    meeting = estate.convene()
    reply(by=estate.captain, meeting=meeting, reply="declined", reason="那天出差", now=NOW)
    reply(by=estate.manager, meeting=meeting, reply="coming", now=NOW)
    times = {"starts_at": meeting.starts_at, "ends_at": meeting.ends_at}
    moved = move_meeting(by=estate.staff, meeting=meeting, venue="1栋架空层", now=NOW, **times)
    assert (moved.revision, moved.venue) == (2, "1栋架空层")
    assert meeting.invitations.get(user=estate.manager).reply == "coming"
    assert pending_reminders(meeting, estate.captain) == []
    assert len(pending_reminders(meeting, estate.manager)) == 3
    assert not rows(meeting, kind=messages.MOVED, recipient=estate.captain).exists()


def test_the_way_into_the_old_room_does_not_stay_with_the_new_one(estate):
    meeting = estate.convene(venue_note="电梯直达")
    times = {"starts_at": meeting.starts_at, "ends_at": meeting.ends_at, "by": estate.staff, "now": NOW}
    assert move_meeting(meeting=meeting, venue="1栋架空层", **times).venue_note == ""
    moved = move_meeting(meeting=meeting, venue_note="从北门进", **times)
    assert (moved.venue, moved.venue_note, moved.revision) == ("1栋架空层", "从北门进", 3)
    assert move_meeting(meeting=meeting, **times).venue_note == "从北门进"


def test_moving_to_where_it_is_changes_nothing(estate):
    meeting = estate.convene()
    move_meeting(by=estate.staff, meeting=meeting, **later(meeting))
    again = move_meeting(by=estate.staff, meeting=meeting, **later(meeting), seen_revision=1)
    assert again.revision == 2
    assert counts(meeting, messages.MOVED)["pending", "inbox"] == 4


def test_a_move_that_somebody_else_made_meanwhile_is_shown_not_overwritten(estate):
    meeting = estate.convene()
    move_meeting(by=estate.staff, meeting=meeting, **later(meeting), seen_revision=1)
    other = STARTS + timedelta(days=4)
    colleague = member(organisation=estate.committee).user
    with pytest.raises(Refused, match="3 月 13 日"):
        move_meeting(
            by=colleague,
            meeting=meeting,
            starts_at=other,
            ends_at=other + timedelta(hours=1),
            seen_revision=1,
            now=NOW,
        )
    meeting.refresh_from_db()
    assert meeting.starts_at == STARTS + timedelta(days=2)


def test_a_move_that_cannot_be(estate):
    meeting = estate.convene()
    for changes in ({"starts_at": NOW}, {"ends_at": STARTS + timedelta(days=2)}, {"venue": " "}):
        with pytest.raises(Refused):
            move_meeting(by=estate.staff, meeting=meeting, **later(meeting, **changes))
    for by in (estate.manager, estate.resident, estate.captain):
        with pytest.raises(Refused):
            move_meeting(by=by, meeting=meeting, **later(meeting))
    with pytest.raises(Refused, match="已经开始"):
        move_meeting(by=estate.staff, meeting=meeting, **later(meeting, now=STARTS))
    meeting.refresh_from_db()
    assert meeting.revision == 1
    assert len(pending_reminders(meeting, estate.captain)) == 3


# --- leaving an office ------------------------------------------------------------------------------------------


def test_the_chair_runs_it_as_long_as_the_office_lasts(estate):
    meeting = estate.convene(chair=estate.president)
    assert may_run(user=estate.president, meeting=meeting)
    leave(estate.president)
    former = User.objects.get(pk=estate.president.pk)
    assert not may_run(user=former, meeting=meeting)
    with pytest.raises(Refused):
        cancel_meeting(by=former, meeting=meeting, reason="台风", now=NOW)


@pytest.mark.parametrize("who", ["president", "manager", "staff", "captain"])
def test_behind_closed_doors_one_sees_it_as_long_as_one_belongs_there(estate, who):
    person = getattr(estate, who)
    meeting = estate.convene(is_open=False)
    assert meeting in Meeting.objects.visible_to(person)
    leave(person)
    former = User.objects.get(pk=person.pk)
    assert meeting not in Meeting.objects.visible_to(former)
    assert meeting not in Meeting.objects.concerning(former)


def leave(person: User) -> None:
    """Yesterday was the last day, of whatever they were here."""
    yesterday = timezone.localdate() - timedelta(days=1)
    for dated in (person.memberships, person.captaincies, person.residencies):
        dated.update(ended_on=yesterday)


# --- calling off ------------------------------------------------------------------------------------------------


def test_calling_off_voids_what_is_pending_and_says_why(estate):
    meeting = estate.convene()
    reply(by=estate.captain, meeting=meeting, reply="declined", reason="那天出差", now=NOW)
    cancelled = cancel_meeting(by=estate.staff, meeting=meeting, reason="台风", now=NOW)

    assert (cancelled.state, cancelled.cancel_reason, cancelled.revision) == ("cancelled", "台风", 2)
    assert not rows(meeting, kind__in=messages.ABOUT_THE_DATE, state="pending").exists()
    # Whoever declined need not hear of it.
    assert counts(meeting, messages.CANCELLED) == {("pending", "inbox"): 3, ("pending", "email"): 2}
    assert "台风" in rows(meeting, kind=messages.CANCELLED).first().body
    again = cancel_meeting(by=estate.staff, meeting=meeting, reason="又点了一下", now=NOW)
    assert again.cancel_reason == "台风"
    assert counts(meeting, messages.CANCELLED)["pending", "inbox"] == 3


def test_calling_off_needs_a_reason_and_the_right(estate):
    meeting = estate.convene()
    with pytest.raises(Refused) as refused:
        cancel_meeting(by=estate.staff, meeting=meeting, reason=" ", now=NOW)
    assert refused.value.field == "reason"
    with pytest.raises(Refused):
        cancel_meeting(by=estate.manager, meeting=meeting, reason="不想开", now=NOW)
    assert len(pending_reminders(meeting, estate.captain)) == 3


def test_what_is_called_off_stays_off(estate):
    meeting = estate.convene()
    cancel_meeting(by=estate.staff, meeting=meeting, reason="台风", now=NOW)
    with pytest.raises(Refused, match="取消"):
        move_meeting(by=estate.staff, meeting=meeting, **later(meeting))
    with pytest.raises(Refused, match="取消"):
        reply(by=estate.captain, meeting=meeting, reply="coming", now=NOW)
    assert not rows(meeting, kind=messages.REMINDER, state="pending").exists()


def test_a_closed_one_cannot_be_called_off(estate):
    meeting = estate.convene()
    close_meeting(by=estate.staff, meeting=meeting, minutes="已议", now=STARTS)
    with pytest.raises(Refused):
        cancel_meeting(by=estate.staff, meeting=meeting, reason="不算", now=STARTS)


def test_the_first_item_is_the_same_row_for_all_and_reads_in_their_language(estate):
    from django.utils import translation

    item = AgendaItem.objects.get(meeting=estate.convene(), is_follow_up=True)
    with translation.override("en"):
        assert item.heading == "How the last resolutions stand"
