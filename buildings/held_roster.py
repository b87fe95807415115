"""A roster between the look at it and the import: kept aside for an hour, for who sent it, for one estate.

It lies under a name that nobody guesses, and only a signed ticket names it. What is opened again must be what
was looked at, byte for byte; else it is as if there were nothing.
"""

import hashlib
import secrets
from dataclasses import dataclass
from typing import BinaryIO

from django.core import signing

from kit import held_files
from kit.kept_files import remove

FOLDER = "rosters"
AN_HOUR = 60 * 60  # seconds
SALT = "buildings.held_roster"


@dataclass(frozen=True, slots=True)
class Held:
    file_name: str  # as the person's computer calls it
    sha256: str
    name: str  # in the storage

    def open(self) -> BinaryIO | None:
        """None when it is no longer there, or no longer what it was."""
        file = held_files.opened(self.name)
        if file is None:
            return None
        if hashlib.file_digest(file, "sha256").hexdigest() != self.sha256:
            file.close()
            return None
        file.seek(0)
        return file

    def forget(self) -> None:
        remove(self.name)


def hold(file: BinaryIO, *, file_name: str, user_id: int, estate_id: int) -> str:
    """Keeps the file, and gives the ticket for it."""
    sweep()
    name = secrets.token_urlsafe(24)
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256")
    held_files.hold(f"{FOLDER}/{name}", file)
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
    return Held(facts["file"], facts["sha"], f"{FOLDER}/{facts['name']}")


def sweep() -> None:
    """Takes away what is older than an hour; a look that nobody came back to leaves no names behind."""
    held_files.sweep(FOLDER, AN_HOUR)
