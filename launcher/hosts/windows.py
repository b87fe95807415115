"""When a request may fail: in the seconds after a cut that it takes to notice it, and never else."""

from collections.abc import Sequence
from dataclasses import dataclass

FIRST_BROKEN = 500


@dataclass(frozen=True)
class Hit:
    at: float  # when its answer came, or nobody waited any longer; by one clock for all
    seconds: float
    path: str
    status: int  # 0: the line broke

    @property
    def failed(self) -> bool:
        return self.status == 0 or self.status >= FIRST_BROKEN


@dataclass(frozen=True)
class Cut:
    host: str
    at: float
    allowed: float  # seconds
    well: float  # seconds until all that was in hand at the cut, and something newer, had arrived


@dataclass(frozen=True)
class Row:
    host: str
    allowed: float
    well: float
    requests: int
    within: int  # that failed while they may
    outside: int
    last: float  # seconds from the cut to the last that failed; 0 if none did
    slowest: float


def rows(cuts: Sequence[Cut], hits: Sequence[Hit]) -> list[Row]:
    """One for each cut, with all from there to the next one: its host's coming back is no excuse."""
    ends = [cut.at for cut in cuts[1:]] + [float("inf")]
    return [
        row(cut, [hit for hit in hits if cut.at <= hit.at < end]) for cut, end in zip(cuts, ends, strict=True)
    ]


def row(cut: Cut, hits: Sequence[Hit]) -> Row:
    failed = [hit.at - cut.at for hit in hits if hit.failed]
    within = sum(seconds <= cut.allowed for seconds in failed)
    return Row(
        cut.host,
        cut.allowed,
        max(cut.well, max(failed, default=0.0)),
        len(hits),
        within,
        len(failed) - within,
        max(failed, default=0.0),
        max((hit.seconds for hit in hits), default=0.0),
    )


def before(cuts: Sequence[Cut], hits: Sequence[Hit]) -> int:
    """How many failed while nothing had been done to anybody yet."""
    first = min((cut.at for cut in cuts), default=float("inf"))
    return sum(hit.failed and hit.at < first for hit in hits)
