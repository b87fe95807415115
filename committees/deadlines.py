"""When whoever promised something is reminded of it, and when a term is over. Pure: days in, moments out."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from committees.reminders import SHANGHAI

MORNING = time(9, 0)
OFFSETS = (-3, 0, 3)  # days from the day by which it is promised
OVERDUE = 3
WARN_DAYS = 60  # before a term ends (DOMAIN 1.2)


class Nudge(NamedTuple):
    days: int  # -3, 0 or 3
    due_at: datetime
    expires_at: datetime | None  # the next one is due then; the last one waits as long as it is true


def nudges(due_on: date, now: datetime) -> list[Nudge]:
    """Those still ahead, first one first. A machine that was off sends the latest one it missed, once."""
    moments = [datetime.combine(due_on + timedelta(days=days), MORNING, SHANGHAI) for days in OFFSETS]
    following = [*moments[1:], None]
    rows = zip(OFFSETS, moments, following, strict=True)
    return [Nudge(days, at, until) for days, at, until in rows if at > now]


def months_later(start: date, months: int) -> date:
    """The same day of a later month; its last day where that month is shorter."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def ends_soon(term_ends_on: date | None, today: date) -> bool:
    return term_ends_on is not None and today <= term_ends_on <= today + timedelta(days=WARN_DAYS)


def is_over(term_ends_on: date | None, today: date) -> bool:
    """The term has run out and nobody follows yet: whoever sits there goes on, and it is said."""
    return term_ends_on is not None and term_ends_on < today
