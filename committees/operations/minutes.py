"""The end of a meeting, and its minutes until they go to the parties."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from committees import minutes_messages as words
from committees.messages import ABOUT_THE_DATE
from committees.minutes import assemble
from committees.models import AgendaItem, Meeting, Minutes
from committees.models.meetings import MeetingState
from committees.models.minutes import MinutesState
from committees.operations.actions import insist_on_statuses
from committees.operations.ground import insist_on_begun, insist_on_running, locked, take_turns, touch
from committees.operations.room import insist_on_no_vote, put_away
from committees.operations.topics import settle_topics
from committees.queries.minutes import delegates_there, parties_there
from committees.reminders import after_the_night
from journal.operations import record
from kit.refused import Refused
from notifications.operations import post, void
from people.models import User


class ChangedMeanwhile(Refused):
    """Two secretaries at once: neither text is lost, and whoever comes second sees both."""

    def __init__(self, theirs: Minutes) -> None:
        super().__init__(
            _("Somebody else has changed the minutes meanwhile. Both texts stand here; please join them."),
            field="text",
        )
        self.theirs = theirs


@transaction.atomic
def close_meeting(*, by: User, meeting: Meeting, minutes: str, now: datetime | None = None) -> Meeting:
    """After it began, with minutes. From then on nothing is added. A second tap changes nothing."""
    now = now or timezone.now()
    take_turns(meeting.place_id, meeting.kind_id)
    meeting = locked(meeting)
    insist_on_running(by, meeting)
    if meeting.is_closed and meeting.minutes.text == minutes.strip():
        return meeting
    insist_on_begun(meeting, now)
    if now < meeting.starts_at:  # the room may open early; those who come in time must still find it open
        raise Refused(_("The hour for which people were called has not come yet."))
    if not minutes.strip():
        raise Refused(_("Write a few lines of minutes first."), field="minutes")
    insist_on_statuses(meeting)
    insist_on_no_vote(meeting)
    put_away(meeting, now)
    meeting.state, meeting.live_item = MeetingState.CLOSED, None
    meeting.closed_at = meeting.changed_at = now
    meeting.save(update_fields=["state", "live_item", "closed_at", "changed_at"])
    Minutes.objects.create(meeting=meeting, text=minutes.strip())
    void(subject=meeting, kinds=[*ABOUT_THE_DATE, words.LYING])
    follow(meeting)
    record(by=by, verb="committees.close", subject=meeting, now=now)
    settle_topics(meeting, now=now)
    touch(meeting)
    return meeting


def follow(meeting: Meeting) -> None:
    """The next ones, called before this one was over, look at what it decided."""
    later = Meeting.objects.filter(
        place=meeting.place_id,
        kind=meeting.kind_id,
        state=MeetingState.CONVENED,
        starts_at__gt=meeting.starts_at,
    )
    earlier = Q(previous=None) | Q(previous__starts_at__lt=meeting.starts_at)
    later.filter(earlier).update(previous=meeting)


def locked_minutes(by: User, meeting: Meeting) -> tuple[Meeting, Minutes]:
    """For whoever runs the meeting; there are minutes from its end on."""
    meeting = locked(meeting)
    insist_on_running(by, meeting)
    return meeting, minutes_of(meeting)


def minutes_of(meeting: Meeting) -> Minutes:
    if not meeting.is_closed:
        raise Refused(_("Close the meeting first; then there are minutes."))
    minutes = Minutes.objects.get(meeting=meeting)
    minutes.meeting = meeting
    meeting.minutes = minutes
    return minutes


def insist_on_open(minutes: Minutes) -> None:
    if minutes.is_sealed:
        raise Refused(_("These minutes are sealed. What is wrong is put right by a correction beside them."))


# --- the text -----------------------------------------------------------------------------------


@transaction.atomic
def edit_minutes(
    *,
    by: User,
    minutes: Minutes,
    text: str,
    seen_version: int,
    summaries: Mapping[int, str] | None = None,
    now: datetime | None = None,
) -> Minutes:
    """A new version; `summaries` are what was said on each item, by its number on the agenda.

    While the parties have it, all of them are asked anew: what they said was about other words.
    """
    now = now or timezone.now()
    meeting, minutes = locked_minutes(by, minutes.meeting)
    changed = changed_items(meeting, summaries or {})
    if minutes.text == text.strip() and not changed:
        return minutes
    insist_on_open(minutes)
    if minutes.version != seen_version:
        raise ChangedMeanwhile(minutes)
    if not text.strip():
        raise Refused(_("Write a few lines of minutes first."), field="text")
    AgendaItem.objects.bulk_update(changed, ["summary", "version"])
    minutes.text, minutes.version = text.strip(), minutes.version + 1
    minutes.save(update_fields=["text", "version"])
    record(by=by, verb="committees.edit_minutes", subject=meeting, data={"version": minutes.version}, now=now)
    if minutes.state == MinutesState.CONFIRMING:
        ask_the_parties(minutes, now=now)
    return minutes


def changed_items(meeting: Meeting, summaries: Mapping[int, str]) -> list[AgendaItem]:
    changed = []
    for item in meeting.agenda.filter(position__in=summaries):
        said = summaries[item.position].strip()
        if said != item.summary:
            item.summary, item.version = said, item.version + 1
            changed.append(item)
    return changed


# --- off to the parties ---------------------------------------------------------------------------


@transaction.atomic
def send_minutes(*, by: User, meeting: Meeting, now: datetime | None = None) -> Minutes:
    """To the delegates of every party that was there, each of which confirms or objects."""
    now = now or timezone.now()
    meeting, minutes = locked_minutes(by, meeting)
    if minutes.state != MinutesState.DRAFT:
        return minutes
    minutes.state = MinutesState.CONFIRMING
    ask_the_parties(minutes, now=now)
    record(by=by, verb="committees.send_minutes", subject=meeting, data={"version": minutes.version}, now=now)
    return minutes


def ask_the_parties(minutes: Minutes, *, now: datetime) -> None:
    """What they are asked about is put together now; later reports change nothing in it."""
    meeting, again = minutes.meeting, minutes.document is not None
    minutes.document, minutes.sent_at = assemble(meeting, now=now), now
    minutes.save(update_fields=["state", "document", "sent_at"])
    void(subject=meeting, kinds=[words.ASKED, words.DUE, words.LYING])
    for party in parties_there(meeting, minutes.document):
        ask(minutes, party, again=again, now=now)


def deadline_of(minutes: Minutes) -> datetime:
    return minutes.sent_at + timedelta(hours=minutes.meeting.confirm_hours)


def ask(minutes: Minutes, party, *, again: bool, now: datetime) -> None:
    """At once, and once more when half of the time is over; the answer takes the second one back."""
    meeting, until = minutes.meeting, deadline_of(minutes)
    halfway = after_the_night(now + (until - now) / 2)
    row = {
        "to": delegates_there(meeting, party),
        "url": words.url_to_confirm(meeting),
        "subject": meeting,
        "expires_at": until,
    }
    key = f"meeting {meeting.pk} minutes v{minutes.version}"
    asked = words.asked(meeting, party, until, again=again)
    post(**row, kind=words.ASKED, words=asked, dedupe=f"{key} asked", due_at=now)
    if halfway < until:
        due = words.due(meeting, party, until)
        post(**row, kind=words.DUE, words=due, dedupe=f"{key} due", due_at=halfway, by_day=True)
