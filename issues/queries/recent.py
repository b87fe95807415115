"""What a month of it came to, for the page of a neighbour."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Aggregate, Count, DurationField, F, Q
from django.utils import timezone

from issues.models import Issue, IssueState
from issues.models.issues import DONE_STATES

DONE = Q(state__in=DONE_STATES)


class Median(Aggregate):
    """The middle one, by PostgreSQL; of none, None."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def time_taken(condition: Q) -> Median:
    return Median(F("resolved_at") - F("reported_at"), filter=condition)


@dataclass(frozen=True)
class Recent:
    reported: int
    done: int
    median: timedelta | None


def recent_figures(paths: set[str], days: int = 30, now: datetime | None = None) -> Recent:
    """Of what was reported below these paths in the last days. One query."""
    since = (now or timezone.now()) - timedelta(days=days)
    found = (
        Issue.objects.below(*paths)
        .filter(reported_at__gte=since)
        .exclude(state__in=[IssueState.WITHDRAWN, IssueState.MERGED, IssueState.MEDIATION])
        .aggregate(reported=Count("pk"), done=Count("pk", filter=DONE), median=time_taken(DONE))
    )
    return Recent(**found)
