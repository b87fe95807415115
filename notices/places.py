"""The tree of places that a writer chooses from: what the organisations they write for serve, and below."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet

from buildings.models import Place
from buildings.models.places import PlaceKind
from buildings.standing import standing_of
from notices.rules import writing_capacities
from people.models import User

# A stair is reached through its building; a whole subdistrict is chosen by community and estate.
COARSE = [PlaceKind.STREET, PlaceKind.COMMUNITY, PlaceKind.ESTATE]
FINE = [*COARSE, PlaceKind.LANE, PlaceKind.ROAD, PlaceKind.BUILDING]


@dataclass
class Node:
    place: Place
    is_chosen: bool = False
    branches: list["Node"] = field(default_factory=list)  # with something below them
    leaves: list["Node"] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Something below is chosen: show it."""
        return any(leaf.is_chosen for leaf in self.leaves) or any(
            branch.is_chosen or branch.is_open for branch in self.branches
        )


def choosable(user: User) -> QuerySet[Place]:
    if user.is_superuser:
        return Place.objects.filter(kind__in=COARSE)
    served = {c.path for c in writing_capacities(standing_of(user))}
    # "/1/" is the subdistrict: thousands of buildings are not a list to tick.
    kinds = COARSE if any(len(path.strip("/").split("/")) == 1 for path in served) else FINE
    return Place.objects.below(*served).filter(kind__in=kinds)


def tree(places: Iterable[Place], chosen: set[int]) -> list[Node]:
    """The tops of what may be chosen, each with its own below it, in the order of the street."""
    nodes = {place.pk: Node(place, place.pk in chosen) for place in places}
    children = defaultdict(list)
    for node in nodes.values():
        children[node.place.parent_id].append(node)
    for node in nodes.values():
        for child in sorted(children[node.place.pk], key=_order):
            (node.branches if children[child.place.pk] else node.leaves).append(child)
    return sorted((node for node in nodes.values() if node.place.parent_id not in nodes), key=_order)


def _order(node: Node) -> tuple[int, int]:
    return node.place.position, node.place.pk
