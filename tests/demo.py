"""The demonstration, loaded once in a run: whoever needs it has a database of their own that begins as a copy."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.utils import timezone

from portal.demo.load import load_demo
from tests.once import MIGRATED


@contextmanager
def demo_alone() -> Iterator[None]:
    """Nobody else sees what is written there, and it is gone afterwards."""
    name = f"{connection.settings_dict['NAME']}_demo"
    with _copied(_loaded_once(), name):
        yield
    _on_the_server(f'DROP DATABASE "{name}" WITH (FORCE)')


def _loaded_once() -> str:
    """The name of the database that nobody changes any more; a new one after midnight, for it tells of today."""
    name = f"linli_demo_{timezone.localdate():%Y%m%d}"
    done = Path(os.environ["VAR_DIR"]).parent / name
    with open(done.with_suffix(".lock"), "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            with _copied(MIGRATED, name):
                assert load_demo()
            done.touch()
    return name


@contextmanager
def _copied(template: str, name: str) -> Iterator[None]:
    """In the body, this thread and whichever begins in it talk to a copy; the line that it had waits, as it is."""
    _on_the_server(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    line, where = connections[DEFAULT_DB_ALIAS], connections.settings[DEFAULT_DB_ALIAS]
    before, where["NAME"] = where["NAME"], name
    connections[DEFAULT_DB_ALIAS] = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS].close()
        connections[DEFAULT_DB_ALIAS], where["NAME"] = line, before


def _on_the_server(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)
