"""What is kept about one person, room by room: to show it, to hand it out, and to let go of it.

Each room says it once, in its own `personal.py`, and registers it when it starts. So the page, the export and
the erasing know of every table, and a test finds the relation to a person that nobody named.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db.models import F, Model, Q, QuerySet
from django.utils.functional import Promise

from people.models import User

Erase = Callable[[User, datetime], None]
Before = Callable[[User], None]
Found = Callable[[User], Q]


@dataclass(frozen=True)
class Kept:
    """One table, seen from one person: a line on the page and a file of the export."""

    name: str  # of the file in the export: "homes"
    title: str | Promise
    model: str  # "buildings.Residency"
    through: tuple[str, ...]  # the columns that lead to the person
    fields: tuple[str, ...]  # handed out; never a column that names or describes somebody else
    url: str = ""  # name of a page where it can be seen
    # Under a name of its own: {"title": "letter__title"}.
    others: dict[str, str] = field(default_factory=dict)
    files: str = ""  # a file column whose contents are handed out too
    only: dict[str, Any] = field(default_factory=dict)
    never: dict[str, Any] = field(default_factory=dict)  # rows that hold a secret
    # What is theirs by way of another row, or of their number: no column leads to the person.
    found: Found | None = None

    @property
    def relations(self) -> set[str]:
        return {f"{self.model}.{name}" for name in self.through}

    def rows(self, person: User) -> QuerySet[Model]:
        ways = [Q(**{name: person.pk}) for name in self.through]
        of_person = reduce(or_, [*ways, self.found(person)] if self.found else ways)
        rows = apps.get_model(self.model)._default_manager.filter(of_person, **self.only)
        return (rows.exclude(**self.never) if self.never else rows).order_by("pk")

    def values(self, person: User) -> Iterator[dict[str, Any]]:
        others = {name: F(path) for name, path in self.others.items()}
        yield from self.rows(person).values(*self.fields, **others).iterator(chunk_size=500)

    def file_names(self, person: User) -> Iterator[str]:
        if self.files:
            yield from self.rows(person).exclude(**{self.files: ""}).values_list(self.files, flat=True)


@dataclass(frozen=True)
class Section:
    """A room's part."""

    name: str
    title: str | Promise
    kept: tuple[Kept, ...] = ()
    stays: tuple[str | Promise, ...] = ()  # what erasing leaves, and why, in whole sentences
    # "issues.Issue.holder": why it is no data of theirs.
    left_out: dict[str, str] = field(default_factory=dict)
    before: Before | None = None  # refuses while something must be handed over
    erase: Erase | None = None

    @property
    def relations(self) -> set[str]:
        return set(self.left_out).union(*(kept.relations for kept in self.kept))


_sections: dict[str, Section] = {}


def register(section: Section) -> None:
    _sections[section.name] = section


def sections() -> list[Section]:
    """From the lowest room up, as the rooms started."""
    return list(_sections.values())
