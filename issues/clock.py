"""How long an issue may take. Pure: no database, and `now` comes in.

Respond and resolve per tier, from DOMAIN 1.5, which adapts the limits of Beijing's draft standard for
handling 12345 orders: two hours for danger, a day for utilities, seven days normally, fifteen for what
needs planning.
"""

from datetime import datetime, timedelta
from typing import NamedTuple


class Limits(NamedTuple):
    respond: timedelta
    resolve: timedelta


class Deadlines(NamedTuple):
    respond_by: datetime
    resolve_by: datetime


LIMITS = {
    "p0": Limits(respond=timedelta(minutes=15), resolve=timedelta(hours=2)),
    "p1": Limits(respond=timedelta(minutes=30), resolve=timedelta(hours=24)),
    "p2": Limits(respond=timedelta(hours=24), resolve=timedelta(days=7)),
    "p3": Limits(respond=timedelta(days=2), resolve=timedelta(days=15)),
}


def deadlines(tier: str, start: datetime) -> Deadlines:
    limits = LIMITS[tier]
    return Deadlines(start + limits.respond, start + limits.resolve)


def percent_used(start: datetime, due: datetime, now: datetime) -> int:
    """How much of the time is gone, 0 to 100; a clock that was set back gives 0, not less."""
    if due <= start:
        return 100
    return max(0, min(100, int((now - start) / (due - start) * 100)))
