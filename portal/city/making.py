"""All steps of a city, in the order in which one stands on the other."""

from typing import TextIO

from django.db import connection

from portal.city import ballots, deliveries, issues, meetings, notices, people, streets
from portal.city.city import City, finish
from portal.city.finding import gather_aside, sort_in
from portal.city.progress import Report, Step, out_of, rows_ever, run


def steps_of(city: City) -> list[Step]:
    return [
        *streets.steps(city),
        *people.steps(city),
        streets.seats(city),
        *issues.steps(city),
        *notices.steps(city),
        *meetings.steps(city),
        *ballots.steps(city),
        *deliveries.steps(city),
    ]


def make(city: City, out: TextIO) -> Report:
    gather_aside()
    report = run(city, steps_of(city), out_of(out))
    sort_in()
    tables = [table for table, _rows in rows_ever()]
    move_numbers_on(tables)
    finish()
    look_over(tables)
    return report


def look_over(tables: list[str]) -> None:
    """So that the planner knows the rows, as it would of a city that has grown."""
    how = "ANALYZE" if connection.in_atomic_block else "VACUUM ANALYZE"
    with connection.cursor() as cursor:
        cursor.execute(f"{how} {', '.join(tables)}")


def move_numbers_on(tables: list[str]) -> None:
    """What people write afterwards comes after it."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(
                "SELECT pg_get_serial_sequence(%s, column_name) FROM information_schema.columns"
                " WHERE table_name = %s AND column_name = 'id' AND is_identity = 'YES'",
                [table, table],
            )
            for (sequence,) in cursor.fetchall():
                cursor.execute(f"SELECT setval(%s, greatest((SELECT max(id) FROM {table}), 1))", [sequence])
