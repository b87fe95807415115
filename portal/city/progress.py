"""Step by step, chunk by chunk: each is one transaction that also writes down that it is done, so whoever is
killed between two of them, or in the middle of one, loses nothing and does nothing twice."""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TextIO

from django.db import connection, transaction
from psycopg2.extras import Json

from portal.city.city import City
from portal.city.filling import Filler
from portal.city.finding import ASIDE

CHUNK = 25_000  # rows, about: a second's work, and so much is lost at most
LOCK = 0x63697479  # "city": one at a time
WIDTH = 30
PERIOD = 0.2, 10.0  # seconds between two lines of the bar: on a terminal, elsewhere


@dataclass(frozen=True)
class Step:
    """`fill` makes the rows with the numbers of one chunk, from its first to its last."""

    name: str
    chunks: Sequence[tuple[int, int]]
    fill: Callable[[Filler, int, int], None]
    rows: int  # of all chunks, about: for the bar
    ready: Callable[[Filler], None] | None = None  # before the first chunk of a run
    after: Callable[[Filler], None] | None = None  # once, when the last one is done


def cut(count: int, rows_each: float, first: int = 1) -> list[tuple[int, int]]:
    """Numbers from `first` on, in chunks of about CHUNK rows where each makes so many."""
    size = max(1, int(CHUNK / rows_each))
    last = first + count - 1
    return [(start, min(start + size - 1, last)) for start in range(first, last + 1, size)]


@dataclass
class Report:
    rows: Counter = field(default_factory=Counter)  # by table
    seconds: Counter = field(default_factory=Counter)  # of its inserts; foreign keys are checked after them
    rows_of: Counter = field(default_factory=Counter)  # by step
    seconds_of: Counter = field(default_factory=Counter)
    resumed: int = 0  # chunks that were there already

    def add(self, step: str, filler: Filler, seconds: float) -> None:
        self.rows += filler.rows
        self.seconds += filler.seconds
        self.rows_of[step] += filler.rows.total()
        self.seconds_of[step] += seconds

    def lines(self, seconds: float) -> Iterator[str]:
        for step, rows in self.rows_of.items():
            yield figures(step, rows, self.seconds_of[step])
        for table, rows in sorted(self.rows.items()):
            yield figures(table, rows, self.seconds[table])
        again = f"; {self.resumed} chunks were there already" if self.resumed else ""
        yield f"{figures('all', self.rows.total(), seconds)}{again}"


def figures(name: str, rows: int, seconds: float) -> str:
    return f"{name:<28} {rows:>11,} rows {seconds:>8.1f} s {rows / max(seconds, 0.001):>9,.0f} rows/s"


def run(city: City, steps: Sequence[Step], out: TextIO) -> Report:
    """What is missing of them. The report counts what this run wrote."""
    done, report = done_chunks(), Report()
    bar = Bar(out, sum(step.rows for step in steps))
    for step in steps:
        missing = [number for number in range(len(step.chunks)) if (step.name, number) not in done]
        report.resumed += len(step.chunks) - len(missing)
        bar.skip(step.rows * (len(step.chunks) - len(missing)) // max(1, len(step.chunks)))
        for number in missing:
            _chunk(city, step, number, report, is_first=number == missing[0])
            bar.show(step.name, step.rows // len(step.chunks))
    bar.end()
    return report


def _chunk(city: City, step: Step, number: int, report: Report, *, is_first: bool) -> None:
    begun = time.monotonic()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")  # lost together with its line of progress
        cursor.execute("SELECT set_config('gin_pending_list_limit', %s, true)", [ASIDE])
        filler = Filler(cursor, city.seed, city.facts)
        if is_first and step.ready:
            step.ready(filler)
        step.fill(filler, *step.chunks[number])
        if number == len(step.chunks) - 1 and step.after:
            step.after(filler)
        seconds = time.monotonic() - begun
        cursor.execute(
            "INSERT INTO seed_city_chunk VALUES (%s, %s, %s, %s)",
            [step.name, number, Json(filler.rows), seconds],
        )
    report.add(step.name, filler, time.monotonic() - begun)


def done_chunks() -> set[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT step, number FROM seed_city_chunk")
        return set(cursor.fetchall())


def rows_ever() -> Iterator[tuple[str, int]]:
    """By table, of all runs together."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key, sum(value::bigint)::bigint FROM seed_city_chunk, jsonb_each_text(rows)"
            " GROUP BY key ORDER BY key"
        )
        yield from cursor.fetchall()


class Bar:
    """A line that is written over on a terminal, and now and then a line of its own elsewhere."""

    def __init__(self, out: TextIO, rows: int) -> None:
        self.out, self.rows, self.done, self.skipped = out, max(rows, 1), 0, 0
        self.begun = self.shown = time.monotonic()
        self.is_live = getattr(out, "isatty", bool)()

    def skip(self, rows: int) -> None:
        self.skipped += rows

    def show(self, step: str, rows: int) -> None:
        self.done += rows
        now = time.monotonic()
        if now - self.shown < PERIOD[0 if self.is_live else 1]:
            return
        self.shown = now
        self.out.write(("\r" if self.is_live else "") + self.line(step, now) + ("" if self.is_live else "\n"))
        self.out.flush()

    def line(self, step: str, now: float) -> str:
        """ "[######........................]  21 %  issues       24,100 rows/s   3:20 left" """
        part = min(1.0, (self.done + self.skipped) / self.rows)
        speed = self.done / max(now - self.begun, 0.001)
        left = int(max(0, self.rows - self.done - self.skipped) / max(speed, 1))
        bar = "#" * int(part * WIDTH)
        minutes, seconds = divmod(left, 60)
        pace = f"{speed:>9,.0f} rows/s  {minutes:>3}:{seconds:02} left "
        return f"[{bar:.<{WIDTH}}] {part:4.0%}  {step:<12} {pace}"

    def end(self) -> None:
        if self.is_live and self.done:
            self.out.write("\n")


def out_of(command_output: TextIO) -> TextIO:
    """Django's wrapper ends each write with a line of its own."""
    return getattr(command_output, "_out", command_output) or sys.stderr
