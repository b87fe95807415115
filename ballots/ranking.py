"""Putting in order: a run-off. Pure.

In each round a paper stands behind the first of its options that is still in. The option with the fewest
heads goes out, and its papers move on to their next; a paper without a next is exhausted. When one is left it
is first, and the order is that of going out, backwards. No library: it is short, and ties are ours to settle.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ballots.elections import lot_of

Behind = Sequence[tuple[int, tuple[str, ...]]]  # heads, and the options that they put in order


class Round(NamedTuple):
    counts: Mapping[str, int]  # heads behind each option that is still in
    out: tuple[str, ...]  # who went out after it


class RunOff(NamedTuple):
    rounds: tuple[Round, ...]
    order: tuple[str, ...]  # from the winner down; none while a tie waits for its lot
    tie: tuple[str, ...] | None

    def stands_behind(self, choices: Sequence[str]) -> str | None:
        """Where a paper stood in the last round."""
        return _first_of(choices, self.rounds[-1].counts if self.rounds else self.order)


def run_off(papers: Behind, options: Sequence[str], lots: Sequence[Sequence[str]]) -> RunOff:
    """If no paper puts anything in order, nothing is first."""
    rounds: list[Round] = []
    still_in, out = list(options), []
    if not any(choices for _, choices in papers):
        return RunOff((), (), None)
    while len(still_in) > 1:
        rounds.append(Round(_counts(papers, still_in), ()))
        going = _fewest(rounds, still_in, lots)
        if len(going) > 1 and not _all_go(rounds[-1].counts, going):
            return RunOff(tuple(rounds), (), tuple(sorted(going)))
        rounds[-1] = rounds[-1]._replace(out=tuple(going))
        still_in = [key for key in still_in if key not in going]
        out = [*going, *out]
    return RunOff(tuple(rounds), (*still_in, *out), None)


def _counts(papers: Behind, still_in: Sequence[str]) -> dict[str, int]:
    counts = dict.fromkeys(still_in, 0)
    for heads, choices in papers:
        key = _first_of(choices, counts)
        if key is not None:
            counts[key] += heads
    return counts


def _first_of(choices: Sequence[str], still_in: Iterable[str]) -> str | None:
    return next((key for key in choices if key in still_in), None)


def _fewest(rounds: list[Round], still_in: Sequence[str], lots: Sequence[Sequence[str]]) -> list[str]:
    """Of the equally few, who had fewer a round before, and so back to the first; then the lot's last."""
    tied = list(still_in)
    for step in reversed(rounds):
        fewest = min(step.counts[key] for key in tied)
        tied = [key for key in tied if step.counts[key] == fewest]
    if len(tied) == 1 or _all_go(rounds[-1].counts, tied):
        return tied
    drawn = lot_of(tied, lots)
    return tied if drawn is None else drawn[-1:]


def _all_go(counts: Mapping[str, int], tied: Sequence[str]) -> bool:
    """Equals who together have fewer than the next go out together: a lot could not change who is first."""
    others = [heads for key, heads in counts.items() if key not in tied]
    return bool(others) and sum(counts[key] for key in tied) < min(others)
