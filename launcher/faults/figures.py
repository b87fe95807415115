"""What a scenario found, each beside the bound that it must keep."""

from collections.abc import Sequence
from dataclasses import dataclass

from launcher.faults.words import words


@dataclass(frozen=True)
class Figure:
    name: str
    value: float
    most: float | None = None
    least: float | None = None

    @property
    def holds(self) -> bool:
        return (self.most is None or self.value <= self.most) and (
            self.least is None or self.value >= self.least
        )

    def line(self) -> str:
        bound = "" if self.most is None else words("most", limit=plain(self.most))
        if self.least is not None:
            bound = words("least", limit=plain(self.least))
        said = words("bound", label=words(self.name), value=plain(self.value), bound=bound).rstrip()
        return said if self.holds else said + words("broken")


def plain(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.2f}"


def at_share(values: Sequence[float], share: float) -> float:
    """The p99 of nothing is nothing."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else 0.0
