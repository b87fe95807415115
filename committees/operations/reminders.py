"""When the invited are reminded of one meeting, by which ways, and in which words."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from committees import messages
from committees.models import Meeting
from committees.operations.ground import insist_on_ahead, insist_on_running, locked, remind, reminder_key
from committees.reminders import after_the_night, checked, reminder_times
from committees.seen import insist_on_the_same
from journal.operations import record
from kit.refused import Refused
from kit.subjects import subject_key
from notifications.models import Channel, Message, State
from notifications.operations import post, void
from notifications.ways import EVERYWHERE
from people.models import User

LONGEST_WORDS = 200
SETTINGS = ("reminder_minutes", "reminder_words", "reminder_channels")


@transaction.atomic
def set_reminders(
    *,
    by: User,
    meeting: Meeting,
    minutes: Sequence[int],
    words: str = "",
    channels: Iterable[str] = (Channel.INBOX, Channel.EMAIL),
    seen: str = "",
    now: datetime | None = None,
) -> Meeting:
    """Takes back what waits and posts what is still ahead anew. The same again changes nothing. `seen`: the
    round of settings that stood on the page.

    Nobody gets one that was sent already a second time: what is posted is due later than now. Nobody loses
    one either that was due and not sent yet (the machine was off): it goes out now, in the new words.
    """
    now = now or timezone.now()
    meeting = locked(meeting)
    insist_on_running(by, meeting)
    insist_on_ahead(meeting, now)
    wanted = (checked(minutes), short_enough(words), known_channels(channels))
    if wanted == tuple(getattr(meeting, name) for name in SETTINGS):
        return meeting
    insist_on_the_same(str(meeting.reminder_round), seen)
    meeting.reminder_minutes, meeting.reminder_words, meeting.reminder_channels = wanted
    meeting.reminder_round += 1
    meeting.save(update_fields=[*SETTINGS, "reminder_round"])
    data = {"minutes": wanted[0], "channels": wanted[2], "round": meeting.reminder_round}
    record(by=by, verb="committees.set_reminders", subject=meeting, data=data, now=now)
    late = overdue(meeting, now)
    void(subject=meeting, kinds=[messages.REMINDER])
    send_late(late, meeting, now)
    remind(meeting.invitations.select_related("user"), meeting, now=now)
    return meeting


def short_enough(words: str) -> str:
    if len(words.strip()) > LONGEST_WORDS:
        sentence = _("At most %(most)d characters: a text message holds no more.")
        raise Refused(sentence % {"most": LONGEST_WORDS}, field="words")
    return words.strip()


def known_channels(channels: Iterable[str]) -> list[str]:
    """The inbox always: it costs nothing, and shows what went by the other ways. A chat group is nobody's."""
    chosen = {str(channel) for channel in channels}
    if chosen - set(EVERYWHERE):
        raise Refused(_("Choose from the ways that are offered."), field="channels")
    return [channel.value for channel in EVERYWHERE if channel in chosen | {Channel.INBOX}]


def overdue(meeting: Meeting, now: datetime) -> list[Message]:
    """Due, still good, and not yet taken by a worker; none can take them until this transaction ends."""
    rows = Message.objects.about(subject_key(meeting)).filter(
        letter__kind=messages.REMINDER, state=State.PENDING, due_at__lte=now, expires_at__gt=now
    )
    return list(rows.select_for_update(of=("self",)).select_related("recipient"))


def send_late(late: Iterable[Message], meeting: Meeting, now: datetime) -> None:
    """By the way it was to go, not at night, and not once the next is due or the meeting begins."""
    by_channel: dict[str, list[User]] = {}
    for message in late:
        by_channel.setdefault(message.channel, []).append(message.recipient)
    offsets = [timedelta(minutes=each) for each in meeting.reminder_minutes]
    ahead = reminder_times(meeting.starts_at, now, offsets)
    due_at, expires_at = after_the_night(now), ahead[0].due_at if ahead else meeting.starts_at
    if due_at >= expires_at:
        return
    for channel, people in by_channel.items():
        post(
            to=people,
            kind=messages.REMINDER,
            words=messages.reminder(meeting, now),
            url=meeting.get_absolute_url(),
            subject=meeting,
            dedupe=reminder_key(meeting, "late", 0),
            channels=[channel],
            due_at=due_at,
            expires_at=expires_at,
            by_day=True,
        )
