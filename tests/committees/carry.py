"""What a meeting looks at first, written a second time without a database: what the queries have to agree with.

A promise made at a meeting is carried to every later meeting of the same place and kind, until it is settled:
kept and accepted, or let go. Each of these meetings says how it stands before it closes. (Those here are
open. What was promised behind closed doors comes only before meetings that the same organisation or community
staff call.)
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple


class Strand(NamedTuple):
    """The meetings that follow each other: those of one kind at one place."""

    place: int
    kind: str


class Sitting(NamedTuple):
    """One meeting of a strand; two that begin at the same moment follow each other by number."""

    pk: int
    strand: Strand
    starts_at: datetime

    def follows(self, other: "Sitting") -> bool:
        return self.strand == other.strand and (self.starts_at, self.pk) > (other.starts_at, other.pk)


class Promise(NamedTuple):
    pk: int
    made_at: Sitting
    is_settled: bool = False
    looked_at: frozenset[int] = frozenset()  # the meetings that said how it stands


def carried(promises: Iterable[Promise], sitting: Sitting) -> list[Promise]:
    """Not settled before it: open still, or looked at there (perhaps for the last time)."""
    return [
        promise
        for promise in promises
        if sitting.follows(promise.made_at) and (not promise.is_settled or sitting.pk in promise.looked_at)
    ]


def without_status(promises: Iterable[Promise], sitting: Sitting) -> list[Promise]:
    """What keeps this meeting from closing."""
    return [promise for promise in carried(promises, sitting) if sitting.pk not in promise.looked_at]
