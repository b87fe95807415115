"""What a count shows besides its figures: by building, by name for whoever may see it, and one's own line."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import F, QuerySet

from ballots.models import Ballot, Elector, Participation, Result, RollCorrection, Vote
from ballots.models.rolls import DeliveryWay
from ballots.receipts import normalised
from ballots.thresholds import SMALLEST_BREAKDOWN
from buildings.models import Place
from people.models import User


class BuildingLine(NamedTuple):
    place: Place | None
    ballots: int
    heads: list[tuple[str, int]]  # (option, heads), in the order of the options


@dataclass
class Breakdown:
    lines: list[BuildingLine]
    hidden: int  # buildings of which too few took part, and those hidden with them


def breakdown_of(ballot: Ballot) -> Breakdown | None:
    """By heads alone: an area may be that of one home. None for a secret ballot."""
    if ballot.is_secret or ballot.counted_at is None:
        return None
    rows = Vote.objects.current().filter(ballot=ballot).values_list("elector__place", "choices")
    by_place: dict[int | None, list[list[str]]] = {}
    for place, choices in rows:
        by_place.setdefault(place, []).append(choices)
    shown = shown_buildings({place: len(papers) for place, papers in by_place.items()})
    if len(by_place) < 2 or not shown:
        return None
    places = Place.objects.in_bulk([place for place in shown if place])
    keys = [option["key"] for option in ballot.document["options"]]
    lines = [_line(places.get(place), by_place[place], keys) for place in shown]
    lines.sort(key=lambda line: (line.place is None, line.place and (line.place.position, line.place.pk)))
    return Breakdown(lines, hidden=len(by_place) - len(shown))


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


def _line(place: Place | None, papers: list[list[str]], keys: list[str]) -> BuildingLine:
    counts = Counter(key for choices in papers for key in choices)
    return BuildingLine(place, len(papers), [(key, counts[key]) for key in keys])


# --- by name -----------------------------------------------------------------------------------------------

VOTES_ORDER = ("elector__number",)


def votes_of(ballot: Ballot) -> QuerySet[Vote]:
    return Vote.objects.current().filter(ballot=ballot).select_related("elector")


def own_electors(ballot: Ballot, user: User) -> set[int]:
    if not user.is_authenticated:
        return set()
    mine = Elector.objects.filter(ballot=ballot, voters__user=user, voters__ended_at=None)
    return set(mine.values_list("pk", flat=True))


def own_votes(ballot: Ballot, user: User) -> list[Vote]:
    """What counts for whoever this person votes for, with the receipt. Of a secret ballot nobody can say."""
    if ballot.is_secret or not user.is_authenticated:
        return []
    return list(votes_of(ballot).filter(elector__in=own_electors(ballot, user)).order_by("elector__number"))


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
