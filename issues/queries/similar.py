"""What is open already, near and of the same kind: to join instead of saying it a second time."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, Case, Exists, OuterRef, Value, When

from buildings.models import Place
from buildings.models.places import PlaceKind
from issues import rules
from issues.models import Category, Follower, Issue
from issues.queries.lists import with_names
from issues.rows import Row, row_of
from people.models import User

MOST_SHOWN = 3


@dataclass(frozen=True)
class Similar:
    row: Row
    joined_count: int
    may_join: bool
    follows: bool
    is_own: bool


def similar(
    *, user: User, category: Category, place: Place, now: datetime, floor: int | None = None
) -> list[Similar]:
    """Open and public, in the same building, or in the same estate when outdoors; nearest first. One query.

    `place` is one where this person may report: that is what joining asks as well.
    """
    follows = Follower.objects.filter(issue=OuterRef("pk"), user=user)
    issues = (
        Issue.objects.visible_to(user)
        .open()
        .filter(category=category, is_private=False)
        .below(around(place))
        .annotate(follows=Exists(follows), is_far=_is_far(place, floor))
    )
    found = with_names(issues).order_by("is_far", "-reported_at", "-id")[:MOST_SHOWN]
    return [_shown(user, issue, now) for issue in found]


def around(place: Place) -> str:
    """The path within which trouble of one kind may be the same trouble: of a stair its building's."""
    if place.kind == PlaceKind.STAIR:
        return place.path.removesuffix(f"{place.pk}/")
    return place.path


def _is_far(place: Place, floor: int | None) -> Case:
    here = {"place": place} if floor is None else {"place": place, "floor": floor}
    return Case(When(**here, then=Value(False)), default=Value(True), output_field=BooleanField())


def _shown(user: User, issue: Issue, now: datetime) -> Similar:
    is_own = rules.is_reporter(user=user, issue=issue)
    return Similar(
        row=row_of(issue, now, user),
        joined_count=issue.joined_count,
        may_join=not (is_own or issue.follows),
        follows=issue.follows,
        is_own=is_own,
    )
