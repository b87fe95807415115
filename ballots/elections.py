"""Who takes the seats. Pure."""

from collections.abc import Mapping, Sequence


def elect(
    scores: Mapping[str, tuple], seats: int, lots: Sequence[Sequence[str]]
) -> tuple[tuple[str, ...], tuple[str, ...] | None]:
    """Of those who reached the majority: the highest; and where the last seats fall between equals, who waits
    for a lot among exactly them. Equals who all get a seat need no lot."""
    ranked = sorted(scores, key=scores.__getitem__, reverse=True)
    if len(ranked) <= seats:
        return tuple(ranked), None
    last = scores[ranked[seats - 1]]
    above = tuple(key for key in ranked if scores[key] > last)
    level = [key for key in ranked if scores[key] == last]
    if len(above) + len(level) == seats:
        return above + tuple(level), None
    drawn = lot_of(level, lots)
    if drawn is None:
        return above, tuple(sorted(level))
    return above + tuple(drawn[: seats - len(above)]), None


def lot_of(tied: Sequence[str], lots: Sequence[Sequence[str]]) -> list[str] | None:
    """The order that was drawn among these, and among nobody else."""
    return next((list(lot) for lot in lots if sorted(lot) == sorted(tied)), None)
