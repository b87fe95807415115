"""What one person's day holds of issues: what they have, what waits for their word, what they got done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Case, DateTimeField, F, Func, QuerySet, Value, When
from django.utils import timezone

from issues import rules
from issues.models import Issue, IssueState
from issues.queries.lists import MOST_PRESSING, unconfirmed_rows, waiting_for, with_names
from issues.queries.short import in_short, named
from issues.rows import Row, row_of
from kit.nearest import Both, ids_of
from kit.times import midnight
from kit.together import among, counted
from people.models import User

MOST = 60  # nobody reads more on one screen; the list pages have the rest
NINE = time(9)


@dataclass(frozen=True)
class Day:
    """Of what they have, and of what waits for their word, the most pressing; `lists_for` counts all."""

    held: list[Row]
    to_confirm: list[Row]
    done: list[Row]  # by this person, since midnight


def lists_for(user: User, now: datetime, most: int) -> dict[str, QuerySet]:
    """`day` is to be read by `day_from`; of `held` and `to_confirm`, which count, the sums are meant."""
    return {
        "day": day_rows(user, now, most),
        "held": counted(waiting_for(user, Issue.objects.all())),
        "to_confirm": counted(unconfirmed_rows(user)),
    }


def day_rows(user: User, now: datetime, most: int) -> QuerySet[Issue]:
    """The few ids first, each search by an index of its own; then their rows, however many issues there are.
    What is held is found before it is sorted: in the order of a city's clocks all others would be passed."""
    held = Issue.objects.filter(among(ids_of(waiting_for(user, Issue.objects.all()).order_by())))
    done = Issue.objects.filter(resolved_by=user, resolved_at__gte=midnight(now))
    few = Both(
        ids_of(held.order_by(comes_up(), *MOST_PRESSING)[:most]),
        ids_of(unconfirmed_rows(user).order_by("resolved_at", *MOST_PRESSING)[:most]),
        ids_of(done.order_by(*MOST_PRESSING)[:MOST]),
    )
    return in_short(Issue.objects.filter(among(few))).order_by(*MOST_PRESSING)


def comes_up() -> Case:
    """As `comes_up_at`, asked of the database."""
    on_its_day = Morning(F("suspended_until"), Value(timezone.get_current_timezone_name()))
    return Case(When(state=IssueState.SUSPENDED, then=on_its_day), default=F("due_at"))


class Morning(Func):
    template, output_field = "((%(expressions)s)", DateTimeField()
    arg_joiner = f" + time '{NINE:%H:%M}') AT TIME ZONE "


def comes_up_at(issue: Issue) -> datetime:
    """When the clock runs out next; what was put off comes on its day."""
    if issue.state == IssueState.SUSPENDED:
        return timezone.make_aware(datetime.combine(issue.suspended_until, NINE))
    return issue.due_at


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
