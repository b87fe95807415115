"""How long an issue may take, and when to say so. Pure: no database, and `now` comes in.

Respond and resolve per tier are DOMAIN 1.5's, which adapts Beijing's draft standard for 12345 orders: two
hours for danger, a day for utilities, seven days normally, fifteen for what needs planning.

What counts differs. Danger runs round the clock. An answer about a utility counts in waking hours: nobody is
woken for a lift. Everyday things are answered within working days, and are done within days of the calendar
whose last one is a working day, up to the close of business (Civil Code art. 203).
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from kit.workdays import is_workday

CHINA = ZoneInfo("Asia/Shanghai")
OPENS, CLOSES = time(9), time(18)
WAKES, SLEEPS = time(8), time(21, 30)  # DOMAIN part 6: quiet from 21:30 to 08:00
WARNINGS = (50, 80)
BREACH = 100
RESUME = 0  # the alarm that takes up a suspended issue again

IsWorkday = Callable[[date], bool]


class Hours(StrEnum):
    ALWAYS = "always"
    WAKING = "waking"
    WORKING = "working"


class Limit(NamedTuple):
    """`length` as one says it: "7 days": working days for an answer, calendar days for the work."""

    length: timedelta
    hours: Hours
    in_working_days: bool = False


class Limits(NamedTuple):
    respond: Limit
    resolve: Limit


class Deadlines(NamedTuple):
    respond_by: datetime
    resolve_by: datetime


class Stage(NamedTuple):
    """The time that whoever has it now has; `next_alarm` in per cent of what counts of it."""

    started_at: datetime
    due_at: datetime
    next_alarm: int
    next_alarm_at: datetime


LIMITS = {
    "p0": Limits(Limit(timedelta(minutes=15), Hours.ALWAYS), Limit(timedelta(hours=2), Hours.ALWAYS)),
    "p1": Limits(Limit(timedelta(minutes=30), Hours.WAKING), Limit(timedelta(hours=24), Hours.ALWAYS)),
    "p2": Limits(
        Limit(timedelta(hours=24), Hours.WORKING, in_working_days=True),
        Limit(timedelta(days=7), Hours.WORKING),
    ),
    "p3": Limits(
        Limit(timedelta(days=2), Hours.WORKING, in_working_days=True),
        Limit(timedelta(days=15), Hours.WORKING),
    ),
}


def deadlines(tier: str, start: datetime, workday: IsWorkday = is_workday) -> Deadlines:
    respond_by = run_out(LIMITS[tier].respond, start, workday)
    return Deadlines(respond_by, max(respond_by, run_out(LIMITS[tier].resolve, start, workday)))


def run_out(limit: Limit, start: datetime, workday: IsWorkday = is_workday) -> datetime:
    """When this much time after `start` is over; always later than `start`."""
    if limit.hours == Hours.ALWAYS:
        return start + limit.length
    begin = next_moment(start, limit.hours, workday)
    if limit.hours == Hours.WAKING:
        return walk(begin, limit.length, limit.hours, workday)
    local, days = begin.astimezone(CHINA), limit.length.days
    if limit.in_working_days:
        return at(_workdays_later(local.date(), days, workday), local.time())
    return at(first_workday(local.date() + timedelta(days=days), workday), CLOSES)


def put_off(due: datetime, by: timedelta, tier: str, workday: IsWorkday = is_workday) -> datetime:
    """The end of a clock that stood still for so long."""
    if LIMITS[tier].resolve.hours != Hours.WORKING:
        return due + by
    later = (due + by).astimezone(CHINA)
    return max(later, at(first_workday(later.date(), workday), CLOSES))


# --- a stage, its warnings and its end ---------------------------------------------------------------------


def stage(tier: str, *, started: datetime, due: datetime, now: datetime, responding: bool) -> Stage:
    """From `started` to `due`, seen at `now`: what was to be said before now is not said late.

    Where nothing is left of it, whoever has it now has the whole limit anew: nobody is overtaken at once.
    """
    limit = LIMITS[tier].respond if responding else LIMITS[tier].resolve
    if due <= now:
        started, due = now, run_out(limit, now)
    started = min(started, due - timedelta(seconds=1))
    percent, moment = next(
        (percent, moment)
        for percent in (*WARNINGS, BREACH)
        if (moment := alarm_at(started, due, percent, limit.hours)) > now
    )
    return Stage(started, due, percent, moment)


def alarm_at(start: datetime, due: datetime, percent: int, hours: Hours) -> datetime:
    """When so much of the time that counts is gone; the breach is the deadline itself."""
    total = counted(start, due, hours)
    if percent >= BREACH:
        return due
    if not total:
        return start + (due - start) * percent / BREACH
    return min(due, walk(start, total * percent / BREACH, hours))


def percent_used(start: datetime, due: datetime, now: datetime, hours: Hours = Hours.ALWAYS) -> int:
    """How much of the time that counts is gone, 0 to 100; a clock that was set back gives 0, not less."""
    if now >= due or due <= start:
        return BREACH
    if now <= start:
        return 0
    total = counted(start, due, hours)
    return int(counted(start, now, hours) / total * BREACH) if total else 0


def after_quiet(now: datetime) -> datetime:
    """The next moment at which a phone may ring: now, or 08:00."""
    local = now.astimezone(CHINA)
    if local.time() >= SLEEPS:
        return at(local.date() + timedelta(days=1), WAKES)
    return at(local.date(), WAKES) if local.time() < WAKES else now


# --- what counts -------------------------------------------------------------------------------------------


def counted(start: datetime, end: datetime, hours: Hours, workday: IsWorkday = is_workday) -> timedelta:
    if hours == Hours.ALWAYS:
        return max(end - start, timedelta())
    parts = (min(end, closes) - opens for opens, closes in _windows(start, hours, workday, until=end))
    return sum((part for part in parts if part > timedelta()), timedelta())


def walk(start: datetime, length: timedelta, hours: Hours, workday: IsWorkday = is_workday) -> datetime:
    """The moment at which `length` has counted since `start`."""
    if hours == Hours.ALWAYS:
        return start + length
    for opens, closes in _windows(start, hours, workday):
        if closes - opens >= length:
            return opens + length
        length -= closes - opens
    raise AssertionError("windows never end")


def next_moment(start: datetime, hours: Hours, workday: IsWorkday = is_workday) -> datetime:
    """`start` itself when it counts, else the next that does."""
    return next(_windows(start, hours, workday))[0]


def first_workday(day: date, workday: IsWorkday = is_workday) -> date:
    while not workday(day):
        day += timedelta(days=1)
    return day


def at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=CHINA)


def _workdays_later(day: date, count: int, workday: IsWorkday) -> date:
    for _step in range(count):
        day = first_workday(day + timedelta(days=1), workday)
    return day


def _windows(
    start: datetime, hours: Hours, workday: IsWorkday, until: datetime | None = None
) -> Iterator[tuple[datetime, datetime]]:
    """What counts from `start` on, day by day."""
    first, last = (WAKES, SLEEPS) if hours == Hours.WAKING else (OPENS, CLOSES)
    day = start.astimezone(CHINA).date()
    while until is None or day <= until.astimezone(CHINA).date():
        opens, closes = max(start, at(day, first)), at(day, last)
        if opens < closes and (hours == Hours.WAKING or workday(day)):
            yield opens, closes
        day += timedelta(days=1)
