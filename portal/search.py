"""One question, asked of every room: each gives what this person may see, and says itself how it is shown."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ballots.search import BALLOTS, PROPOSALS
from buildings.models import Place
from buildings.search import CAPTAINS, PLACES
from committees.search import MEETINGS, ORGANISATIONS
from issues.search import SHELF as ISSUES
from kit.search import Asked, Hit, Shelf, hopeful
from notices.search import SHELF as NOTICES
from people.models import User

ANSWERING = (CAPTAINS, ORGANISATIONS, PLACES)
SHELVES = (NOTICES, ISSUES, MEETINGS, BALLOTS, PROPOSALS, *ANSWERING)
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


def overview(user: User, asked: Asked, place: Place | None) -> tuple[Asked, list[Group]]:
    """By the first reading of it that finds anything. Kinds of which nothing was found are left out."""
    for reading, kinds in one_after_another(asked):
        groups = (group_of(shelf, user, kinds[shelf], place) for shelf in in_order(reading, kinds))
        if found := [group for group in groups if group.count]:
            return reading, found
    return asked, []


def one_after_another(asked: Asked) -> Iterator[tuple[Asked, dict[Shelf, Asked]]]:
    """What it may mean, with the kinds that can hold it; the others only where the first found nothing."""
    readings = asked.readings()
    yield next(readings), as_typed(asked)
    for reading, shelves in hopeful(readings, SHELVES):
        yield reading, dict.fromkeys(shelves, reading)


def as_typed(asked: Asked) -> dict[Shelf, Asked]:
    """Whoever types 物业电话 wants the 物业 itself, before the notice that its number was changed."""
    whom = asked.whom()
    kinds = dict(hopeful([asked, whom] if whom else [asked], SHELVES))
    found = dict.fromkeys(kinds.get(asked, ()), asked)
    return found | {shelf: whom for shelf in kinds.get(whom, ()) if shelf in ANSWERING}


def in_order(asked: Asked, shelves: Iterable[Shelf]) -> list[Shelf]:
    """Where it is the name of a place, a person or an office, whoever answers comes first, and not what was
    once written; a single character is in the names of too many."""
    is_name = max(map(len, asked.words)) > 1
    return sorted(shelves, key=lambda shelf: not (is_name and shelf in ANSWERING))


def group_of(shelf: Shelf, user: User, asked: Asked, place: Place | None) -> Group:
    rows = shelf.find(user, asked, place)
    keys = shelf.keys(rows, COUNTED, user, asked)
    shown = shelf.those(rows.model, keys[:SHOWN]) if keys else ()
    return Group(shelf, [shelf.hit(row, asked, user) for row in shown], len(keys))
