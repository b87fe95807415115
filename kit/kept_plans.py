"""Statements asked all the time: PostgreSQL works out how they go once for each line to it, not each time.

For a long statement over few rows that takes several times as long as to do it. What it gives must have types
of its own (`name::text`): on a line that knew the columns before they were changed it would be refused.
"""

import re
from collections import OrderedDict
from functools import cache, cached_property
from weakref import WeakKeyDictionary

from django.apps import apps

WORD = re.compile(r"\w+")
WRITING = {"INSERT", "UPDATE", "DELETE", "MERGE"}
MOST = 100  # on one line: each takes up to a megabyte of the database's memory


class KeptPlan:
    def __init__(self, name: str, sql: str, **types: str) -> None:
        """`sql` with %(names)s; `types` are PostgreSQL's, of each of them."""
        places = {word: f"${number}" for number, word in enumerate(types, start=1)}
        asked = f"({', '.join(types.values())})" if types else ""
        given = f"({', '.join(f'%({word})s' for word in types)})" if types else ""
        self.name = name
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
        cursor.execute(self.execute, values)

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
