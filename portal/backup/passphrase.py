"""From the environment, or a file that nobody else reads; never from the command line, which `ps` shows."""

import os
from pathlib import Path

from portal.backup.stop import Stop

NAME, FILE_NAME, SHORTEST = "BACKUP_PASSPHRASE", "BACKUP_KEY_FILE", 16


def passphrase() -> str:
    words = os.environ.get(NAME, "").strip()
    if not words and (path := os.environ.get(FILE_NAME, "").strip()):
        words = _from_file(Path(path))
    if not words:
        raise Stop(f"Set {NAME} in the environment, or {FILE_NAME} to a file that only you can read.")
    if len(words) < SHORTEST:
        raise Stop(f"The passphrase is too short. Write at least {SHORTEST} random characters.")
    return words


def _from_file(path: Path) -> str:
    try:
        if path.stat().st_mode & 0o077:
            raise Stop(f"Others can read {path}. Give it the mode 0600.")
        return path.read_text("utf-8").strip()
    except OSError as error:
        raise Stop(f"{path} cannot be read: {error.strerror}.") from None
