"""Whether enough are there, and whether enough said yes. Pure, in whole numbers: no fraction is lost."""

from collections.abc import Iterable
from typing import NamedTuple


class Share(NamedTuple):
    """A part of a whole: "at least 2/3", or, strict, "more than 1/2" (过半数 does not include the half)."""

    numerator: int
    denominator: int
    is_strict: bool = False

    def is_reached(self, part: int, whole: int) -> bool:
        """Of nobody nothing is reached: an empty room has no quorum, and no votes are no majority."""
        if whole <= 0:
            return False
        have, need = part * self.denominator, whole * self.numerator
        return have > need if self.is_strict else have >= need

    def least(self, whole: int) -> int:
        """How many it takes; for an empty whole one, which it can never have."""
        if whole <= 0:
            return 1
        need = whole * self.numerator
        return need // self.denominator + 1 if self.is_strict else -(-need // self.denominator)


class PartyCount(NamedTuple):
    """One party: how many seats it has, and how many of its delegates are in the room or on the line."""

    seats: int
    present: int

    @property
    def counted(self) -> int:
        """A party that sends more than it has seats for is not more of a party for it."""
        return min(self.seats, self.present)


class Quorum(NamedTuple):
    """Who is there against who must be; `have`, `need`, `total` count parties or people, as the rule says."""

    have: int
    need: int
    total: int
    parties: int
    parties_total: int
    people: int
    seats: int

    @property
    def is_met(self) -> bool:
        return self.total > 0 and self.have >= self.need

    @property
    def missing(self) -> int:
        return max(0, self.need - self.have)


def quorum_of(
    parties: Iterable[PartyCount], *, share: Share, counts_people: bool, fixed: int | None = None
) -> Quorum:
    """`fixed`: a number that the convenor named instead of the share; it stands however many are called."""
    rows = list(parties)
    there, all_parties = sum(row.present > 0 for row in rows), len(rows)
    people, seats = sum(row.counted for row in rows), sum(row.seats for row in rows)
    have, total = (people, seats) if counts_people else (there, all_parties)
    need = share.least(total) if fixed is None else fixed
    return Quorum(have, need, total, there, all_parties, people, seats)


def is_adopted(
    votes_for: int, votes_against: int, abstentions: int, share: Share, *, of_all: int | None = None
) -> bool:
    """Who abstains took part; who said nothing did not, unless the rule counts `of_all` who may vote."""
    whole = votes_for + votes_against + abstentions if of_all is None else of_all
    return share.is_reached(votes_for, whole)
