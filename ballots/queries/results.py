"""What a count shows besides its figures: by building, by name for whoever may see it, and one's own line."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from ballots.models import Ballot, CallingOff, Elector, Lot, Participation, Result, RollCorrection, Vote
from ballots.models.rolls import DeliveryWay, ObjectionAbout
from ballots.receipts import normalised
from ballots.thresholds import SMALLEST_BREAKDOWN
from buildings.models import Place
from buildings.models.places import AROUND
from kit.carried import carried
from notices.models import Notice
from people.models import User


class BuildingLine(NamedTuple):
    place: Place | None
    ballots: int
    heads: list[tuple[str, int]]  # (option, heads), in the order of the options


@dataclass
class Breakdown:
    lines: list[BuildingLine]
    hidden: int  # buildings of which too few took part, and those hidden with them


def result_for(ballot: Ballot, user: User) -> Result | None:
    """With what stands beside it, by one query: `asked_rows`, `own_rows`, `vote_groups`, `objection_count`,
    `lot_rows`, `is_on_roll`, `sees_notice`. Not its file, which holds every vote."""
    mine = {"voters__user": user.pk, "voters__ended_at": None}
    on_roll = Elector.objects.filter(ballot=ballot, **mine)
    own = Vote.objects.current().filter(ballot=ballot, elector__in=on_roll.values("pk"))
    asked = CallingOff.objects.filter(ballot=ballot, refused_by=None).order_by("at", "id")
    about = ballot.objections.filter(about=ObjectionAbout.RESULT).order_by().values("ballot")
    rows = Result.objects.filter(ballot=ballot).select_related("notice").defer("file", "notice__body")
    return rows.annotate(
        asked_rows=carried(asked, first="by__display_name", second="confirmed_by__display_name"),
        own_rows=carried(own.order_by("elector__number"), label="elector__label"),
        vote_groups=ArraySubquery(groups_of(ballot).values_list("group")),
        lot_rows=carried(Lot.objects.filter(ballot=ballot).order_by("number")),
        objection_count=Coalesce(Subquery(about.annotate(n=Count("pk")).values("n")), 0),
        is_on_roll=Exists(on_roll.filter(removed_at=None)),
        # It is for those who live there or own something: whoever sold their home voted all the same.
        sees_notice=Exists(Notice.objects.visible_to(user).filter(pk=OuterRef("notice"))),
    ).first()


def groups_of(ballot: Ballot) -> QuerySet[Vote]:
    """{"place", "choices", "votes"}: how often the same was chosen in one building."""
    rows = Vote.objects.current().filter(ballot=ballot).order_by().values("elector__place", "choices")
    group = JSONObject(place="elector__place", choices="choices", votes=Count("pk"))
    return rows.annotate(group=group)


def breakdown_of(ballot: Ballot, groups: Iterable[dict] | None = None) -> Breakdown | None:
    """By heads alone: an area may be that of one home. None for a secret ballot."""
    if ballot.is_secret or ballot.counted_at is None:
        return None
    papers: Counter[int | None] = Counter()
    chosen: defaultdict[int | None, Counter[str]] = defaultdict(Counter)
    for group in groups_of(ballot).values_list("group", flat=True) if groups is None else groups:
        papers[group["place"]] += group["votes"]
        for key in group["choices"]:
            chosen[group["place"]][key] += group["votes"]
    shown = shown_buildings(papers)
    if len(papers) < 2 or not shown:
        return None
    places = Place.objects.select_related(AROUND).in_bulk([place for place in shown if place])
    keys = [option["key"] for option in ballot.document["options"]]
    lines = [_line(places.get(place), papers[place], chosen[place], keys) for place in shown]
    lines.sort(key=lambda line: (line.place is None, line.place and (line.place.position, line.place.pk)))
    return Breakdown(lines, hidden=len(papers) - len(shown))


def shown_buildings(
    ballots: Mapping[int | None, int], smallest: int = SMALLEST_BREAKDOWN
) -> list[int | None]:
    """From `smallest` ballots on. What is hidden must not be the difference between the total and the rest:
    so where anything is hidden, at least two buildings are, with as many ballots as one must have."""
    shown = sorted((place for place, count in ballots.items() if count >= smallest), key=ballots.__getitem__)
    hidden = [place for place in ballots if ballots[place] < smallest]
    while hidden and shown and (len(hidden) < 2 or sum(ballots[place] for place in hidden) < smallest):
        hidden.append(shown.pop(0))
    return shown


def _line(place: Place | None, papers: int, counts: Counter[str], keys: list[str]) -> BuildingLine:
    return BuildingLine(place, papers, [(key, counts[key]) for key in keys])


# --- by name -----------------------------------------------------------------------------------------------

VOTES_ORDER = ("elector__number",)


def votes_of(ballot: Ballot) -> QuerySet[Vote]:
    return Vote.objects.current().filter(ballot=ballot).select_related("elector")


def own_electors(ballot: Ballot, user: User) -> set[int]:
    if not user.is_authenticated:
        return set()
    mine = Elector.objects.filter(ballot=ballot, voters__user=user, voters__ended_at=None)
    return set(mine.values_list("pk", flat=True))


def choices_in_words(labels: Mapping[str, str], choices: list[str], *, joint: str, blank: str) -> str:
    return joint.join(labels.get(key, key) for key in choices) or blank


# --- in the file --------------------------------------------------------------------------------------------


def lines_of(result: Result) -> list[dict]:
    """Every line of the file, without the sums that chain it."""
    return [json.loads(line.partition("\t")[0]) for line in result.file.split("\n") if line]


def paper_by_receipt(result: Result, receipt: str) -> dict | None:
    """Looked for in the file alone: a receipt leads to nothing else."""
    wanted = normalised(receipt)
    return next((line for line in lines_of(result) if wanted and line.get("receipt") == wanted), None)


# --- for the record -----------------------------------------------------------------------------------------


def corrections_of(ballot: Ballot) -> QuerySet[RollCorrection]:
    return RollCorrection.objects.filter(ballot=ballot).select_related("elector").order_by("at", "pk")


class DeliveryLine(NamedTuple):
    label: str
    count: int


def deliveries_of(ballot: Ballot) -> list[DeliveryLine]:
    """How many entries of the roll were reached by each way, and how many by none."""
    electors = Elector.objects.filter(ballot=ballot, removed_at=None)
    reached = electors.filter(deliveries__isnull=False)
    pairs = set(reached.values_list("pk", F("deliveries__way")))
    ways = Counter(way for _pk, way in pairs)
    lines = [DeliveryLine(way.label, ways[way]) for way in DeliveryWay]
    return [*lines, DeliveryLine("", electors.count() - len({pk for pk, _way in pairs}))]


def channels_of(ballot: Ballot) -> Counter:
    return Counter(Participation.objects.filter(ballot=ballot).values_list("channel", flat=True))
