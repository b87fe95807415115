"""Statements asked all the time: PostgreSQL works out how they go once for each line to it, not each time.

For a long statement over few rows that takes several times as long as to do it. What it gives must have types
of its own (`name::text`): on a line that knew the columns before they were changed it would be refused.
"""

from weakref import WeakSet


class KeptPlan:
    def __init__(self, name: str, sql: str, **types: str) -> None:
        """`sql` with %(names)s; `types` are PostgreSQL's, of each of them."""
        places = {word: f"${number}" for number, word in enumerate(types, start=1)}
        self.prepare = f"PREPARE {name} ({', '.join(types.values())}) AS {sql % places}"
        self.execute = f"EXECUTE {name} ({', '.join(f'%({word})s' for word in types)})"
        self._told: WeakSet = WeakSet()  # psycopg's own connections; it survives a rollback, and no new line

    def run(self, cursor, values: dict) -> None:
        if (line := cursor.db.connection) not in self._told:
            with cursor.db.wrap_database_errors, line.cursor() as own:
                own.execute(self.prepare)
            self._told.add(line)
        cursor.execute(self.execute, values)
