"""What every test process would otherwise do again: compile the tests, migrate, look for static files."""

import fcntl
import importlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from whitenoise.middleware import WhiteNoiseMiddleware

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


@contextmanager
def migrations_once() -> Iterator[None]:
    """The first of several test processes migrates in the body; the others begin with a copy of what it made.

    It still asks whether there is anything to migrate. The files lie beside the processes' own VAR_DIRs. The copy
    that nobody writes to is what `tests/demo.py` begins with as well.
    """
    folder = Path(os.environ["VAR_DIR"]).parent
    done = folder / "migrated"
    with open(folder / "migrated.lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if is_copy := done.exists():
            connection.settings_dict["TEST"]["TEMPLATE"] = MIGRATED
        yield
        if not is_copy:
            _keep_a_copy()
            done.touch()


def _keep_a_copy() -> None:
    made = connection.settings_dict["NAME"]
    connection.close()  # nobody may be connected to what is copied
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{MIGRATED}" TEMPLATE "{made}"')


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
