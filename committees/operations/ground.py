"""What several verbs share: the lock that makes them take turns, and the messages that follow a date."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import F, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from committees import messages
from committees.ics import calendar_file
from committees.models import Invitation, Meeting
from committees.models.meetings import AWAY
from committees.reminders import reminder_times
from committees.rules import may_run
from journal.models import Entry
from kit.kept_questions import kept_row
from kit.refused import Refused
from kit.subjects import subject_key
from notifications.models import Message, State
from notifications.operations import Words, post
from notifications.ways import EVERYWHERE
from people.models import User

REVISION = re.compile(r" r(\d+) ")  # in the name of an event, as `tell` makes it
REACHED = (State.SENT, State.TOLD)


def locked(meeting: Meeting) -> Meeting:
    """As it is now, and ours until the transaction ends: moves, replies and resolutions take turns."""
    return _locked(meeting.pk)


@kept_row
def _locked(meeting: int) -> QuerySet[Meeting]:
    rows = Meeting.objects.filter(pk=meeting).select_for_update(of=("self",))
    return rows.select_related("place", "organisation", "chair", "kind")


def take_turns(place: int, kind: str) -> None:
    """Those of one kind at one place are called, moved and closed one after the other, until the commit: what
    is called while another closes would not learn what that one decided. Before any lock on a meeting."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"meetings {kind} {place}"])


def insist_on_running(user: User, meeting: Meeting) -> None:
    if not may_run(user=user, meeting=meeting):
        raise Refused(_("Only those who convened this meeting may do that."))


def insist_on_standing(meeting: Meeting) -> None:
    """It is still going to happen, or is happening now."""
    if meeting.is_cancelled:
        raise Refused(_("This meeting has been called off."))
    if meeting.is_closed:
        raise Refused(_("This meeting is closed; what it decided stays as it is."))


def insist_on_ahead(meeting: Meeting, now: datetime) -> None:
    insist_on_standing(meeting)
    if meeting.has_begun_by(now):
        raise Refused(_("This meeting has already begun."))


def insist_on_begun(meeting: Meeting, now: datetime) -> None:
    insist_on_standing(meeting)
    if not meeting.has_begun_by(now):
        raise Refused(_("This meeting has not begun yet."))


def touch(meeting: Meeting, *, agenda_at: datetime | None = None) -> None:
    """Something happened in the room: every screen that shows this meeting is behind now.

    `agenda_at`: when what stands in a calendar became another; a program that has it takes the new one
    (RFC 5546, 2.1.5: of the same SEQUENCE the later DTSTAMP).
    """
    changed = {"changed_at": agenda_at} if agenda_at else {}
    Meeting.objects.filter(pk=meeting.pk).update(pulse=F("pulse") + 1, **changed)


def tell(
    to: Iterable[User],
    meeting: Meeting,
    *,
    kind: str,
    words: Words,
    event: str,
    now: datetime,
    due_at: datetime | None = None,
) -> int:
    """One message for each of them about what happened at this revision; nobody is told of it twice."""
    return post(
        to=to,
        kind=kind,
        words=words,
        url=meeting.get_absolute_url(),
        subject=meeting,
        dedupe=f"meeting {meeting.pk} r{meeting.revision} {event}",
        due_at=due_at or now,
        expires_at=meeting.starts_at if kind in messages.ABOUT_THE_DATE else None,
        calendar=enclosed(meeting) if kind in messages.WITH_CALENDAR else "",
    )


def dates_known(meeting: Meeting) -> dict[int, datetime]:
    """When it begins, as the last letter that reached each person says, once what waits is void; where none
    did, as it was before the first move of which they have not heard."""
    moves = Entry.objects.about(meeting).filter(verb="committees.move").values_list("at", "data")
    before = {at: datetime.fromisoformat(data["from"]) for at, data in moves}
    rows = Message.objects.about(subject_key(meeting)).order_by("letter_id", "pk")
    known: dict[int, datetime] = {}
    for row in rows.filter(letter__kind__in=[messages.INVITATION, messages.MOVED]):
        if row.state in REACHED:
            known[row.recipient_id] = row.letter.expires_at
        elif row.letter.kind == messages.MOVED:
            known.setdefault(row.recipient_id, before.get(row.letter.due_at, meeting.starts_at))
    return known


def when_and_where(meeting: Meeting) -> list[str]:
    hours = [at.astimezone(UTC).isoformat() for at in (meeting.starts_at, meeting.ends_at)]
    return [*hours, *filter(None, [meeting.venue, meeting.venue_note])]


def know_it_so(meeting: Meeting) -> set[int]:
    """Whom the last letter that reached them told just what holds again: it was moved, and moved back."""
    moves = Entry.objects.about(meeting).filter(verb="committees.move").values_list("data", flat=True)
    before = {data["revision"] - 1: data.get("before") for data in moves}
    rows = Message.objects.about(subject_key(meeting)).order_by("letter_id", "pk")
    rows = rows.filter(letter__kind__in=[messages.INVITATION, messages.MOVED], state__in=REACHED)
    heard = dict(rows.values_list("recipient_id", "letter__event__dedupe"))
    present = when_and_where(meeting)
    return {who for who, event in heard.items() if before.get(int(REVISION.search(event)[1])) == present}


def enclosed(meeting: Meeting) -> str:
    """The meeting as a calendar file; all who get it are invited, so the link for those online is in it."""
    url = settings.BASE_URL + meeting.get_absolute_url()
    with translation.override(settings.LANGUAGE_CODE):
        return calendar_file(meeting, meeting.agenda.in_order(), url=url, shows_link=True).decode()


def remind(invitations: Iterable[Invitation], meeting: Meeting, *, now: datetime) -> None:
    """Rows for every reminder still ahead. Those who come again after a "no" have keys of their own."""
    by_returns: dict[int, list[User]] = {}
    for invitation in invitations:
        if invitation.reply not in AWAY:
            by_returns.setdefault(invitation.returns, []).append(invitation.user)
    offsets = [timedelta(minutes=minutes) for minutes in meeting.reminder_minutes]
    channels = [channel for channel in meeting.reminder_channels if channel in EVERYWHERE]
    for reminder in reminder_times(meeting.starts_at, now, offsets):
        for returns, people in by_returns.items():
            post(
                to=people,
                kind=messages.REMINDER,
                words=messages.reminder(meeting, now),
                url=meeting.get_absolute_url(),
                subject=meeting,
                dedupe=reminder_key(meeting, reminder.offset_label, returns),
                channels=channels,
                by_day=True,
                due_at=reminder.due_at,
                expires_at=reminder.expires_at,
            )


def reminder_key(meeting: Meeting, offset_label: str, returns: int) -> str:
    key = f"meeting {meeting.pk} r{meeting.revision} {offset_label}"
    key = f"{key} set{meeting.reminder_round}" if meeting.reminder_round else key
    return f"{key} back{returns}" if returns else key
