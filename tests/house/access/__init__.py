"""Who gets what at every address of the site: the one declared table, in a file for each room beside this one.

    name of the address   get|post   its arguments   own place: v r t c p m s o a   elsewhere: r c p m s o

Whose object is asked for stands in the arguments, read from the ground (`ground.py`): `leak.pk`, `=joint` for a
word as it is, `-` for none, `?place=building.pk` for a query. All of it lies in the estate of the nine on the
left; the six on the right are the same people of another street. Their letters:

    v visitor     r resident, an owner     t tenant     c captain of the building     p president of the council
    m manager of the property company     s staff of the community     o office of the street     a superuser

    Y it opens, or is done    V by POST: shown, nothing done    A leads on to another page, nothing done
    . does not exist          N refused, with a sentence        L is asked to sign in

A line with `get` is asked by GET; where that opens nothing, an empty POST does nothing either. One with `post`
is asked by an empty POST, and Y means there that a row was written. Whatever is written is taken back at once.

The suite asks one role of each letter, on either side, another from line to line; `make access` asks all.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

OWN = ["visitor", "resident", "tenant", "captain", "president", "manager", "staff", "office", "superuser"]
ELSEWHERE = [f"{who} elsewhere" for who in ("resident", "captain", "president", "manager", "staff", "office")]
ROLES = OWN + ELSEWHERE
FOLDER = Path(__file__).parent


class Line(NamedTuple):
    name: str
    method: str
    arguments: str
    letters: dict[str, str]

    @property
    def shown_to(self) -> str | None:
        """The first to whom a page opens."""
        return next((who for who, letter in self.letters.items() if letter in "YV"), None)


def asked(line: Line, number: int) -> list[str]:
    """The roles that are asked for: all of a new line, whose letters are not known yet."""
    if os.environ.get("ACCESS") == "all" or "?" in line.letters.values():
        return ROLES
    chosen = {line.shown_to, "visitor"}
    for side in (OWN, ELSEWHERE):
        for letter in {line.letters[role] for role in side}:
            alike = [role for role in side if line.letters[role] == letter]
            chosen.add(alike[number % len(alike)])
    return [role for role in ROLES if role in chosen]


def table() -> list[Line]:
    return [line for file in sorted(FOLDER.glob("*.txt")) for line in _lines(file)]


def _lines(file: Path) -> Iterator[Line]:
    for text in file.read_text().splitlines():
        if text.strip() and not text.startswith("#"):
            name, method, arguments, *letters = text.split()
            yield Line(name, method, arguments, dict(zip(ROLES, "".join(letters), strict=True)))


def written(line: Line, letters: dict[str, str]) -> str:
    """A line as it stands in the table."""
    own, elsewhere = (
        "".join(letters.get(role, line.letters[role]) for role in roles) for roles in (OWN, ELSEWHERE)
    )
    return f"{line.name:34} {line.method:4} {line.arguments:44} {own} {elsewhere}"
