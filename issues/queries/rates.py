"""Three rates and two medians, by place and by category: computed from the history, never typed.

response: of those whose time to answer has come, how many had their first answer in that time
resolution: of those whose reporter's word came last, how many said it was solved
satisfaction: of those who said whether they are satisfied, how many are
What was withdrawn, joined with another or passed to mediation is in none of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import CharField, Count, F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast

from buildings.models import Place
from buildings.models.places import prefixes
from issues.models import EventKind, Issue, IssueEvent
from issues.queries.desk import NOT_COUNTED, Rate
from issues.queries.recent import DONE, Median, time_taken
from people.models import User

FEWEST = 5  # of fewer cases the subdistrict is shown no figure: they would be somebody's
# The reporter's word, or the silence that closed it: whichever came last says how it ended.
WORDS = [EventKind.CONFIRMED, EventKind.REOPENED, EventKind.LAPSED]
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
    issues = (
        Issue.objects.visible_to(user)
        .below(place.path)
        .filter(reported_at__gt=now - timedelta(days=days), reported_at__lte=now)
        .exclude(NOT_COUNTED)
        .annotate(last_word=_last_word())
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


def known_places(place: Place | None, paths: Iterable[str]) -> list[Place]:
    """The place, what stands around and directly in it, and the tops that someone serves. One query."""
    wanted = Q(path__in=list(paths))
    if place:
        wanted |= Q(parent=place) | Q(path__in=prefixes([place.path]))
    return list(Place.objects.filter(wanted).order_by("position", "pk"))


def _last_word() -> Subquery:
    words = IssueEvent.objects.filter(issue=OuterRef("pk"), kind__in=WORDS).order_by("-id")
    return Subquery(words.values("kind")[:1])


def _inside(place: Place) -> Func:
    """The id after the place's own in a path: "/1/5/23/" read in "/1/" is "5"; empty for the place itself."""
    number = len(place.ancestor_ids) + 2  # the first part lies before the leading slash
    return Func(F("place__path"), Value("/"), Value(number), function="split_part", output_field=CharField())


def _grouped(issues: QuerySet[Issue], group: str, key, now: datetime) -> QuerySet:
    is_due = Q(respond_by__lte=now)
    said = Q(last_word__in=[EventKind.CONFIRMED, EventKind.REOPENED])
    columns = {
        "count": Count("pk"),
        "in_time": Count("pk", filter=is_due & Q(responded_at__lte=F("respond_by"))),
        "due": Count("pk", filter=is_due),
        "solved": Count("pk", filter=Q(last_word=EventKind.CONFIRMED)),
        "said": Count("pk", filter=said),
        "content": Count("pk", filter=Q(is_satisfied=True)),
        "rated": Count("pk", filter=Q(is_satisfied__isnull=False)),
        "unrated": Count("pk", filter=Q(last_word=EventKind.LAPSED)),
        "answered": Count("pk", filter=Q(responded_at__isnull=False)),
        "done": Count("pk", filter=DONE),
        "to_answer": Median(F("responded_at") - F("reported_at"), filter=Q(responded_at__isnull=False)),
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
