"""One question, asked of every room: each gives what this person may see, and says itself how it is shown."""

from dataclasses import dataclass

from ballots.search import BALLOTS, PROPOSALS
from buildings.models import Place
from buildings.search import CAPTAINS, PLACES
from committees.search import MEETINGS, ORGANISATIONS
from issues.search import SHELF as ISSUES
from kit.search import Asked, Hit, Shelf
from notices.search import SHELF as NOTICES
from people.models import User

SHELVES = (NOTICES, ISSUES, MEETINGS, BALLOTS, PROPOSALS, CAPTAINS, ORGANISATIONS, PLACES)
SHOWN = 4
COUNTED = 100  # counting on would take longer than anyone reads


@dataclass(frozen=True)
class Group:
    """The first finds of one kind."""

    shelf: Shelf
    hits: list[Hit]
    count: int

    @property
    def has_more(self) -> bool:
        return self.count > len(self.hits)

    @property
    def in_words(self) -> str:
        return f"{COUNTED - 1}+" if self.count >= COUNTED else str(self.count)


def shelf_of(key: str) -> Shelf | None:
    return next((shelf for shelf in SHELVES if shelf.key == key), None)


def overview(user: User, asked: Asked, place: Place | None) -> list[Group]:
    """Kinds of which nothing was found are left out."""
    groups = (group_of(shelf, user, asked, place) for shelf in SHELVES)
    return [group for group in groups if group.count]


def group_of(shelf: Shelf, user: User, asked: Asked, place: Place | None) -> Group:
    rows = shelf.find(user, asked, place).order_by(*shelf.order)
    keys = list(rows.values_list("pk", flat=True)[:COUNTED])
    first = shelf.fetch(rows.model.objects.filter(pk__in=keys[:SHOWN])).order_by(*shelf.order) if keys else ()
    return Group(shelf, [shelf.hit(row, asked, user) for row in first], len(keys))
