"""Figures for those who answer: a captain's desk, an organisation's dashboard. Computed, never typed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, F, Q
from django.utils import timezone

from buildings.models import Place
from buildings.models.places import AROUND, PlaceKind, inside
from buildings.standing import standing_of
from buildings.wording import place_name
from issues.models import CLOSED_STATES, OPEN_STATES, RUNNING_STATES, Issue, IssueState
from issues.models.issues import waits_for_their_yes, with_them
from issues.queries.lists import MOST_PRESSING, with_names
from issues.queries.recent import DONE, time_taken
from issues.rows import Row, row_of
from people.models import User

OPEN = Q(state__in=OPEN_STATES)
RUNNING = Q(state__in=RUNNING_STATES)
NOT_COUNTED = Q(state__in=[IssueState.WITHDRAWN, IssueState.MERGED, IssueState.MEDIATION])
WEEKS = 8
LEVELS = ["place", "place__parent", "place__parent__parent", f"place__{AROUND}"]
# Whole days that an open issue has lain, from and up to (not included); the last has no end.
BANDS = [(0, 1), (1, 4), (4, 8), (8, 16), (16, None)]
RATE_DAYS = 90


@dataclass(frozen=True)
class DeskCounts:
    open: int  # at the places looked after or served
    overdue: int
    held: int  # with this person or their organisation
    unanswered: int  # held, and nobody has answered yet
    to_confirm: int  # reported by this person, said to be done


class AgeBand(NamedTuple):
    days_from: int
    days_to: int | None  # not included
    count: int
    overdue: int


class PlaceCount(NamedTuple):
    place_id: int
    name: str
    count: int
    overdue: int


class Week(NamedTuple):
    starts: datetime
    reported: int
    done: int


class Rate(NamedTuple):
    """So many of so many; without any, no percentage."""

    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        return round(self.part * 100 / self.whole) if self.whole else None


@dataclass(frozen=True)
class Dashboard:
    since: datetime
    now: datetime
    open: int
    overdue: int
    oldest_overdue: Row | None
    reported_this_week: int
    done_this_week: int
    open_change: int  # against a week ago
    median: timedelta | None  # from report to done, of what was done in the last 90 days
    ages: list[AgeBand]
    places: list[PlaceCount]
    weeks: list[Week]
    responded_in_time: Rate
    resolved_in_time: Rate
    satisfied: Rate  # of those who said; silence is not counted
    pressing: list[Row]


def paths_of(user: User) -> set[str]:
    """Where this person answers: as staff, else in any organisation, else as captain."""
    standing = standing_of(user)
    return standing.staff_paths or standing.service_paths() or standing.captain_paths


def desk_counts(user: User, now: datetime | None = None) -> DeskCounts:
    """One query. Each condition has an index of its own, so only what is counted is read."""
    now = now or timezone.now()
    here = inside(paths_of(user)) & OPEN
    held = (with_them(user) | waits_for_their_yes(user)) & OPEN
    reported = Q(reporter=user) | Q(logged_by=user)
    to_confirm = reported & Q(state=IssueState.RESOLVED) & ~Q(resolved_by=user)
    found = (
        Issue.objects.filter(here | held | to_confirm)
        .order_by()
        .aggregate(
            open=Count("pk", filter=here),
            overdue=Count("pk", filter=here & RUNNING & Q(due_at__lt=now)),
            held=Count("pk", filter=held),
            unanswered=Count("pk", filter=held & Q(responded_at=None)),
            to_confirm=Count("pk", filter=to_confirm),
        )
    )
    return DeskCounts(**found)


def dashboard(user: User, now: datetime | None = None, paths: set[str] | None = None) -> Dashboard:
    """Three queries, whatever the number of issues and places."""
    now = now or timezone.now()
    issues = Issue.objects.below(*(paths_of(user) if paths is None else paths))
    found = _figures(issues, now)
    pressing = [row_of(issue, now, user) for issue in with_names(issues.open()).order_by(*MOST_PRESSING)[:8]]
    reported, done = found["reported_0"], found["done_0"]
    oldest = pressing[0] if pressing and pressing[0].tone == "late" else None
    return Dashboard(
        since=now - timedelta(days=7),
        now=now,
        open=found["open"],
        overdue=found["overdue"],
        oldest_overdue=oldest,
        reported_this_week=reported,
        done_this_week=done,
        open_change=reported - done - found["withdrawn"],
        median=found["median"],
        ages=[AgeBand(*band, found[f"age_{n}"], found[f"late_{n}"]) for n, band in enumerate(BANDS)],
        places=_places(issues, now, standing_of(user).only_estate),
        weeks=[
            Week(now - timedelta(days=7 * (n + 1)), found[f"reported_{n}"], found[f"done_{n}"])
            for n in reversed(range(WEEKS))
        ],
        responded_in_time=Rate(found["responded_in_time"], found["to_respond"]),
        resolved_in_time=Rate(found["resolved_in_time"], found["to_resolve"]),
        satisfied=Rate(found["satisfied"], found["asked"]),
        pressing=pressing,
    )


def _figures(issues, now: datetime) -> dict:
    late, week = RUNNING & Q(due_at__lt=now), timedelta(days=7)
    counts = {
        "open": Count("pk", filter=OPEN),
        "overdue": Count("pk", filter=late),
        "withdrawn": Count("pk", filter=NOT_COUNTED & Q(closed_at__gte=now - week)),
    }
    for number, (first, last) in enumerate(BANDS):
        band = OPEN & _reported_between(now, first, last)
        counts[f"age_{number}"] = Count("pk", filter=band)
        counts[f"late_{number}"] = Count("pk", filter=band & late)
    for number in range(WEEKS):
        since, until = now - week * (number + 1), now - week * number
        counts[f"reported_{number}"] = Count("pk", filter=_between("reported_at", since, until))
        counts[f"done_{number}"] = Count("pk", filter=DONE & _between("resolved_at", since, until))
    return issues.filter(_counted(now)).order_by().aggregate(**counts, **_rates(now))


def _counted(now: datetime) -> Q:
    """Whatever any of the figures counts: what was over long ago is not read, however much of it there is."""
    lately, weeks = now - timedelta(days=RATE_DAYS), now - timedelta(days=7 * WEEKS)
    gone = Q(state__in=CLOSED_STATES, closed_at__gte=now - timedelta(days=7)) & NOT_COUNTED
    return OPEN | Q(reported_at__gte=lately) | (DONE & Q(resolved_at__gt=weeks)) | gone


def _rates(now: datetime) -> dict:
    """In time, of those whose time has come: late counts against, what still runs does not count."""
    lately = Q(reported_at__gte=now - timedelta(days=RATE_DAYS)) & ~NOT_COUNTED
    answered = lately & Q(responded_at__lte=F("respond_by"))
    done = lately & DONE & Q(resolved_at__lte=F("resolve_by"))
    return {
        "median": time_taken(lately & DONE),
        "responded_in_time": Count("pk", filter=answered),
        "to_respond": Count("pk", filter=lately & (Q(responded_at__isnull=False) | Q(respond_by__lt=now))),
        "resolved_in_time": Count("pk", filter=done),
        "to_resolve": Count("pk", filter=lately & (DONE | Q(resolve_by__lt=now))),
        "satisfied": Count("pk", filter=lately & Q(is_satisfied=True)),
        "asked": Count("pk", filter=lately & Q(is_satisfied__isnull=False)),
    }


def _reported_between(now: datetime, first: int, last: int | None) -> Q:
    newest = Q(reported_at__lte=now - timedelta(days=first)) if first else Q()
    return newest & (Q(reported_at__gt=now - timedelta(days=last)) if last else Q())


def _between(field: str, since: datetime, until: datetime) -> Q:
    return Q(**{f"{field}__gt": since, f"{field}__lte": until})


def _places(issues, now: datetime, within: str | None) -> list[PlaceCount]:
    """Open ones by building (a stair counts for its building), most first."""
    rows = (
        issues.open()
        .order_by()
        .values("place__path", *(f"{level}__{fact}" for level in LEVELS for fact in ("kind", "name")))
        .annotate(count=Count("pk"), late=Count("pk", filter=RUNNING & Q(due_at__lt=now)))
    )
    totals: dict[int, PlaceCount] = {}
    for row in rows:
        place = _place_of(row)
        place = place.parent if place.kind == PlaceKind.STAIR else place
        before = totals.get(place.pk) or PlaceCount(place.pk, place_name(place, within=within), 0, 0)
        totals[place.pk] = before._replace(
            count=before.count + row["count"], overdue=before.overdue + row["late"]
        )
    return sorted(totals.values(), key=lambda place: (-place.count, place.name))


def _place_of(row: dict) -> Place:
    """The place of a grouped row, with what it stands in; from its path, so that it costs no query."""
    ids, place = row["place__path"].strip("/").split("/"), None
    steps = list(zip(LEVELS, range(len(ids), 0, -1), strict=False))
    for level, depth in reversed(steps):
        path = f"/{'/'.join(ids[:depth])}/"
        kind, name = row[f"{level}__kind"], row[f"{level}__name"]
        place = Place(pk=int(ids[depth - 1]), path=path, kind=kind, name=name, parent=place)
    return place
