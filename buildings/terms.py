"""How long a captain's term still runs, who comes after, and what nobody looks after. Pure: `on` comes in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from buildings.models import Captaincy

# DOMAIN 1.2: the community has this long to find somebody.
ENDS_SOON = timedelta(days=60)


@dataclass(frozen=True)
class Term:
    captaincy: Captaincy
    days_left: int | None  # None where no end was set
    followers: list[Captaincy]  # who leads it after this term, the next first
    deputies: list[Captaincy]

    @property
    def ends_soon(self) -> bool:
        return self.days_left is not None and self.days_left <= ENDS_SOON.days


def term(mine: Captaincy, others: Iterable[Captaincy], on: date) -> Term:
    beside = [other for other in others if other.place_id == mine.place_id and share_floors(mine, other)]
    followers = [other for other in beside if other.role == mine.role and other.started_on > on]
    deputies = [
        other
        for other in beside
        if not other.is_lead and other.is_current(on) and other.user_id != mine.user_id
    ]
    days_left = (mine.ended_on - on).days if mine.ended_on else None
    return Term(mine, days_left, sorted(followers, key=lambda c: c.started_on), deputies)


def share_floors(one: Captaincy, other: Captaincy) -> bool:
    def reaches(low: int | None, high: int | None) -> bool:
        return low is None or high is None or low <= high

    return reaches(one.floor_from, other.floor_to) and reaches(other.floor_from, one.floor_to)


def floors_without_lead(
    homes: Iterable[tuple[str, int | None]], captaincies: Iterable[Captaincy], on: date
) -> list[int | None]:
    """Of homes by (path, floor), the floors that no lead has on that day, from the bottom up.

    None stands for homes that have no floor.
    """
    leads = [c for c in captaincies if c.is_lead and c.is_current(on)]
    bare = {
        floor
        for path, floor in homes
        if not any(path.startswith(lead.place.path) and lead.has_floor(floor) for lead in leads)
    }
    return sorted(bare, key=lambda floor: (floor is not None, floor or 0))
