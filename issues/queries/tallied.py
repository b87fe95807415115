"""Rates of a whole subdistrict, from what the database keeps of each day (`Tally`)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.db import connection

from buildings.models import Place
from issues.models.tallies import BOUNDS, MENDED, OF_THE_DAY, SPREADS
from journal.models import Entry
from kit.subjects import subject_key

SUMS = ", ".join(
    [f"sum({name})" for name in OF_THE_DAY]
    + ["sum(waiting) FILTER (WHERE day >= %(today)s)"]
    + [f"ARRAY[{', '.join(f'sum({name}[{n + 1}])' for n in range(len(BOUNDS)))}]" for name in SPREADS]
)
# Ahead of today stands only what waits for its first answer.
QUESTION = f"""
SELECT place_id, category_id, {SUMS} FROM issues_tally
WHERE day >= %(since)s AND (
    (place_id = %(street)s AND category_id IS NOT NULL)
    OR place_id = ANY(ARRAY(SELECT id FROM buildings_place WHERE parent_id = %(street)s))
)
GROUP BY place_id, category_id
"""  # noqa: S608 (the pieces are constants)


def tallied(street: int, *, since: date, today: date) -> Iterator[tuple[int, str | None, dict]]:
    """(the subdistrict, kind, figures) of each kind, (community, None, figures) of each. One query."""
    with connection.cursor() as cursor:
        cursor.execute(QUESTION, {"street": street, "since": since, "today": today})
        for place, kind, *figures in cursor.fetchall():
            yield place, kind, dict(zip((*OF_THE_DAY, "waiting", *SPREADS), figures, strict=True))


def mended_since(at: datetime) -> int:
    """Days that were found wrong; the journal of each subdistrict has them."""
    keys = [subject_key(street) for street in Place.objects.filter(parent=None).only("pk")]
    entries = Entry.objects.filter(subject__in=keys, verb=MENDED, at__gte=at)
    return sum(data["days"] for data in entries.values_list("data", flat=True))


def together(many: Sequence[dict]) -> dict:
    """The sum of several."""
    found = {name: sum(one[name] or 0 for one in many) for name in (*OF_THE_DAY, "waiting")}
    return found | {
        name: [sum(values) for values in zip(*(one[name] for one in many), strict=True)] for name in SPREADS
    }


def middle(spread: Sequence[int]) -> timedelta | None:
    """The median, as near as the bounds tell: within its pair of them, evenly between. Of none, None."""
    half, below = sum(spread) / 2, 0
    for number, count in enumerate(spread):
        if count and below + count >= half:
            first = BOUNDS[number]
            last = BOUNDS[number + 1] if number + 1 < len(BOUNDS) else first
            return timedelta(hours=first + (last - first) * (half - below) / count)
        below += count
    return None
