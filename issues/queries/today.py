"""What one person's day holds of issues: what they have, what waits for their word, what they got done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import QuerySet

from issues import rules
from issues.models import Issue, IssueState
from issues.queries.lists import MOST_PRESSING, waiting_for, with_names
from issues.queries.short import in_short, named
from issues.rows import Row, row_of
from kit.times import midnight
from kit.together import among
from people.models import User

MOST = 60  # nobody reads more on one screen; the list pages have the rest


@dataclass(frozen=True)
class Day:
    held: list[Row]
    to_confirm: list[Row]
    done: list[Row]  # by this person, since midnight


def day_rows(user: User, now: datetime) -> QuerySet[Issue]:
    """To be read by `day_from`."""
    held = waiting_for(user, Issue.objects.all())
    answered = Issue.objects.reported_by(user).filter(state=IssueState.RESOLVED)
    done = Issue.objects.filter(resolved_by=user, resolved_at__gte=midnight(now))
    # The few ids first, each search by an index of its own; then their rows, however many issues there are.
    wanted = ArraySubquery(
        held.order_by()
        .values("pk")
        .union(
            answered.exclude(resolved_by=user).order_by().values("pk"),
            done.order_by().values("pk"),
        )
    )
    return in_short(Issue.objects.filter(among(wanted))).order_by(*MOST_PRESSING)[:MOST]


def day_from(issues: Iterable[Issue], user: User, now: datetime) -> Day:
    rows = [row_of(issue, now, user) for issue in named(issues)]
    return Day(
        held=[row for row in rows if row.issue.is_open],
        to_confirm=[row for row in rows if waits_for_word(row.issue, user)],
        done=[row for row in rows if row.issue.resolved_by_id == user.pk and not row.issue.is_open],
    )


def waits_for_word(issue: Issue, user: User) -> bool:
    return (
        issue.state == IssueState.RESOLVED
        and issue.resolved_by_id != user.pk
        and rules.is_reporter(user=user, issue=issue)
    )


def at_home(user: User, dwelling_pk: int, now: datetime) -> list[Row]:
    """Open ones at this very door, as far as this person may see them. One query."""
    issues = Issue.objects.visible_to(user).open().filter(dwelling=dwelling_pk)
    return [row_of(issue, now, user) for issue in with_names(issues).order_by(*MOST_PRESSING)[:MOST]]
