"""Three rates and two medians, by place and by category: computed from the history, never typed.

response: of those that had a first answer, or whose day for it is over, how many had it in time
resolution: of those whose reporter's word came last, how many said it was solved
satisfaction: of those who said whether they are satisfied, how many are
What was withdrawn, joined with another or passed to mediation is in none of them. The days are whole ones,
today the last of them. Staff see a subdistrict by the tallies of its days, and so its medians as near as
their bounds tell; everything smaller is read row by row.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import CharField, Count, F, Func, Q, QuerySet, Value
from django.db.models.functions import Cast

from buildings.models import Place
from buildings.models.places import prefixes
from buildings.standing import standing_of
from issues.models import Issue, IssueState
from issues.queries.board import NOT_COUNTED, Rate
from issues.queries.recent import DONE, Median, time_taken
from issues.queries.tallied import middle, tallied, together
from kit.times import midnight
from people.models import User

FEWEST = 5  # of fewer cases the subdistrict is shown no figure: they would be somebody's
# The reporter's last word, or the silence that closed it: with that it is as they left it.
SOLVED, SILENT = Q(state=IssueState.CONFIRMED), Q(state=IssueState.UNRATED)
SENT_BACK = ~SOLVED & ~SILENT & Q(reopened_count__gt=0)
TOTAL, CATEGORY, PLACE = "total", "category", "place"


@dataclass(frozen=True)
class Rates:
    count: int
    responded: Rate
    resolved: Rate
    satisfied: Rate
    unrated: int  # closed in silence: never counted as solved, nor as satisfied
    answered: int
    done: int
    to_answer: timedelta | None  # median, of those answered
    to_resolve: timedelta | None  # median, of those said to be done


NOTHING = Rates(0, Rate(0, 0), Rate(0, 0), Rate(0, 0), 0, 0, 0, None, None)


@dataclass(frozen=True)
class Breakdown:
    total: Rates
    categories: dict[str, Rates]  # by code
    places: dict[int, Rates]  # by the place that stands directly in the one asked for


def rates(*, user: User, place: Place, days: int, now: datetime) -> Breakdown:
    """Of what was reported here in the last days and this person may see. One query."""
    if place.parent_id is None and standing_of(user).is_staff_at(place):
        return _tallied(place, days, now)
    issues = (
        Issue.objects.visible_to(user)
        .below(place.path)
        .filter(reported_at__gte=midnight(now, days_ago=days - 1), reported_at__lte=now)
        .exclude(NOT_COUNTED)
        .order_by()
    )
    groups = [
        _grouped(issues, TOTAL, Value("", CharField()), now),
        _grouped(issues, CATEGORY, Cast("category_id", CharField()), now),
        _grouped(issues, PLACE, _inside(place), now),
    ]
    found = {
        (group, key): _rates(*figures) for group, key, *figures in groups[0].union(*groups[1:], all=True)
    }
    return Breakdown(
        total=found.get((TOTAL, ""), NOTHING),
        categories={key: rates for (group, key), rates in found.items() if group == CATEGORY},
        places={int(key): rates for (group, key), rates in found.items() if group == PLACE and key},
    )


def _tallied(street: Place, days: int, now: datetime) -> Breakdown:
    since, today = midnight(now, days_ago=days - 1).date(), midnight(now).date()
    found = [row for row in tallied(street.pk, since=since, today=today) if row[2]["counted"]]
    kinds = {kind: figures for _place, kind, figures in found if kind}
    return Breakdown(
        total=_of_tally(together(list(kinds.values()))) if kinds else NOTHING,
        categories={kind: _of_tally(figures) for kind, figures in kinds.items()},
        places={place: _of_tally(figures) for place, kind, figures in found if not kind},
    )


def _of_tally(of: dict) -> Rates:
    """Whoever has no answer yet and still waits for the day on which it is due, counts neither way."""
    return Rates(
        count=of["counted"],
        responded=Rate(of["in_time"], of["counted"] - (of["waiting"] or 0)),
        resolved=Rate(of["solved"], of["said"]),
        satisfied=Rate(of["content"], of["rated"]),
        unrated=of["unrated"],
        answered=of["answered"],
        done=of["done"],
        to_answer=middle(of["to_answer"]),
        to_resolve=middle(of["to_finish"]),
    )


def known_places(place: Place | None, paths: Iterable[str]) -> list[Place]:
    """The place, what stands around and directly in it, and the tops that someone serves. One query."""
    wanted = Q(path__in=list(paths))
    if place:
        wanted |= Q(parent=place) | Q(path__in=prefixes([place.path]))
    return list(Place.objects.filter(wanted).order_by("position", "pk"))


def _inside(place: Place) -> Func:
    """The id after the place's own in a path: "/1/5/23/" read in "/1/" is "5"; empty for the place itself."""
    number = len(place.ancestor_ids) + 2  # the first part lies before the leading slash
    return Func(F("place__path"), Value("/"), Value(number), function="split_part", output_field=CharField())


def _grouped(issues: QuerySet[Issue], group: str, key, now: datetime) -> QuerySet:
    answered = Q(responded_at__isnull=False)
    columns = {
        "count": Count("pk"),
        "in_time": Count("pk", filter=Q(responded_at__lte=F("respond_by"))),
        "due": Count("pk", filter=answered | Q(respond_by__lt=midnight(now))),
        "solved": Count("pk", filter=SOLVED),
        "said": Count("pk", filter=SOLVED | SENT_BACK),
        "content": Count("pk", filter=Q(is_satisfied=True)),
        "rated": Count("pk", filter=Q(is_satisfied__isnull=False)),
        "unrated": Count("pk", filter=SILENT),
        "answered": Count("pk", filter=answered),
        "done": Count("pk", filter=DONE),
        "to_answer": Median(F("responded_at") - F("reported_at"), filter=answered),
        "to_resolve": time_taken(DONE),
    }
    named = issues.annotate(group_name=Value(group, CharField()), key=key)
    return named.values("group_name", "key").annotate(**columns).values_list("group_name", "key", *columns)


def _rates(count, in_time, due, solved, said, content, rated, unrated, answered, done, *medians) -> Rates:
    return Rates(
        count=count,
        responded=Rate(in_time, due),
        resolved=Rate(solved, said),
        satisfied=Rate(content, rated),
        unrated=unrated,
        answered=answered,
        done=done,
        to_answer=medians[0],
        to_resolve=medians[1],
    )
