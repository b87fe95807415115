"""What anyone may know of a place's issues without signing in: how many, what kind, where, since when."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet

from buildings.models import Place
from buildings.models.places import AROUND, PlaceKind
from buildings.wording import place_name
from issues.models import OPEN_STATES, RUNNING_STATES, Issue
from issues.queries.recent import DONE
from issues.rows import chip, is_late
from kit.times import local_date

OPEN = Q(state__in=OPEN_STATES)
# By number, not by time: of that a visitor is told the day alone.
NEWEST = ("-id",)
RECENT_DAYS = 30


@dataclass(frozen=True)
class Figures:
    open: int
    late: int
    done: int  # of the last 30 days


@dataclass(frozen=True)
class Outline:
    """All that is public of one issue. No words, photos, door, floor, names, number or minute."""

    category: str
    icon: str
    where: str
    tone: str
    label: str
    reported_on: date
    is_late: bool


def public_issues(place: Place) -> QuerySet[Issue]:
    return Issue.objects.public().below(place.path).select_related("category", f"place__{AROUND}")


def figures_of(place: Place, now: datetime) -> Figures:
    """One query, of what is open or was done lately: what lies years back is not gone through."""
    late = Q(state__in=RUNNING_STATES, due_at__lt=now)
    done = DONE & Q(resolved_at__gt=now - timedelta(days=RECENT_DAYS))
    found = (
        Issue.objects.public()
        .below(place.path)
        .filter(OPEN | done)
        .aggregate(
            open=Count("pk", filter=OPEN), late=Count("pk", filter=late), done=Count("pk", filter=done)
        )
    )
    return Figures(**found)


def open_inside(place: Place, inside: list[Place]) -> dict[int, int]:
    """By what stands directly in the place, how many are open at or below it. One query."""
    rows = Issue.objects.public().below(place.path).filter(OPEN).order_by()
    counts: Counter[int] = Counter()
    for path, count in rows.values_list("place__path").annotate(Count("pk")):
        for child in inside:
            if path.startswith(child.path):
                counts[child.pk] += count
    return {child.pk: counts[child.pk] for child in inside}


def outline_of(issue: Issue, place: Place, now: datetime) -> Outline:
    here = issue.place.parent if issue.place.kind == PlaceKind.STAIR else issue.place
    tone, label = chip(issue, issue.due_at)  # its state alone: how late to the hour is not for everyone
    closed_late = bool(issue.resolved_at) and issue.resolved_at > issue.resolve_by
    return Outline(
        category=issue.category.label,
        icon=issue.category.icon,
        where=place_name(here, within=place.path if place.kind == PlaceKind.ESTATE else None),
        tone=tone,
        label=label,
        reported_on=local_date(issue.reported_at),
        is_late=closed_late or is_late(issue, now),
    )
