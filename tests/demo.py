"""The demonstration, loaded once in a run: whoever needs it has a database of their own that begins as a copy."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from django.test import override_settings
from django.utils import timezone

from portal.demo.load import load_demo
from tests.once import MIGRATED, copied, on_the_server


@contextmanager
def demo_alone() -> Iterator[None]:
    """Nobody else sees what is written there, and it is gone afterwards."""
    loaded, own = _loaded_once(), Path(os.environ["VAR_DIR"]) / "demo"
    name = f"{connection.settings_dict['NAME']}_demo"
    shutil.copytree(loaded, own)
    with copied(loaded.name, name), override_settings(MEDIA_ROOT=own):
        yield
    on_the_server(f'DROP DATABASE "{name}" WITH (FORCE)')
    shutil.rmtree(own)


def _loaded_once() -> Path:
    """The folder of its photos, named as the database, which nobody changes any more.

    There are others after midnight: it tells of today.
    """
    media = Path(os.environ["VAR_DIR"]).parent / f"linli_demo_{timezone.localdate():%Y%m%d}"
    done = media.with_suffix(".done")
    with open(media.with_suffix(".lock"), "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            with copied(MIGRATED, media.name), override_settings(MEDIA_ROOT=media):
                assert load_demo()
            done.touch()
    return media
