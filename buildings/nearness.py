"""How near a place is to whoever asks: in their building, their estate or lane, their community."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from buildings.models.places import ESTATE_DEPTH, starts_with
from buildings.standing import standing_of
from people.models import User

COMMUNITY_DEPTH = ESTATE_DEPTH - 1
DEPTHS = (ESTATE_DEPTH + 1, ESTATE_DEPTH, COMMUNITY_DEPTH)


@dataclass(frozen=True)
class Surroundings:
    """Of where somebody lives, is captain, or serves: paths by how deep they lie."""

    paths: frozenset[str]

    def tops(self, depth: int) -> set[str]:
        deep = (parts for path in self.paths if len(parts := path.strip("/").split("/")) >= depth)
        return {f"/{'/'.join(parts[:depth])}/" for parts in deep}

    @property
    def communities(self) -> set[str]:
        return self.tops(COMMUNITY_DEPTH)

    @property
    def inner(self) -> list[int]:
        """What these paths lead through within a community."""
        return sorted({number for path in self.paths for number in numbers(path)[COMMUNITY_DEPTH:]})

    def near(self, field: str) -> Q | None:
        """None for whoever has to do with no community: a visitor, a whole subdistrict."""
        return starts_with(sorted(self.communities), field) if self.communities else None

    def steps(self, field: str) -> list[Q]:
        return [starts_with(sorted(tops), field) for tops in map(self.tops, DEPTHS) if tops]


def numbers(path: str) -> list[int]:
    return [int(part) for part in path.strip("/").split("/")]


def surroundings_of(user: User | AnonymousUser) -> Surroundings:
    standing = standing_of(user)
    return Surroundings(frozenset(standing.neighbour_paths | standing.service_paths()))
