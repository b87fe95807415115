"""Which issues, in which order."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, QuerySet, Value, When
from django.utils import timezone

from buildings.models import Place
from buildings.models.places import AROUND
from issues.models import CLOSED_STATES, Issue, IssueQuerySet, IssueState
from issues.models.issues import waits_for_their_yes, with_them
from issues.queries.short import in_short, named
from issues.rows import Row, row_of
from kit.together import among
from people.models import User

NEWEST = ("-reported_at", "-id")
MOST_PRESSING = ("due_at", "id")
# What `?show=` may say, and in which order the rows then stand.
FILTERS: dict[str, tuple[str, ...]] = {
    "mine": NEWEST,
    "held": MOST_PRESSING,
    "open": NEWEST,
    "overdue": MOST_PRESSING,
    "all": NEWEST,
}


def with_names(issues: QuerySet[Issue]) -> QuerySet[Issue]:
    """All that a row says, in the same query."""
    return issues.select_related(
        "category", f"place__{AROUND}", "holder", "holder_organisation", "offered_organisation"
    )


def first_of(issues: QuerySet[Issue], order: Sequence[str], most: int) -> QuerySet[Issue]:
    """With their names, which are looked up for these alone; the caller sorts them."""
    first = issues.order_by(*order).values("pk")[:most]
    return with_names(Issue.objects.filter(among(ArraySubquery(first))))


def listed(user: User, show: str, place: Place | None, now: datetime) -> IssueQuerySet:
    """The list page's rows, unordered: only what this person may see, whatever the filter."""
    issues = with_names(Issue.objects.visible_to(user))
    if place:
        issues = issues.below(place.path)
    if show == "mine":
        return issues.reported_by(user)
    if show == "held":
        return waiting_for(user, issues)
    if show == "open":
        return issues.open()
    if show == "overdue":
        return issues.overdue(now)
    return issues


def waiting_for(user: User, issues: IssueQuerySet) -> IssueQuerySet:
    """What this person has, and what was passed on to them and waits for a yes."""
    return issues.filter(with_them(user) | waits_for_their_yes(user)).open()


def mine(user: User, limit: int) -> list[Row]:
    """What this person reported: what still runs first, then the latest."""
    return _rows(named(mine_rows(user, limit)), user)


def mine_rows(user: User, limit: int) -> QuerySet[Issue]:
    is_closed = Case(When(state__in=CLOSED_STATES, then=Value(1)), default=Value(0))
    order = (is_closed, "-changed_at", "-id")
    first = Issue.objects.reported_by(user).order_by(*order).values("pk")[:limit]
    return in_short(Issue.objects.filter(among(ArraySubquery(first)))).order_by(*order)


def held(user: User, limit: int) -> list[Row]:
    """What this person answers for now, alone or with colleagues: what runs out next comes first."""
    issues = with_names(waiting_for(user, Issue.objects.all()))
    return _rows(issues.order_by(*MOST_PRESSING)[:limit], user)


def needs_confirmation(user: User, limit: int = 20) -> list[Row]:
    """Said to be done by somebody else; this person, who reported it, has not said yet."""
    issues = with_names(unconfirmed_rows(user))
    return _rows(issues.order_by("resolved_at", "id")[:limit], user)


def unconfirmed_rows(user: User) -> QuerySet[Issue]:
    return Issue.objects.reported_by(user).filter(state=IssueState.RESOLVED).exclude(resolved_by=user)


def _rows(issues: Iterable[Issue], reader: User) -> list[Row]:
    now = timezone.now()
    return [row_of(issue, now, reader) for issue in issues]
