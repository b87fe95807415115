"""Hands, speeches, the chair's bell (萝卜规则): side first, two minutes, twice at most, to the matter."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from committees.floor import OPPOSITE, Hand, in_turn
from committees.models import Attendance, Meeting, Speech
from committees.models.room import Side
from committees.operations.ground import insist_on_running, insist_on_standing, locked, touch
from committees.operations.room import insist_on_no_vote, insist_on_open
from journal.operations import record
from kit.refused import Refused
from people.models import User


@transaction.atomic
def raise_hand(
    *,
    by: User,
    meeting: Meeting,
    side: str,
    attendance: Attendance | None = None,
    now: datetime | None = None,
) -> Speech:
    """Asks for the floor on the item on the table, for oneself, or (running it) for somebody there."""
    now = now or timezone.now()
    meeting = locked(meeting)
    insist_on_standing(meeting)
    insist_on_open(meeting)
    if side not in Side.values:
        raise Refused(_("Say first whether you are for it or against it."), field="side")
    who = present(by, meeting, attendance)
    insist_on_no_vote(meeting)
    if meeting.live_item_id is None:
        raise Refused(_("No item is on the table."))
    mine = meeting.speeches.filter(item=meeting.live_item_id, attendance=who)
    if waiting := mine.filter(ended_at=None).first():
        return changed_side(waiting, side, meeting)
    insist_on_turns_left(meeting, who)
    speech = Speech.objects.create(
        meeting=meeting, item_id=meeting.live_item_id, attendance=who, side=side, asked_at=now
    )
    record(by=by, verb="committees.raise_hand", subject=meeting, data={"side": side}, now=now)
    touch(meeting)
    return speech


def present(by: User, meeting: Meeting, attendance: Attendance | None) -> Attendance:
    here = meeting.attendances.here()
    if attendance is not None:
        insist_on_running(by, meeting)
        found = here.filter(pk=attendance.pk).first()
    else:
        found = here.filter(invitation__user=by).first()
    if found is None:
        raise Refused(_("Check in first; then you can speak."))
    return found


def changed_side(speech: Speech, side: str, meeting: Meeting) -> Speech:
    if speech.side != side and speech.started_at is None:
        speech.side = side
        speech.save(update_fields=["side"])
        touch(meeting)
    return speech


def insist_on_turns_left(meeting: Meeting, who: Attendance) -> None:
    """Counted by person, also when they left the room and came back."""
    same = {"attendance__invitation": who.invitation} if who.invitation_id else {"attendance": who}
    spoken = meeting.speeches.filter(item=meeting.live_item_id, started_at__isnull=False, **same).count()
    most = meeting.kind.speeches_each
    if spoken >= most:
        sentence = ngettext(
            "Each speaks %(most)d time on a matter. Let the others have the floor.",
            "Each speaks at most %(most)d times on a matter. Let the others have the floor.",
            most,
        )
        raise Refused(sentence % {"most": most})


@transaction.atomic
def lower_hand(*, by: User, speech: Speech, now: datetime | None = None) -> Speech:
    """One's own; who runs the meeting may take anybody's name off the list."""
    now = now or timezone.now()
    meeting = locked(speech.meeting)
    insist_on_standing(meeting)
    speech = Speech.objects.select_related("attendance__invitation").get(pk=speech.pk)
    invitation = speech.attendance.invitation
    if invitation is None or invitation.user_id != by.pk:
        insist_on_running(by, meeting)
    if speech.ended_at is None:
        speech.ended_at = now
        speech.save(update_fields=["ended_at"])
        record(by=by, verb="committees.lower_hand", subject=meeting, now=now)
        touch(meeting)
    return speech


def hands_in_turn(meeting: Meeting) -> list[Speech]:
    """Those who wait on the item on the table, in the order in which they get the floor."""
    rows = list(
        meeting.speeches.filter(item=meeting.live_item_id)
        .select_related("attendance__invitation__user", "attendance__party")
        .order_by("asked_at", "id")
    )
    waiting = {speech.pk: speech for speech in rows if speech.started_at is None and speech.ended_at is None}
    spoken = [speech for speech in rows if speech.started_at]
    hands = [
        Hand(pk, speech.side, sum(same_person(speech, other) for other in spoken), speech.asked_at)
        for pk, speech in waiting.items()
    ]
    sides = [s.side for s in sorted(spoken, key=lambda s: s.started_at) if s.side in OPPOSITE]
    return [waiting[pk] for pk in in_turn(hands, sides[-1] if sides else None)]


def same_person(one: Speech, other: Speech) -> bool:
    mine, theirs = one.attendance, other.attendance
    if mine.invitation_id:
        return mine.invitation_id == theirs.invitation_id
    return mine.pk == theirs.pk


@transaction.atomic
def give_floor(
    *, by: User, meeting: Meeting, speech: Speech | None = None, now: datetime | None = None
) -> Speech:
    """To the one named, else to whoever's turn it is; whoever spoke has finished."""
    now = now or timezone.now()
    meeting = locked(meeting)
    insist_on_running(by, meeting)
    insist_on_standing(meeting)
    insist_on_open(meeting)
    hands = hands_in_turn(meeting)
    chosen = next((hand for hand in hands if speech is None or hand.pk == speech.pk), None)
    if chosen is None:
        return already_speaking(meeting, speech)
    end_speeches(meeting, now)
    chosen.started_at = now
    chosen.save(update_fields=["started_at"])
    record(by=by, verb="committees.give_floor", subject=meeting, data={"speech": chosen.pk}, now=now)
    touch(meeting)
    return chosen


def already_speaking(meeting: Meeting, speech: Speech | None) -> Speech:
    """The second tap on the same name; anybody else is not on the list."""
    speaking = meeting.speeches.filter(started_at__isnull=False, ended_at=None).first()
    if speech is not None and speaking and speaking.pk == speech.pk:
        return speaking
    raise Refused(_("Nobody is waiting to speak."))


def end_speeches(meeting: Meeting, now: datetime) -> int:
    return meeting.speeches.filter(started_at__isnull=False, ended_at=None).update(ended_at=now)


@transaction.atomic
def end_speech(*, by: User, meeting: Meeting, now: datetime | None = None) -> Meeting:
    """The floor is free again."""
    now = now or timezone.now()
    meeting = locked(meeting)
    insist_on_running(by, meeting)
    insist_on_standing(meeting)
    if end_speeches(meeting, now):
        record(by=by, verb="committees.end_speech", subject=meeting, now=now)
        touch(meeting)
    return meeting


@transaction.atomic
def call_to_topic(*, by: User, meeting: Meeting, now: datetime | None = None) -> Speech:
    """跑题: the chair says it to whoever speaks; every screen shows it."""
    now = now or timezone.now()
    meeting = locked(meeting)
    insist_on_running(by, meeting)
    insist_on_standing(meeting)
    speech = meeting.speeches.filter(started_at__isnull=False, ended_at=None).first()
    if speech is None:
        raise Refused(_("Nobody has the floor."))
    speech.off_topic, speech.off_topic_at = speech.off_topic + 1, now
    speech.save(update_fields=["off_topic", "off_topic_at"])
    record(by=by, verb="committees.call_to_topic", subject=meeting, data={"speech": speech.pk}, now=now)
    touch(meeting)
    return speech
