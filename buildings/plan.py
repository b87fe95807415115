"""The plan of an estate: where each building is drawn. Pure: cells come in, rectangles go out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

ACROSS = 3  # of those without a place of their own; more beside each other are too small on a phone
WIDTH, HEIGHT, GAP = 112, 100, 20  # three beside each other: 60 px high on a phone of 320, as large text asks
# Open issues from which a building is drawn darker: 0, 1-2, 3-5, 6-8, 9 and more.
SHADES = (1, 3, 6, 9)


@dataclass(frozen=True)
class Box:
    key: int
    x: int
    y: int
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def upper(self) -> int:
        return self.y + 43

    @property
    def lower(self) -> int:
        return self.y + 69


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    boxes: list[Box]

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width} {self.height}"


def draw(cells: Sequence[tuple[int, int | None, int | None]]) -> Drawing:
    """`cells`: key, column and row, or None for what has no place yet: in order, below all that has."""
    placed = {key: (x, y) for key, x, y in cells if x is not None and y is not None}
    left, top = _corner(placed.values())
    below = max((y - top + 1 for _x, y in placed.values()), default=0)
    free = [key for key, *_cell in cells if key not in placed]
    at = {key: (x - left, y - top) for key, (x, y) in placed.items()}
    at |= {key: (n % ACROSS, below + n // ACROSS) for n, key in enumerate(free)}
    boxes = [
        Box(key, GAP + at[key][0] * (WIDTH + GAP), GAP + at[key][1] * (HEIGHT + GAP)) for key, *_ in cells
    ]
    columns = max([ACROSS, *(x + 1 for x, _y in at.values())])
    rows = max([1, *(y + 1 for _x, y in at.values())])
    return Drawing(GAP + columns * (WIDTH + GAP), GAP + rows * (HEIGHT + GAP), boxes)


def _corner(cells: Iterable[tuple[int, int]]) -> tuple[int, int]:
    cells = list(cells)
    return min((x for x, _y in cells), default=0), min((y for _x, y in cells), default=0)


def shade(count: int) -> int:
    """0 to 4"""
    return sum(count >= start for start in SHADES)
