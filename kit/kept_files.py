"""Files that people send: each gets its place only when the transaction commits; a refusal leaves nothing."""

import os
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import transaction

ASIDE = "incoming"
A_DAY = 24 * 60 * 60  # seconds


def random_name(folder: str, extension: str, now: datetime) -> str:
    """issues/2026/03/<22 random characters>.webp: nobody guesses it, and it tells nothing."""
    return f"{folder}/{now:%Y/%m}/{secrets.token_urlsafe(16)}.{extension}"


@contextmanager
def kept_on_commit(files: Iterable[tuple[str, bytes]]) -> Iterator[None]:
    """Writes the bytes aside at once (a full disk refuses everything), and moves them home after the commit.

    Whatever is raised inside takes the files away again. A server that dies between the two leaves them
    aside, where a file a day later sweeps them out.
    """
    folder = Path(default_storage.path(ASIDE))
    folder.mkdir(parents=True, exist_ok=True)
    sweep(folder)
    waiting: list[tuple[Path, Path]] = []
    try:
        for name, content in files:
            aside = folder / Path(name).name
            waiting.append((aside, Path(default_storage.path(name))))
            aside.write_bytes(content)
        yield
    except BaseException:
        for aside, _home in waiting:
            aside.unlink(missing_ok=True)
        raise
    for aside, home in waiting:
        transaction.on_commit(lambda aside=aside, home=home: bring_home(aside, home))


def bring_home(aside: Path, home: Path) -> None:
    home.parent.mkdir(parents=True, exist_ok=True)
    os.replace(aside, home)


def sweep(folder: Path) -> None:
    for left in folder.iterdir():
        if time.time() - left.stat().st_mtime > A_DAY:
            left.unlink(missing_ok=True)
