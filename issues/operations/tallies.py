"""Tallies are written by a trigger; here they are folded, and compared with the issues they are made of."""

import logging
from collections.abc import Iterator
from datetime import datetime

from django.db import connection, transaction

from buildings.models import Place
from issues.models import Category
from issues.models.tallies import MENDED
from journal.operations import record

log = logging.getLogger(__name__)
AT_ONCE = 2000  # fresh rows


def fold_tallies() -> int:
    """One row of all that became more or less since the last time. Returns how many rows went into others."""
    total = gone = _fold()
    while gone >= AT_ONCE:
        gone = _fold()
        total += gone
    return total


@transaction.atomic
def _fold() -> int:
    return _call("SELECT issues_tally_fold(%s)", [AT_ONCE])[0][0]


def mend_tallies(*, now: datetime | None = None) -> int:
    """Counted anew from the issues, place by place. Returns on how many days something was wrong."""
    return sum(mend_tally(place=place, category=kind, now=now) for place, kind in _kept())


def _kept() -> Iterator[tuple[Place, Category | None]]:
    """What has tallies: each kind in a subdistrict, and each community."""
    kinds = list(Category.objects.order_by("pk"))
    for street in Place.objects.filter(parent=None).order_by("pk"):
        yield from ((street, kind) for kind in kinds)
        yield from ((community, None) for community in street.children.order_by("pk"))


@transaction.atomic
def mend_tally(*, place: Place, category: Category | None, now: datetime | None = None) -> int:
    """One look at the issues and at what is kept; meanwhile others report and close as ever."""
    sql = "SELECT day FROM issues_tally_mend(%s, %s, true) ORDER BY day"
    days = [day for (day,) in _call(sql, [place.pk, category and category.pk])]
    if days:
        kind = category.pk if category else ""
        log.error("tallies of %s %s were wrong on %s days, from %s", place.path, kind, len(days), days[0])
        data = {"place": place.pk, "kind": kind, "days": len(days), "from": days[0].isoformat()}
        record(by=None, verb=MENDED, subject=Place(pk=place.ancestor_ids[0]), data=data, now=now)
    return len(days)


def _call(sql: str, values: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
