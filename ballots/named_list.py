"""A pasted list of people, one a line: "name, phone, home". Pure."""

import re
from typing import NamedTuple

from people.phones import normalise

PARTS = re.compile(r"[,，、;；\t]")
FIGURES = re.compile(r"\d{7,}")


class Person(NamedTuple):
    name: str
    phone: str  # empty: votes on paper
    home: str


class Unread(NamedTuple):
    number: int  # of the line, from 1
    line: str
    same_as: int | None = None  # the line that has the same phone under another name


class NamedList(NamedTuple):
    people: list[Person]
    unread: list[Unread]


def read_list(text: str) -> NamedList:
    """Two equal lines are one person. What cannot be read is named with its number, never guessed."""
    people: dict[Person, int] = {}
    unread, by_phone = [], {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        person = read_line(line)
        if person is None:
            unread.append(Unread(number, line.strip()[:60]))
        elif person in people:
            continue
        elif person.phone and person.phone in by_phone:
            unread.append(Unread(number, line.strip()[:60], by_phone[person.phone]))
        else:
            people[person] = number
            if person.phone:
                by_phone[person.phone] = number
    return NamedList(list(people), unread)


def read_line(line: str) -> Person | None:
    """None without a name, with a number that is no phone, or with more than three parts."""
    parts = [" ".join(part.split()) for part in PARTS.split(line)]
    name, *rest = parts
    phone, home = "", []
    for part in rest:
        found = normalise(part, invented=True)
        if found and not phone:
            phone = found
        elif part:
            home.append(part)
    is_wrong = FIGURES.search(re.sub(r"[\s-]", "", "".join([name, *home])))
    if not name or is_wrong or len(home) > 1 or len(parts) > 3 or len(name) > 80:
        return None
    return Person(name, phone, home[0][:60] if home else "")
