"""What a month of it came to, for the page of a neighbour."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Aggregate, DurationField, F, Q
from django.utils import timezone

from issues.models.issues import DONE_STATES

DONE = Q(state__in=DONE_STATES)


class Median(Aggregate):
    """The middle one, by PostgreSQL; of none, None."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def time_taken(condition: Q) -> Median:
    return Median(F("resolved_at") - F("reported_at"), filter=condition)


# Written out: it stands on every neighbour's home page.
RECENT = """
SELECT count(*), count(*) FILTER (WHERE state IN ('resolved', 'confirmed', 'unrated')),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY resolved_at - reported_at)
        FILTER (WHERE state IN ('resolved', 'confirmed', 'unrated'))
FROM issues_issue
WHERE place_id = ANY(ARRAY(SELECT id FROM buildings_place WHERE path LIKE %(below)s))
    AND reported_at >= %(since)s AND state NOT IN ('withdrawn', 'merged', 'mediation')
"""


@dataclass(frozen=True)
class Recent:
    reported: int
    done: int
    median: timedelta | None


def recent_figures(path: str, days: int = 30, now: datetime | None = None) -> Recent:
    """Of what was reported at or below this path in the last days. One query."""
    since = (now or timezone.now()) - timedelta(days=days)
    with connection.cursor() as cursor:
        cursor.execute(RECENT, {"below": f"{path}%", "since": since})
        return Recent(*cursor.fetchone())
