"""What fits on one sheet of paper downstairs. The rest is behind the square code. Pure."""

import re
from dataclasses import dataclass

import segno
from django.utils.safestring import SafeString, mark_safe

LEAD_LENGTH = 80
POINTS = 5
POINT_LENGTH = 60
LONG_TITLE = 32
# What is a neighbourhood by itself; a building or a stair is called by what it stands in.
WHOLE = {"community", "estate", "street"}
MARK = re.compile(r"^(?:[-•·]|\d{1,3}[.、．])\s*")
GREETING = re.compile(r"^.{0,12}[:：]$")


@dataclass(frozen=True)
class Poster:
    lead: str
    points: list[str]


def poster_of(source: str) -> Poster:
    """The first sentences, and the first points of its lists; a greeting is for the page, not the wall."""
    lines = [line.strip() for line in source.splitlines() if line.strip() and not line.startswith("#")]
    points = [MARK.sub("", line) for line in lines if MARK.match(line)]
    words = [line for line in lines if not MARK.match(line) and not GREETING.match(line)]
    lead = shortened(words[0], LEAD_LENGTH) if words else ""
    return Poster(lead, [shortened(point, POINT_LENGTH) for point in points[:POINTS]])


def board_of(places: list[dict]) -> str:
    """Whose lobby it hangs in, for its head: one place by its name, several of one estate by the estate's."""
    if len(places) == 1 and places[0]["kind"] in WHOLE:
        return places[0]["name"]
    around = {place["around"] for place in places}
    return (around.pop() or "") if len(around) == 1 else ""


def shortened(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def qr_code(address: str) -> SafeString:
    """An inline SVG of paths and attributes only, for the strict CSP; dark on white whatever the theme."""
    code = segno.make(address, error="m", micro=False)
    svg = code.svg_inline(
        omitsize=True, border=1, dark="#0c2421", light="#fff", svgclass=None, lineclass=None
    )
    return mark_safe(svg)  # noqa: S308
