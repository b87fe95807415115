"""Files that people send: each gets its place only when the transaction commits; a refusal leaves nothing.

In a folder, that is a matter of renaming. Objects of an S3-compatible storage cannot be renamed: there a file
is put under its name before the commit, and one whose rows were taken back is swept at night. Of a server
that died on the way, the night brings home what a row names (portal/uploads.py). Either way a row that counts
has its file.
"""

import logging
import os
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import transaction

ASIDE = "incoming"
A_DAY = 24 * 60 * 60  # seconds

log = logging.getLogger(__name__)


def in_a_folder() -> bool:
    return isinstance(default_storage, FileSystemStorage)


def random_name(folder: str, extension: str, now: datetime) -> str:
    """issues/2026/03/<22 random characters>.webp: nobody guesses it, and it tells nothing."""
    return f"{folder}/{now:%Y/%m}/{secrets.token_urlsafe(16)}.{extension}"


@contextmanager
def kept_on_commit(files: Iterable[tuple[str, bytes]]) -> Iterator[None]:
    """Whatever is raised takes the files away again, by what stands inside or by a storage that is full."""
    with _aside(files) if in_a_folder() else _put(files):
        yield


@contextmanager
def _aside(files: Iterable[tuple[str, bytes]]) -> Iterator[None]:
    """Writes the bytes aside at once (a full disk refuses everything), and moves them home after the commit.

    A server that dies between the two leaves them aside, for the night to look at (`left_aside`).
    """
    folder = Path(default_storage.path(ASIDE))
    folder.mkdir(parents=True, exist_ok=True)
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


@contextmanager
def _put(files: Iterable[tuple[str, bytes]]) -> Iterator[None]:
    begun: list[str] = []
    try:
        for name, content in files:
            begun.append(name)
            default_storage.save(name, ContentFile(content))
        yield
    except BaseException:
        for name in begun:
            remove(name)
        raise


def bring_home(aside: Path, home: Path) -> None:
    home.parent.mkdir(parents=True, exist_ok=True)
    os.replace(aside, home)


def left_aside() -> Iterator[tuple[Path, float]]:
    """Each file, and for how many seconds it has lain there; others come and go meanwhile."""
    folder = Path(default_storage.path(ASIDE))
    for left in folder.iterdir() if folder.is_dir() else ():
        with suppress(FileNotFoundError):
            yield left, time.time() - left.stat().st_mtime


def content_of(name: str) -> bytes | None:
    """None where there is no such file."""
    try:
        with default_storage.open(name) as file:
            return file.read()
    except FileNotFoundError:
        return None


def remove_on_commit(name: str) -> None:
    transaction.on_commit(lambda: remove(name))


def remove(name: str) -> None:
    """What cannot be removed now is no reason to say that nothing was done: no row names it any more."""
    try:
        default_storage.delete(name)
    except OSError as error:
        log.error("an upload could not be removed: %s", error.strerror)
