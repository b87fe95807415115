"""What fits on one sheet of paper downstairs. The rest is behind the square code. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

LEAD_LENGTH = 80
POINTS = 5
POINT_LENGTH = 60
# What is a neighbourhood by itself; a building or a stair is called by what it stands in.
WHOLE = {"community", "estate", "street"}
MARK = re.compile(r"^(?:[-•·]|\d{1,3}[.、．])\s*")
GREETING = re.compile(r"^.{0,12}[:：]$")


# Everything is measured in hundredths of the sheet's width, as its style sheet does; A4 is 141 of them high.
HEIGHT, WIDTH, FACT_WIDTH, CALL_WIDTH = 139.0, 86.0, 70.0, 30.0


@dataclass(frozen=True)
class Type:
    """Sizes of letters, and the room that a row and the whole sheet need besides."""

    title: float
    lead: float
    fact: float
    point: float
    call: float
    fact_room: float
    call_room: float
    sheet_room: float


# The sizes of .poster, and those of .poster--dense in poster.css.
LARGE = Type(10, 3.3, 4.6, 2.95, 3.0, fact_room=4.0, call_room=2.6, sheet_room=43.0)
DENSE = Type(6.5, 3.0, 4.0, 2.7, 3.0, fact_room=2.6, call_room=1.6, sheet_room=39.0)


@dataclass(frozen=True)
class Poster:
    lead: str
    points: list[str]
    is_dense: bool = False
    title: Sequence[str] = ()  # in pieces, each in one line where it fits


def poster_of(
    source: str, *, title: str = "", facts: Sequence[str] = (), callers: Sequence[str] = ()
) -> Poster:
    """As much as fits on one sheet: large letters if they do, else smaller ones, else fewer points."""
    lead, points = _opening(source)
    choices = [(LARGE, lead, points)]
    choices += [(DENSE, lead, points[:count]) for count in range(len(points), -1, -1)]
    for letters, words, some in choices:
        if _height(letters, title, words, facts, some, callers) <= HEIGHT:
            return Poster(words, some, letters is DENSE, pieces(title))
    return Poster("", [], True, pieces(title))


def _opening(source: str) -> tuple[str, list[str]]:
    """The first sentences, and the first points of its lists; a greeting is for the page, not the wall."""
    lines = [line.strip() for line in source.splitlines() if line.strip() and not line.startswith("#")]
    points = [MARK.sub("", line) for line in lines if MARK.match(line)]
    words = [line for line in lines if not MARK.match(line) and not GREETING.match(line)]
    lead = shortened(words[0], LEAD_LENGTH) if words else ""
    return lead, [shortened(point, POINT_LENGTH) for point in points[:POINTS]]


def _height(letters: Type, title: str, lead: str, facts, points, callers) -> float:
    return (
        letters.sheet_room
        + title_rows(title, letters.title) * letters.title * 1.18
        + rows(lead, letters.lead, WIDTH) * letters.lead * 1.6
        + sum(
            rows(fact, letters.fact, FACT_WIDTH) * letters.fact * 1.35 + letters.fact_room for fact in facts
        )
        + sum(rows(point, letters.point, WIDTH - 4) * letters.point * 1.75 for point in points)
        # The square code beside the numbers needs its room even where there are none.
        + max(24.0, sum(rows(name, letters.call, CALL_WIDTH) * 5 + letters.call_room for name in callers))
    )


def pieces(title: str) -> list[str]:
    """What a line may end after: 停水， 更换阀门"""
    return [piece for piece in re.split(r"(?<=[，；：！？])", title) if piece]


def title_rows(title: str, size: float) -> int:
    """A piece that no longer fits begins a line."""
    lines, left = 0, 0.0
    for piece in pieces(title):
        wide = sum(map(breadth, piece)) * size
        if wide > left:
            more = ceil(wide / WIDTH)
            lines, left = lines + more, (WIDTH if more == 1 else 0.0)
        left = max(0.0, left - wide)
    return lines


def rows(text: str, size: float, width: float) -> int:
    return ceil(sum(map(breadth, text)) * size / width)


def breadth(letter: str) -> float:
    """Of a Chinese character."""
    if letter.isascii():
        return 0.25 if letter == " " else 0.56 if letter.isdigit() else 0.5
    return 1.0


def board_of(places: list[dict]) -> str:
    """Whose lobby it hangs in, for its head: one place by its name, several of one estate by the estate's."""
    if len(places) == 1 and places[0]["kind"] in WHOLE:
        return places[0]["name"]
    around = {place["around"] for place in places}
    return (around.pop() or "") if len(around) == 1 else ""


def shortened(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
