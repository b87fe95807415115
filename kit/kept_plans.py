"""Statements asked all the time: PostgreSQL works out how they go once for each line to it, not each time.

For a long statement over few rows that takes several times as long as to do it. What it gives must have types
of its own (`name::text`): on a line that knew the columns before they were changed it would be refused.
"""

import re
from collections import OrderedDict, deque
from functools import cache, cached_property
from statistics import median
from time import perf_counter
from weakref import WeakKeyDictionary

from django.apps import apps

WORD = re.compile(r"\w+")
WRITING = {"INSERT", "UPDATE", "DELETE", "MERGE"}
MOST = 100  # on one line: each takes up to a megabyte of the database's memory
# In the same message, and over with it. What looks dearer without the values PostgreSQL plans anew, by
# guesses of its own: two in five of our home pages and lists, and that takes several times what is done then.
# What looks as cheap without them it never plans anew: wrong of a place where nearly all happens.
ONE_FOR_ALL = "SET LOCAL plan_cache_mode = force_generic_plan; "
EACH_ANEW = "SET LOCAL plan_cache_mode = force_custom_plan; "
USUAL = ""
WAYS = (USUAL, ONE_FOR_ALL, EACH_ANEW)


class Pace:
    """Which takes least: PostgreSQL's choice, one plan for all, or a new one each time. Tried in turns, now
    and then once more."""

    TRIES, AGAIN, CLEARLY = 6, 2_000, 0.8

    def __init__(self) -> None:
        self.runs = 0
        self.taken = {way: deque([float("inf")], maxlen=self.TRIES) for way in WAYS}

    def way(self) -> str:
        """What goes before the statement this time."""
        turn = self.runs % self.AGAIN
        if turn < len(WAYS) * self.TRIES:
            return WAYS[turn % len(WAYS)]
        paces = {way: median(taken) for way, taken in self.taken.items()}
        best = min(paces, key=paces.get)
        return best if paces[best] < paces[USUAL] * self.CLEARLY else USUAL

    def note(self, way: str, seconds: float) -> None:
        self.runs += 1
        self.taken[way].append(seconds)


class KeptPlan:
    def __init__(self, name: str, sql: str, **types: str) -> None:
        """`sql` with %(names)s; `types` are PostgreSQL's, of each of them."""
        places = {word: f"${number}" for number, word in enumerate(types, start=1)}
        asked = f"({', '.join(types.values())})" if types else ""
        given = f"({', '.join(f'%({word})s' for word in types)})" if types else ""
        self.name, self.pace = name, Pace()
        self.prepare = f"PREPARE {name} {asked} AS {sql % places}"
        self._execute = f"EXECUTE {name}{given}"

    @cached_property
    def execute(self) -> str:
        """With its tables, for whoever looks at what was asked: the pages that are kept, `explain_lists`."""
        words = set(WORD.findall(self.prepare))
        verb = "writes" if words & WRITING else "reads"
        return f"{self._execute} /* {' '.join([verb, *sorted(tables() & words)])} */"

    def run(self, cursor, values: dict) -> None:
        known = _told.setdefault(cursor.db.connection, OrderedDict())
        if self.name not in known:
            self._tell(cursor, known)
        known.move_to_end(self.name)
        if cursor.db.in_atomic_block or not cursor.db.get_autocommit():  # there it would last
            cursor.execute(self.execute, values)
            return
        way, began = self.pace.way(), perf_counter()
        cursor.execute(way + self.execute, values)
        self.pace.note(way, perf_counter() - began)

    def _tell(self, cursor, known: OrderedDict) -> None:
        with cursor.db.wrap_database_errors, cursor.db.connection.cursor() as own:
            own.execute(self.prepare)
            known[self.name] = None
            while len(known) > MOST:
                own.execute(f"DEALLOCATE {known.popitem(last=False)[0]}")


# psycopg's own connections, and what each was told: it survives a rollback, and no new line.
_told: WeakKeyDictionary = WeakKeyDictionary()


@cache
def tables() -> frozenset[str]:
    return frozenset(model._meta.db_table for model in apps.get_models(include_auto_created=True))
