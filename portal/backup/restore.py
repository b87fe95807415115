"""Brings a site back from a backup, in one transaction: a restore that dies has changed no row.

The file is read once. Tables fill as they come; uploads are laid down beside what is there; the manifest,
which comes last, is compared with the rows and files that are there now; then it counts.
"""

import time
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.db import DatabaseError, connection, transaction
from psycopg2.errors import InsufficientPrivilege, LockNotAvailable

from notifications.operations import hold_back_due
from portal.backup import files, shape, tables
from portal.backup.catch_up import catch_up
from portal.backup.check import Seen, steps
from portal.backup.keys import put_aside
from portal.backup.mark import restoring
from portal.backup.once_more import Done, Known, do_again, known_since
from portal.backup.stop import Stop

LOCK_WAIT = "60s"


@dataclass
class Report:
    made_at: datetime
    rows: int
    tables: int
    files: int
    moved_aside: int
    aside: str
    moved_on: list[str]
    not_caught_up: list[str]
    again: Done
    held: int
    keys: str
    seconds: float


def restore(file: BinaryIO, passphrase: str, now: datetime, *, replace: str) -> Report:
    """`replace`: the name of the database, where it is not empty."""
    began = time.monotonic()
    database = connection.settings_dict["NAME"]
    with restoring():
        if not shape.is_empty() and replace != database:
            raise Stop(
                f"The database {database} is not empty. To put the backup in place of what it holds, "
                f"say --yes-replace {database}."
            )
        work = Restoring(now)
        try:
            with transaction.atomic(durable=True):
                work.fill(file, passphrase)
        except DatabaseError as error:
            raise Stop(_in_one_sentence(error)) from error
        return work.finish(began)


class Restoring:
    def __init__(self, now: datetime) -> None:
        self.now, self.seen = now, Seen()
        self.erased = Known()
        self.known: dict[str, tables.Table] = {}
        self.columns: dict[str, list[str]] = {}  # in the order in which the backup has them

    def fill(self, file: BinaryIO, passphrase: str) -> None:
        with connection.cursor() as cursor:
            _patience(cursor)
            take = {"about": self._begin, "table": self._take_rows, "file": self._take_file}
            for entry in steps(file, passphrase, self.seen):
                take[entry.kind](cursor, entry)
            self._check(cursor)
        self.moved_on = shape.move_on()
        self.again = do_again(self.erased, self.now)
        self.not_caught_up = catch_up()
        self.held = hold_back_due()

    def finish(self, began: float) -> Report:
        """What can wait until it counts."""
        others, aside = files.move_aside(set(self.seen.files), self.now)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        manifest = self.seen.manifest
        return Report(
            made_at=datetime.fromisoformat(manifest["made_at"]),
            rows=sum(table["rows"] for table in manifest["tables"].values()),
            tables=len(manifest["tables"]),
            files=len(manifest["files"]),
            moved_aside=len(others),
            aside=aside,
            moved_on=self.moved_on,
            not_caught_up=self.not_caught_up,
            again=self.again,
            held=self.held,
            keys=put_aside(self.seen.keys) if self.seen.keys else "There are no keys in this backup.",
            seconds=time.monotonic() - began,
        )

    def _begin(self, cursor, _entry) -> None:
        about = self.seen.about
        shape.refuse_unknown(about["migrations"])
        self.erased = known_since(datetime.fromisoformat(about["made_at"]))
        shape.take_shape(about["migrations"])
        # Nothing may wait for the commit while tables are altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        self.known = {table.name: table for table in tables.tables(cursor)}
        self.bare = tables.Bare(cursor, about["large"])
        self.bare.strip()
        tables.empty(cursor)

    def _take_rows(self, cursor, entry) -> None:
        tables.refuse_others(self.known, entry.name, entry.columns)
        tables.copy_in(cursor, entry.name, entry.columns, entry)
        self.columns[entry.name] = entry.columns

    def _take_file(self, _cursor, entry) -> None:
        files.lay_down(entry)

    def _check(self, cursor) -> None:
        """Against the manifest, as they lie there now."""
        manifest = self.seen.manifest
        self.bare.dress()
        tables.set_next_numbers(cursor, manifest["next_numbers"])
        for name, noted in manifest["tables"].items():
            if tables.found(cursor, name, self.columns[name], self.known[name].key) != noted:
                raise Stop(f"The table {name} does not hold what the backup says. Nothing was changed.")
        for name, noted in manifest["files"].items():
            if files.digest(name) != noted:
                raise Stop(f"The file {name} does not hold what the backup says. No row was changed.")


def _patience(cursor) -> None:
    """A page that is being served is waited for, a process that was not stopped is not."""
    tables.set_up(cursor)
    cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'")
    try:
        with transaction.atomic():  # a server on another system than Linux cannot
            cursor.execute("SET LOCAL client_connection_check_interval = '5s'")
    except DatabaseError:
        return


def _in_one_sentence(error: DatabaseError) -> str:
    if isinstance(error.__cause__, LockNotAvailable):
        return "Something else still works on this database. Stop web, worker and beat. Nothing was changed."
    if isinstance(error.__cause__, InsufficientPrivilege):
        return f"The database refuses: {_first_line(error)}. Restore as the owner of the tables."
    return f"The database refuses: {_first_line(error)}. Nothing was changed."


def _first_line(error: DatabaseError) -> str:
    return str(error).strip().splitlines()[0]
