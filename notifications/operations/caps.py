"""How often one person, or one address, may be disturbed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from kit.refused import Refused
from notifications.models import Message


@dataclass(frozen=True)
class Cap:
    """At most `count` messages to one address, or of one kind to one person, `within` this time."""

    count: int
    within: timedelta


def one_at_a_time(what: str) -> None:
    """Hard: two requests at the same moment are counted one after the other; free again at the commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])


def one_at_a_time_in(what: str, paths: Iterable[str]) -> None:
    """The same for what lies in one another ("/1/5/" in "/1/"): what goes to a place waits for what goes to
    it, around it or in it, and not for its neighbours. From the top down, so that none wait in a ring."""
    alone = set(paths)
    around = {path[: end + 1] for path in alone for end, sign in enumerate(path) if sign == "/" and end}
    with connection.cursor() as cursor:
        for path in sorted(alone | around):
            lock = "pg_advisory_xact_lock" if path in alone else "pg_advisory_xact_lock_shared"
            cursor.execute(f"SELECT {lock}(hashtextextended(%s, 0))", [f"{what} {path}"])


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
