"""What every test process would otherwise do again: compile the tests, migrate, look for static files."""

import fcntl
import importlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections
from whitenoise.middleware import WhiteNoiseMiddleware

from portal import schema

MIGRATED = "linli_migrated"


def compile_a_share_first(config: pytest.Config) -> None:
    """Each of several processes begins with test files of its own, and finds those of the others compiled.

    All collect the same files in the same order, so that in a fresh checkout all would compile each of them.
    """
    number, count = int(config.workerinput["workerid"].removeprefix("gw")), config.workerinput["workercount"]
    for file in sorted((config.rootpath / "tests").rglob("test_*.py"))[number::count]:
        name = ".".join(file.relative_to(config.rootpath).with_suffix("").parts)
        with suppress(Exception, pytest.skip.Exception):  # said when its turn comes
            importlib.import_module(name)


def begin_with_all_tables() -> None:
    """This process's database will be a copy of one that nobody writes to, which the first of them makes.

    It begins as any new database does (portal/schema.sql; that the migrations make the same, `make check` says),
    and is asked whether there is anything to migrate, as each copy is. The files lie beside the processes' own
    VAR_DIRs.
    """
    folder = Path(os.environ["VAR_DIR"]).parent
    with open(folder / "migrated.lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "migrated").exists():
            on_the_server(
                f'DROP DATABASE IF EXISTS "{MIGRATED}"'
            )  # of a process that failed here, and said why
            with copied("template0", MIGRATED):
                schema.begin()
                call_command("migrate", verbosity=0, interactive=False)
                call_command("createcachetable", verbosity=0)  # as `manage.py prepare` does
            (folder / "migrated").touch()
    connection.settings_dict["TEST"]["TEMPLATE"] = MIGRATED


@contextmanager
def copied(template: str, name: str) -> Iterator[None]:
    """In the body, this thread and whichever begins in it talk to a copy; the line that it had waits, as it is."""
    on_the_server(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    line, where = connections[DEFAULT_DB_ALIAS], connections.settings[DEFAULT_DB_ALIAS]
    before, where["NAME"] = where["NAME"], name
    connections[DEFAULT_DB_ALIAS] = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS].close()
        connections[DEFAULT_DB_ALIAS], where["NAME"] = line, before


def on_the_server(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


def look_for_static_files_once() -> None:
    """Each test client has its own middleware, and WhiteNoise's begins with a look at every static file."""
    look, found = WhiteNoiseMiddleware.add_files_from_finders, {}

    def look_once(middleware: WhiteNoiseMiddleware) -> None:
        where = (middleware.static_prefix, str(middleware.static_root), str(settings.STATICFILES_DIRS))
        if where not in found:
            look(middleware)
            found[where] = dict(middleware.files)
        middleware.files.update(found[where])

    WhiteNoiseMiddleware.add_files_from_finders = look_once
