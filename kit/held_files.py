"""Files that belong to no row and are held for a while only, under a name that nobody guesses."""

import os
import shutil
import time
from pathlib import Path
from typing import BinaryIO

from django.core.files import File
from django.core.files.storage import default_storage

from kit.kept_files import in_a_folder, remove


def hold(name: str, file: BinaryIO) -> None:
    file.seek(0)
    if not in_a_folder():
        default_storage.save(name, File(file))
        return
    home = Path(default_storage.path(name))
    home.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(home, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as kept:
        shutil.copyfileobj(file, kept)


def opened(name: str) -> BinaryIO | None:
    """None when it is no longer there."""
    try:
        return default_storage.open(name).file
    except FileNotFoundError:
        return None


def sweep(folder: str, older_than: float) -> None:
    """Takes away what has lain there for so many seconds."""
    ages = _ages(folder) if in_a_folder() else default_storage.ages(folder)
    for name in [name for name, age in ages if age > older_than]:
        remove(name)


def _ages(folder: str):
    top = Path(default_storage.path(folder))
    for path in top.iterdir() if top.is_dir() else ():
        try:
            yield f"{folder}/{path.name}", time.time() - path.stat().st_mtime
        except FileNotFoundError:
            continue
