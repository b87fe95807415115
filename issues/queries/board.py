"""Figures for those who answer for a place: an organisation's dashboard. Computed, never typed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from buildings.models import Place
from buildings.standing import standing_of
from buildings.wording import place_name
from issues.models import Issue, IssueState
from issues.queries.board_sql import PLACES_SHOWN, question
from issues.queries.lists import MOST_PRESSING
from issues.queries.short import in_short, named
from issues.queries.tallied import middle
from issues.rows import Row, row_of
from kit.this_minute import ThisMinute
from kit.times import local_date, midnight
from kit.together import among
from people.models import User

NOT_COUNTED = Q(state__in=[IssueState.WITHDRAWN, IssueState.MERGED, IssueState.MEDIATION])
WEEKS, RATE_DAYS = 8, 90
# Midnights that an open issue has seen, from and up to (not included); the last has no end.
BANDS = [(0, 1), (1, 4), (4, 8), (8, 16), (16, None)]
PRESSING = 8
MANY = 2_000  # open issues: counted one by one, they take a subdistrict's home longer than all else on it
_of_many = ThisMinute()


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
    median: timedelta | None  # from report to done, of what was reported in the last 90 days
    ages: list[AgeBand]
    places: list[PlaceCount]  # where most is open
    weeks: list[Week]  # of seven whole days each, the last one with today
    satisfied: Rate  # of those who said; silence is not counted
    pressing: list[Row]


class Day(NamedTuple):
    day: date
    reported: int
    done: int
    gone: int  # withdrawn, joined or passed to mediation
    content: int
    rated: int


def paths_of(user: User) -> set[str]:
    """Where this person answers: as staff, else in any organisation, else as captain."""
    standing = standing_of(user)
    return standing.staff_paths or standing.answering_paths or standing.captain_paths


def pressing_rows(user: User, paths: Iterable[str] | None = None) -> QuerySet[Issue]:
    paths = paths_of(user) if paths is None else paths
    first = Issue.objects.below(*paths).open().order_by(*MOST_PRESSING).values("pk")[:PRESSING]
    return in_short(Issue.objects.filter(among(ArraySubquery(first)))).order_by(*MOST_PRESSING)


def dashboard(
    user: User,
    now: datetime | None = None,
    pressing: Iterable[Issue] | None = None,
    *,
    paths: set[str] | None = None,
) -> Dashboard:
    """One query, whatever the number of issues and places; a second one without the most pressing ones."""
    now = now or timezone.now()
    paths = paths_of(user) if paths is None else paths
    bands, places, days, median = _counted(paths, now)
    rows = pressing_rows(user, paths) if pressing is None else pressing
    pressing = [row_of(issue, now, user) for issue in named(rows)]
    ages = [AgeBand(*band, *bands.get(number, (0, 0))) for number, band in enumerate(BANDS)]
    weeks = [_week(days, now, ago) for ago in reversed(range(WEEKS))]
    this_week, lately = _days(days, now, 7), _days(days, now, RATE_DAYS)
    return Dashboard(
        since=midnight(now, days_ago=6),
        now=now,
        open=sum(band.count for band in ages),
        overdue=sum(band.overdue for band in ages),
        oldest_overdue=pressing[0] if pressing and pressing[0].tone == "late" else None,
        reported_this_week=weeks[-1].reported,
        done_this_week=weeks[-1].done,
        open_change=sum(day.reported - day.done - day.gone for day in this_week),
        median=median,
        ages=ages,
        places=[_place(row, standing_of(user).only_estate) for row in places],
        weeks=weeks,
        satisfied=Rate(sum(day.content for day in lately), sum(day.rated for day in lately)),
        pressing=pressing,
    )


Counted = tuple[dict[int, tuple[int, int]], list, list[Day], timedelta | None]


def _counted(paths: Iterable[str], now: datetime) -> Counted:
    """What is open, by how long it has lain and by building; each day of the last 90; the median."""
    kept, here = _of_many.of(now), frozenset(paths)
    found = kept.get(here) or _counted_now(here, now)
    if sum(count for count, _late in found[0].values()) >= MANY:
        kept[here] = found
    return found


def _counted_now(paths: Iterable[str], now: datetime) -> Counted:
    sql, values = question(paths)
    starts = [midnight(now, days_ago=first - 1) for first, _last in reversed(BANDS[1:])]
    since = midnight(now, days_ago=RATE_DAYS - 1)
    values |= {"now": now, "starts": starts, "since": since, "day": local_date(since), "most": PLACES_SHOWN}
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        bands, places, days, spread, seconds = cursor.fetchone()
    found = [Day(date.fromisoformat(day), *counts) for day, *counts in days or []]
    median = middle(spread or []) if seconds is None else timedelta(seconds=seconds)
    by_age = {len(starts) - number: (count, late) for number, count, late in bands or []}
    return by_age, places or [], found, median


def _days(days: Iterable[Day], now: datetime, count: int, ago: int = 0) -> list[Day]:
    """So many whole days, which end `ago` days before today does."""
    last = local_date(now) - timedelta(days=ago)
    return [day for day in days if last - timedelta(days=count) < day.day <= last]


def _week(days: Iterable[Day], now: datetime, ago: int) -> Week:
    week = _days(days, now, 7, ago * 7)
    starts = midnight(now, days_ago=7 * ago + 6)
    return Week(starts, sum(day.reported for day in week), sum(day.done for day in week))


def _place(row: list, within: str | None) -> PlaceCount:
    """The place with what it stands in, as far as a name reaches; see AROUND."""
    count, late, path, *around = row
    ids, place = path.strip("/").split("/"), None
    known = list(zip(around[::2], around[1::2], range(len(ids), 0, -1), strict=False))
    for kind, name, depth in reversed(known):
        path = f"/{'/'.join(ids[:depth])}/"
        place = Place(pk=int(ids[depth - 1]), path=path, kind=kind, name=name, parent=place)
    return PlaceCount(place.pk, place_name(place, within=within), count, late)
