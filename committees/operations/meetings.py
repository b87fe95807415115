"""Convening, moving and calling off."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buildings.models import Organisation, Place
from committees import messages
from committees.models import Invitation, Meeting
from committees.models.meetings import MeetingKind, MeetingState, Reply
from committees.operations.agenda import ItemPlan, write_agenda
from committees.operations.ground import (
    insist_on_ahead,
    insist_on_running,
    insist_on_standing,
    locked,
    remind,
    tell,
)
from committees.operations.parties import PartyPlan, delegates_with_chair, write_parties
from committees.rules import may_convene
from journal.operations import record
from kit.refused import Refused
from kit.times import moment
from notifications.operations import void
from people.models import User

FARTHEST = timedelta(days=731)  # a slip of the pen ("2206") must not wait in the outbox for ever


@transaction.atomic
def convene_meeting(
    *,
    by: User,
    organisation: Organisation,
    title: str,
    place: Place,
    venue: str,
    starts_at: datetime,
    ends_at: datetime,
    parties: Sequence[PartyPlan],
    agenda: Sequence[ItemPlan],
    kind: str = MeetingKind.JOINT,
    chair: User | None = None,
    lead: str = "",
    is_open: bool = True,
    venue_note: str = "",
    seats_for_residents: int = 0,
    client_key: UUID | None = None,
    now: datetime | None = None,
) -> Meeting:
    """Calls the parties to a date, with an agenda whose first item is how the last resolutions stand.

    A second tap carries the same `client_key` and gets the meeting that the first one made.
    """
    now = now or timezone.now()
    key = client_key or uuid4()
    if not may_convene(user=by, organisation=organisation, place=place):
        raise Refused(_("Meetings are convened by those who serve this place."))
    if known := already_convened(by, key):
        return known
    insist_on_a_date(starts_at, ends_at, now)
    parties = delegates_with_chair(parties, chair, now)
    if not agenda:
        raise Refused(_("Put at least one item on the agenda."), field="agenda")
    fields = {
        "kind": kind,
        "title": required(title, _("Give the meeting a title."), "title"),
        "lead": lead.strip(),
        "place": place,
        "venue": required(venue, _("Say where you meet."), "venue"),
        "venue_note": venue_note.strip(),
        "starts_at": starts_at,
        "ends_at": ends_at,
        "organisation": organisation,
        "convened_by": by,
        "chair": chair,
        "is_open": is_open,
        "seats_for_residents": seats_for_residents,
        "previous": last_closed(place, kind, starts_at),
        "created_at": now,
        "changed_at": now,
    }
    try:
        with transaction.atomic():
            meeting = Meeting.objects.create(client_key=key, **fields)
    except IntegrityError:  # the same tap, a moment earlier, on another connection
        if known := already_convened(by, key):
            return known
        raise
    record(
        by=by,
        verb="committees.convene",
        subject=meeting,
        data={"starts_at": starts_at.isoformat(), "parties": len(parties), "items": len(agenda)},
        now=now,
    )
    invitations = write_parties(meeting, parties, now)
    write_agenda(meeting, agenda, by=by, now=now)
    tell(
        [invitation.user for invitation in invitations],
        meeting,
        kind=messages.INVITATION,
        words=messages.invitation(meeting, now),
        event="invited",
        now=now,
    )
    remind(invitations, meeting, now=now)
    return meeting


def already_convened(by: User, key: UUID) -> Meeting | None:
    known = Meeting.objects.filter(client_key=key).first()
    if known and known.convened_by_id != by.pk:
        raise Refused(_("This form was used by somebody else. Please open a new one."))
    return known


def insist_on_a_date(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    if starts_at <= now:
        raise Refused(_("This time has passed. Choose one that is still ahead."), field="starts_at")
    if starts_at - now > FARTHEST:
        raise Refused(_("This is more than two years ahead. Please check the year."), field="starts_at")
    if ends_at <= starts_at:
        raise Refused(_("The end must come after the beginning."), field="ends_at")


def required(text: str, sentence: str, field: str) -> str:
    if not text.strip():
        raise Refused(sentence, field=field)
    return text.strip()


def last_closed(place: Place, kind: str, before: datetime) -> Meeting | None:
    """Whose resolutions this one looks at first."""
    closed = Meeting.objects.filter(place=place, kind=kind, state=MeetingState.CLOSED, starts_at__lt=before)
    return closed.order_by("-starts_at", "-id").first()


@transaction.atomic
def move_meeting(
    *,
    by: User,
    meeting: Meeting,
    starts_at: datetime,
    ends_at: datetime,
    venue: str | None = None,
    seen_revision: int | None = None,
    now: datetime | None = None,
) -> Meeting:
    """A new date and new reminders; those for the old date are void, and answers to it are asked anew.

    `seen_revision` is what the person had on the screen: a move since then is shown, not overwritten.
    Moving it to where it already is changes nothing, so a second tap tells nobody twice.
    """
    now = now or timezone.now()
    meeting = locked(meeting)
    insist_on_running(by, meeting)
    insist_on_ahead(meeting, now)
    venue = meeting.venue if venue is None else required(venue, _("Say where you meet."), "venue")
    insist_on_a_date(starts_at, ends_at, now)
    before = (meeting.starts_at, meeting.ends_at, meeting.venue)
    if before == (starts_at, ends_at, venue):
        return meeting
    if seen_revision is not None and seen_revision != meeting.revision:
        sentence = _("Somebody else moved it meanwhile, to %(when)s. Please look again.")
        raise Refused(sentence % {"when": moment(meeting.starts_at, now=now)})
    meeting.starts_at, meeting.ends_at, meeting.venue = starts_at, ends_at, venue
    meeting.revision += 1
    meeting.changed_at = now
    meeting.save(update_fields=["starts_at", "ends_at", "venue", "revision", "changed_at"])
    data = {"from": before[0].isoformat(), "to": starts_at.isoformat(), "revision": meeting.revision}
    record(by=by, verb="committees.move", subject=meeting, data=data, now=now)
    tell_of_the_move(meeting, has_new_date=before[:2] != (starts_at, ends_at), now=now)
    return meeting


def tell_of_the_move(meeting: Meeting, *, has_new_date: bool, now: datetime) -> None:
    void(subject=meeting, kinds=messages.ABOUT_THE_DATE)
    invitations = meeting.invitations.select_related("user")
    if has_new_date:
        invitations.exclude(reply=Reply.NONE).update(reply=Reply.NONE, replied_at=None)
    coming: list[Invitation] = list(invitations.exclude(reply=Reply.DECLINED))
    words = messages.moved(meeting, now) if has_new_date else messages.other_venue(meeting, now)
    people = [invitation.user for invitation in coming]
    tell(people, meeting, kind=messages.MOVED, words=words, event="moved", now=now)
    remind(coming, meeting, now=now)


@transaction.atomic
def cancel_meeting(*, by: User, meeting: Meeting, reason: str, now: datetime | None = None) -> Meeting:
    """Called off for good, with the reason that everyone invited reads. A second tap changes nothing."""
    now = now or timezone.now()
    meeting = locked(meeting)
    insist_on_running(by, meeting)
    if meeting.is_cancelled:
        return meeting
    insist_on_standing(meeting)
    meeting.cancel_reason = required(reason, _("Say why; everyone invited will read it."), "reason")
    meeting.state = MeetingState.CANCELLED
    meeting.revision += 1
    meeting.changed_at = now
    meeting.save(update_fields=["state", "cancel_reason", "revision", "changed_at"])
    record(by=by, verb="committees.cancel", subject=meeting, data={"reason": meeting.cancel_reason}, now=now)
    void(subject=meeting, kinds=messages.ABOUT_THE_DATE)
    people = [i.user for i in meeting.invitations.exclude(reply=Reply.DECLINED).select_related("user")]
    words = messages.cancelled(meeting, now)
    tell(people, meeting, kind=messages.CANCELLED, words=words, event="cancelled", now=now)
    return meeting
