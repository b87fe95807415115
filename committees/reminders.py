"""When someone is reminded of a meeting. Pure arithmetic: moments in, moments out."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFSETS = (timedelta(days=3), timedelta(days=1), timedelta(hours=2))
# Nobody is disturbed from here on until the morning.
QUIET_FROM, QUIET_UNTIL = time(21, 30), time(8, 0)


class Reminder(NamedTuple):
    offset_label: str  # "-3d", "-2h": how long before the meeting it was meant for
    due_at: datetime
    expires_at: datetime  # the next reminder is due then, or the meeting begins


def reminder_times(
    starts_at: datetime, now: datetime, offsets: Sequence[timedelta] = OFFSETS
) -> list[Reminder]:
    """The reminders still ahead, first one first; times are in Shanghai.

    Each one lasts until the next is due, so a machine that was off sends one late reminder and never two.
    """
    ahead: list[Reminder] = []
    following = starts_at.astimezone(SHANGHAI)
    for offset in sorted(offsets):
        meant = starts_at - offset
        due = after_the_night(meant)
        if meant <= now or due >= following:
            continue
        ahead.append(Reminder(label(offset), due, following))
        following = due
    return ahead[::-1]


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
