"""When someone is reminded of a meeting. Pure arithmetic: moments in, moments out."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from kit.lines import listed
from kit.refused import Refused
from kit.times import duration

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFSETS = (timedelta(days=3), timedelta(days=1), timedelta(hours=2))
# Nobody is disturbed from here on until the morning.
QUIET_FROM, QUIET_UNTIL = time(21, 30), time(8, 0)
# What may be set: not so early that it is forgotten again, not so late that nobody can come any more.
LEAST, MOST, MOST_REMINDERS = 10, 30 * 24 * 60, 6  # minutes, minutes, how many


class Reminder(NamedTuple):
    offset_label: str  # "-3d", "-2h": how long before the meeting it was meant for
    due_at: datetime
    expires_at: datetime  # the next reminder is due then, or the meeting begins


def reminder_times(
    starts_at: datetime, now: datetime, offsets: Sequence[timedelta] = OFFSETS
) -> list[Reminder]:
    """The reminders still ahead, first one first; times are in Shanghai.

    Each one lasts until the next is due, so a machine that was off sends one late reminder and never two.
    What was meant for the night just past is still ahead: it is due in the morning.
    """
    ahead: list[Reminder] = []
    following = starts_at.astimezone(SHANGHAI)
    for offset in sorted(offsets):
        due = after_the_night(starts_at - offset)
        if due <= now or due >= following:
            continue
        ahead.append(Reminder(label(offset), due, following))
        following = due
    return ahead[::-1]


def still_ahead(starts_at: datetime, now: datetime, minutes: Iterable[int]) -> list[int]:
    """Of what is set what will still be sent: a page promises no reminder whose hour has passed."""
    minutes = list(minutes)
    ahead = reminder_times(starts_at, now, [timedelta(minutes=each) for each in minutes])
    labels = {reminder.offset_label for reminder in ahead}
    return [each for each in minutes if label(timedelta(minutes=each)) in labels]


def after_the_night(at: datetime) -> datetime:
    """The same moment, or eight in the morning when it falls into the quiet hours."""
    at = at.astimezone(SHANGHAI)
    if QUIET_UNTIL <= at.time() < QUIET_FROM:
        return at
    morning = at.date() + timedelta(days=1) if at.time() >= QUIET_FROM else at.date()
    return datetime.combine(morning, QUIET_UNTIL, SHANGHAI)


def label(offset: timedelta) -> str:
    """-3d, -2h, -90m"""
    minutes = int(offset.total_seconds() // 60)
    for length, unit in ((24 * 60, "d"), (60, "h")):
        if minutes and minutes % length == 0:
            return f"-{minutes // length}{unit}"
    return f"-{minutes}m"


def checked(minutes: Iterable[int]) -> list[int]:
    """The earliest first, each once; refuses what nobody can mean."""
    known = sorted(set(minutes), reverse=True)
    if any(not LEAST <= each <= MOST for each in known):
        sentence = _("Remind at least %(least)s and at most %(most)s before.")
        words = {name: in_words([number]) for name, number in (("least", LEAST), ("most", MOST))}
        raise Refused(sentence % words, field="minutes")
    if len(known) > MOST_REMINDERS:
        sentence = _("At most %(most)d reminders: more are no longer read.")
        raise Refused(sentence % {"most": MOST_REMINDERS}, field="minutes")
    return known


def in_words(minutes: Iterable[int]) -> str:
    """3 天、1 天、2 小时; empty when nobody is reminded."""
    return listed(duration(timedelta(minutes=each), units=3) for each in sorted(minutes, reverse=True))
