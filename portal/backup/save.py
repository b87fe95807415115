"""Writes a backup: rows as they were at one moment, then the uploads that they name, keys, the manifest."""

import fcntl
import os
import shutil
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from portal.backup import files, tables
from portal.backup.check import FORMAT, Seen, read_through
from portal.backup.entries import PIECE, Writer
from portal.backup.keys import keys
from portal.backup.sealed import Sealing
from portal.backup.shape import ours
from portal.backup.stop import Stop


def save(
    target: Path, passphrase: str, now: datetime, *, with_keys: bool, say: Callable
) -> tuple[Path, Seen]:
    """Nothing has the name of a backup before it has been read back to its end."""
    path = target
    if target.is_dir():
        _remove_halves(target)
        path = target / f"linli-{now:%Y%m%dT%H%M%SZ}.backup"
    if path.exists():
        raise Stop(f"{path} is there already. A backup is never written over another.")
    part = path.with_name(f"{path.name}.part")
    with _only_one(part) as file:
        try:
            _write(file, passphrase, now, with_keys, say)
            file.flush()
            os.fsync(file.fileno())
            _forget(file)
            with open(part, "rb") as again:
                seen = read_through(again, passphrase)
            part.rename(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    _sync_folder(path.parent)
    return path, seen


def _write(file: BinaryIO, passphrase: str, now: datetime, with_keys: bool, say: Callable) -> None:
    sealing = Sealing(file, passphrase)
    writer = Writer(sealing)
    manifest = {"tables": {}, "files": {}}
    with _one_moment() as cursor:
        known, others = _ours(tables.tables(cursor))
        if others:
            say(f"Not in the backup, since no migration of ours makes them: {', '.join(others)}")
        tables.hold_still(cursor, known)
        manifest |= _about(now, known)
        writer.line("about", manifest)
        for table in known:
            manifest["tables"][table.name] = _save_table(writer, cursor, table)
        manifest["next_numbers"] = tables.next_numbers(cursor)
    for name in files.names():
        if noted := _save_file(writer, name):
            manifest["files"][name] = noted
    if with_keys:
        writer.line("keys", keys())
    writer.line("manifest", manifest)
    sealing.finish()


def _about(now: datetime, known: list[tables.Table]) -> dict:
    applied = MigrationRecorder(connection).applied_migrations()
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text("utf-8"))["project"]
    return {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "version": project["version"],
        "postgres": connection.pg_version,
        "python": sys.version.split()[0],
        "migrations": sorted(f"{app}.{name}" for app, name in applied),
        "large": [table.name for table in known if table.rows >= tables.MANY],
    }


@contextmanager
def _one_moment() -> Iterator:
    """One snapshot for all tables, however long it takes; nobody waits for it."""
    if connection.in_atomic_block:
        raise Stop("A backup cannot be made inside a transaction.")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        tables.set_up(cursor)
        yield cursor


def _ours(found: list[tables.Table]) -> tuple[list[tables.Table], list[str]]:
    names = ours()
    if missing := names - {table.name for table in found}:
        raise Stop(f"This database lacks {sorted(missing)[0]}: run `manage.py prepare` first.")
    return [table for table in found if table.name in names], [t.name for t in found if t.name not in names]


def _save_table(writer: Writer, cursor, table: tables.Table) -> dict:
    with writer.entry("table", packed=True, name=table.name, columns=table.columns) as (file, noted):
        noted["rows"] = tables.copy_out(cursor, table.name, table.columns, table.key, file)
    return noted


def _save_file(writer: Writer, name: str) -> dict | None:
    try:
        source = default_storage.open(name, "rb")
    except FileNotFoundError:  # erased since it was listed
        return None
    with source, writer.entry("file", name=name) as (file, noted):
        shutil.copyfileobj(source, file, PIECE)
    return noted


@contextmanager
def _only_one(part: Path) -> Iterator[BinaryIO]:
    """What a backup that was killed left behind is written over; what another is writing is not."""
    try:
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise Stop(f"{part} cannot be written: {error.strerror}.") from None
    with open(descriptor, "wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Stop(f"Another backup is writing {part}.") from None
        os.fchmod(descriptor, 0o600)
        file.truncate()
        yield file


def _remove_halves(folder: Path) -> None:
    """Of earlier backups that were killed: each had a dated name, and no later one would write over it."""
    for part in folder.glob("linli-*Z.backup.part"):
        with suppress(OSError), open(part, "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # another backup's is its own
            part.unlink()


def _forget(file: BinaryIO) -> None:
    """So that reading back asks the disk, not the memory that was just written from."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
