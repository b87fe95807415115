"""Which homes have taken part, were told, or still have to be told: doors, and never what anybody chose.

Of a secret ballot there is no hour in here either: `Participation` has none.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from ballots import rules
from ballots.models import Ballot, Delivery, Elector, Paper, Participation, RollHome
from ballots.models.votes import PaperState
from buildings.grid import Door, Grid, build_grid
from buildings.models import Dwelling, Place
from buildings.models.dwellings import captained_by
from buildings.models.places import AROUND, PlaceKind
from buildings.standing import standing_of
from people.models import User

VOTED, PAPER, REACHED, SILENT = "voted", "paper", "reached", "silent"
IN_HAND = (PaperState.WAITING, PaperState.DIFFERS)
LOOKS = {VOTED: "door--voted", PAPER: "door--voted", REACHED: "door--told", SILENT: "door--lit"}


def silent_electors(ballot: Ballot) -> QuerySet[Elector]:
    """Have not voted, and no paper of theirs is being read."""
    papers = Paper.objects.filter(elector=OuterRef("pk"), state__in=IN_HAND)
    return Elector.objects.filter(~Exists(papers), ballot=ballot, removed_at=None, participation__isnull=True)


def homes_of(user: User, ballot: Ballot) -> QuerySet[RollHome]:
    """Of the roll, those whose state this person may see: who runs it all of them, a captain their floors."""
    homes = RollHome.objects.filter(ballot=ballot, elector__removed_at=None)
    if rules.may_run(user=user, ballot=ballot):
        return homes
    return homes.filter(dwelling__in=Dwelling.objects.filter(captained_by(standing_of(user))))


def with_state(homes: QuerySet[RollHome]) -> QuerySet[RollHome]:
    """Adds `took_part`, `has_paper` and `was_told`: by what was noted for the home, or for its owner."""
    of_elector = OuterRef("elector")
    told = Delivery.objects.filter(Q(home=None) | Q(home=OuterRef("pk")), elector=of_elector)
    return homes.annotate(
        took_part=Exists(Participation.objects.filter(elector=of_elector)),
        has_paper=Exists(Paper.objects.filter(elector=of_elector, state__in=IN_HAND)),
        was_told=Exists(told),
    )


def state_of(home: RollHome) -> str:
    if home.took_part:
        return VOTED
    if home.has_paper:
        return PAPER
    return REACHED if home.was_told else SILENT


WALKED = ("dwelling__place__position", "dwelling__place_id", "-dwelling__floor", "dwelling__door", "pk")


@dataclass
class Reach:
    """The homes of one building, or of all."""

    place: Place | None = None
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def homes(self) -> int:
        return sum(self.counts.values())

    @property
    def voted(self) -> int:
        return self.counts[VOTED] + self.counts[PAPER]

    @property
    def reached(self) -> int:
        return self.counts[REACHED]

    @property
    def silent(self) -> int:
        return self.counts[SILENT]

    @property
    def bar(self) -> list[tuple[str, str, str]]:
        """(colour, from where, how wide): who has taken part, then who was told, of the whole."""
        ends = [f"{100 * count / (self.homes or 1):.2f}%" for count in (self.voted, self.reached)]
        return [("l4", "0", ends[0]), ("l2", ends[0], ends[1])]


def building_of(place: Place) -> Place:
    return place.parent if place.kind == PlaceKind.STAIR else place


def by_building(homes: QuerySet[RollHome]) -> list[Reach]:
    """Two statements, however many homes there are."""
    states = with_state(homes).values("dwelling__place", "took_part", "has_paper", "was_told")
    rows = list(states.order_by().annotate(count=Count("pk")))
    places = Place.objects.select_related(AROUND).in_bulk({row["dwelling__place"] for row in rows})
    found: dict[int, Reach] = {}
    for row in rows:
        building = building_of(places[row["dwelling__place"]])
        reach = found.setdefault(building.pk, Reach(building))
        reach.counts[_state(row)] += row["count"]
    return sorted(found.values(), key=lambda reach: (reach.place.position, reach.place.pk))


def _state(row: dict) -> str:
    if row["took_part"]:
        return VOTED
    if row["has_paper"]:
        return PAPER
    return REACHED if row["was_told"] else SILENT


def sum_of(rows: Iterable[Reach]) -> Reach:
    whole = Reach()
    for row in rows:
        for state, count in row.counts.items():
            whole.counts[state] += count
    return whole


class Home(NamedTuple):
    row: RollHome
    state: str
    told: list[Delivery]  # by hand or by itself, the latest last

    @property
    def place(self) -> Place:
        return self.row.dwelling.place

    @property
    def door(self) -> str:
        return self.row.dwelling.door


def homes_with_deliveries(homes: QuerySet[RollHome]) -> list[Home]:
    """In the order in which one walks past them. Two statements."""
    rows = with_state(homes).select_related("elector", f"dwelling__place__{AROUND}")
    rows = list(rows.order_by(*WALKED))
    notes = deliveries_of(row.elector_id for row in rows)
    return [
        Home(row, state_of(row), [note for note in notes[row.elector_id] if note.home_id in (None, row.pk)])
        for row in rows
    ]


def deliveries_of(electors: Iterable[int]) -> dict[int, list[Delivery]]:
    found: dict[int, list[Delivery]] = defaultdict(list)
    for note in Delivery.objects.filter(elector__in=list(electors)).select_related("by").order_by("at", "pk"):
        found[note.elector_id].append(note)
    return found


def grid_of(building: Place, homes: Iterable[Home], words: dict[str, str]) -> Grid:
    """All doors of the floors on which the reader has any; those that are not theirs, or not on the roll,
    have no state. One statement. `words` says each state, and under "" that a door is not on the roll."""
    homes = list(homes)
    states = {home.row.dwelling_id: home.state for home in homes}
    floors = {home.row.dwelling.floor for home in homes}
    rows = Dwelling.objects.below(building.path).values_list("pk", "place_id", "place__name", "floor", "door")
    doors = []
    for pk, place_id, name, floor, number in rows:
        if floor not in floors:
            continue
        state = states.get(pk, "")
        look = LOOKS.get(state, "door--empty")
        stair = "" if place_id == building.pk else name
        doors.append(Door(pk, stair, floor, number, state, words[state], look))
    return build_grid(doors)
