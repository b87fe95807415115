"""Where a notice goes: a place, or some floors of it, or one door."""

from collections.abc import Iterable
from dataclasses import dataclass

from buildings.models import Dwelling, Place


@dataclass(frozen=True)
class Address:
    place: Place
    floor_from: int | None = None
    floor_to: int | None = None
    dwelling: Dwelling | None = None

    @property
    def is_whole(self) -> bool:
        return self.floor_from is None and self.dwelling is None

    @property
    def key(self) -> tuple[int, int | None, int | None, int | None]:
        return self.place.pk, self.floor_from, self.floor_to, self.dwelling.pk if self.dwelling else None

    def covers(self, other: "Address") -> bool:
        """Whoever lives at the other is reached by this one."""
        if not other.place.path.startswith(self.place.path):
            return False
        if self.is_whole:
            return True
        if self.dwelling:
            return other.dwelling == self.dwelling
        if other.dwelling:
            return other.dwelling.floor is not None and self._has(other.dwelling.floor, other.dwelling.floor)
        return other.floor_from is not None and self._has(other.floor_from, other.floor_to)

    def _has(self, low: int, high: int) -> bool:
        return self.floor_from <= low and high <= self.floor_to


def tidy(addresses: Iterable[Address]) -> list[Address]:
    """Each once, and none that lies inside another: who chose the estate has chosen its buildings."""
    once = {address.key: address for address in addresses}.values()
    kept: list[Address] = []
    for address in sorted(once, key=_widest_first):
        if not any(other.covers(address) for other in kept):
            kept.append(address)
    return kept


def _widest_first(address: Address) -> tuple:
    floors = (address.floor_to - address.floor_from) if address.floor_from is not None else 0
    return address.place.path, not address.is_whole, address.dwelling is not None, -floors, str(address.key)
