"""A roster between the look at it and the import: kept aside for an hour, for who sent it, for one estate.

It lies under a name that nobody guesses, and only a signed ticket names it. What is opened again must be what
was looked at, byte for byte; else it is as if there were nothing.
"""

import hashlib
import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.core import signing
from django.core.files.storage import default_storage

FOLDER = "rosters"
AN_HOUR = 60 * 60  # seconds
SALT = "buildings.held_roster"
CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Held:
    file_name: str  # as the person's computer calls it
    sha256: str
    path: Path

    def open(self) -> BinaryIO | None:
        """None when it is no longer there, or no longer what it was."""
        try:
            file = self.path.open("rb")
        except OSError:
            return None
        if hashlib.file_digest(file, "sha256").hexdigest() != self.sha256:
            file.close()
            return None
        file.seek(0)
        return file

    def forget(self) -> None:
        self.path.unlink(missing_ok=True)


def hold(file: BinaryIO, *, file_name: str, user_id: int, estate_id: int) -> str:
    """Keeps the file, and gives the ticket for it."""
    sweep()
    folder = _folder()
    name = secrets.token_urlsafe(24)
    digest = hashlib.sha256()
    file.seek(0)
    with os.fdopen(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as kept:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            kept.write(chunk)
    facts = {
        "name": name,
        "file": file_name[-80:],
        "sha": digest.hexdigest(),
        "user": user_id,
        "estate": estate_id,
    }
    return signing.dumps(facts, salt=SALT, compress=True)


def find(ticket: str, *, user_id: int, estate_id: int) -> Held | None:
    """What the ticket names; None when it is another's, another estate's, forged, or older than an hour."""
    try:
        facts = signing.loads(ticket, salt=SALT, max_age=AN_HOUR)
    except signing.BadSignature:
        return None
    if (facts["user"], facts["estate"]) != (user_id, estate_id):
        return None
    return Held(facts["file"], facts["sha"], _folder() / facts["name"])


def sweep() -> None:
    """Takes away what is older than an hour; a look that nobody came back to leaves no names behind."""
    for path in _folder().iterdir():
        try:
            if path.stat().st_mtime < time.time() - AN_HOUR:
                path.unlink(missing_ok=True)
        except FileNotFoundError:
            continue


def _folder() -> Path:
    folder = Path(default_storage.path(FOLDER))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
