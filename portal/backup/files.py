"""Uploads, by the storage that is set: a folder, or a service that keeps objects.

A file never changes under its name, which is random (kit.kept_files). So those that are missing can be laid
down beside what is there, before the rows that name them count; what no row names afterwards is moved aside.
Whenever a restore dies, each row that counts has its files.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import SpooledTemporaryFile

from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, default_storage

from kit.kept_files import ASIDE
from portal.backup.entries import PIECE, Entry

BEFORE = "before-restore-"
IN_MEMORY = 2_621_440  # octets


def names(storage: Storage | None = None, folder: str = "") -> Iterator[str]:
    """In order; without what is still on its way, or was moved aside by an earlier restore."""
    storage = storage or default_storage
    if not folder and isinstance(storage, FileSystemStorage) and not Path(storage.location).is_dir():
        return
    folders, files = storage.listdir(folder)
    for name in sorted(files):
        yield f"{folder}/{name}" if folder else name
    for name in sorted(folders):
        if folder or not (name == ASIDE or name.startswith(BEFORE)):
            yield from names(storage, f"{folder}/{name}" if folder else name)


def digest(name: str, storage: Storage | None = None) -> dict:
    with (storage or default_storage).open(name, "rb") as file:
        size, total = 0, hashlib.sha256()
        while octets := file.read(PIECE):
            size += len(octets)
            total.update(octets)
    return {"size": size, "sha256": total.hexdigest()}


def lay_down(entry: Entry, storage: Storage | None = None) -> None:
    """Written beside and renamed, so that no half of a file ever has its name. The same is written again."""
    storage = storage or default_storage
    if not isinstance(storage, FileSystemStorage):
        _put(entry, storage)
        return
    home, aside = Path(storage.path(entry.name)), Path(storage.path(ASIDE)) / f"restore-{os.getpid()}"
    for folder in (home.parent, aside.parent):
        folder.mkdir(parents=True, exist_ok=True)
    with open(aside, "wb") as file:
        shutil.copyfileobj(entry, file, PIECE)
        file.flush()
        os.fsync(file.fileno())
    os.replace(aside, home)


def _put(entry: Entry, storage: Storage) -> None:
    """Read to its end first: only then is it known whether it is what was saved."""
    with SpooledTemporaryFile(IN_MEMORY) as whole:
        shutil.copyfileobj(entry, whole, PIECE)
        whole.seek(0)
        if not getattr(storage, "file_overwrite", False):
            storage.delete(entry.name)
        storage.save(entry.name, File(whole, entry.name))


def move_aside(kept: set[str], now: datetime, storage: Storage | None = None) -> tuple[list[str], str]:
    """What the backup does not know: (names, the folder that they lie in now)."""
    storage = storage or default_storage
    others = [name for name in names(storage) if name not in kept]
    folder = f"{BEFORE}{now:%Y%m%dT%H%M%S}"
    if others and hasattr(storage, "move"):
        for name in others:
            storage.move(name, f"{folder}/{name}")
        return others, f"{folder} of the bucket {storage.bucket_name}"
    if not others or not isinstance(storage, FileSystemStorage):
        return others, ""
    top = Path(storage.path(folder))
    for name in others:
        there = top / name
        there.parent.mkdir(parents=True, exist_ok=True)
        os.replace(storage.path(name), there)
    return others, str(top)
