"""How often one person, or one address, may be disturbed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from kit.refused import Refused
from notifications.models import Message

# Numbers of people in a row, and how many locks they share: two shares of very many seldom want the same one.
BLOCK, STRIPES = 1 << 15, 4


@dataclass(frozen=True)
class Cap:
    """At most `count` messages to one address, or of one kind to one person, `within` this time."""

    count: int
    within: timedelta


def one_at_a_time(what: str) -> None:
    """Hard: two requests at the same moment are counted one after the other; free again at the commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])


def one_at_a_time_in(what: str, paths: Iterable[str], among: tuple[int, int] | None = None) -> None:
    """The same for what lies in one another ("/1/5/" in "/1/"): what goes to a place waits for what goes to
    it, around it or in it, and not for its neighbours. From the top down, so that none wait in a ring.

    `among`: of very many the first and the last number. What goes to others there goes on beside it.
    """
    alone = set(paths)
    around = {path[: end + 1] for path in alone for end, sign in enumerate(path) if sign == "/" and end}
    locks, keys = [], []
    for path in sorted(alone | around):
        for stripe in stripes(among):
            lock = "pg_advisory_xact_lock" if path in alone else "pg_advisory_xact_lock_shared"
            locks.append(f"SELECT {lock}(hashtextextended(%s, 0))")
            keys.append(f"{what} {path} {stripe}")
    with connection.cursor() as cursor:
        cursor.execute("; ".join(locks), keys)


def stripes(among: tuple[int, int] | None) -> list[int]:
    """Everybody is in one of a few by their number, neighbours in numbers mostly in the same. Pure."""
    if among is None:
        return list(range(STRIPES))
    first, last = (number // BLOCK for number in among)
    return sorted({block % STRIPES for block in range(first, min(last, first + STRIPES) + 1)})


def keep_within(caps: Iterable[Cap], channel: str, address: str) -> None:
    one_at_a_time(f"{channel} {address}")
    sent = Message.objects.filter(channel=channel, address=address)
    for cap in caps:
        if sent.filter(letter__created_at__gt=timezone.now() - cap.within).count() >= cap.count:
            raise Refused(
                _(
                    "Too many codes have gone there lately. Please try again in an hour, "
                    "or call your community: someone will help you in."
                )
            )
