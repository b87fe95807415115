import time
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import DatabaseError
from django.utils import timezone

from portal.backup.check import Seen, read_through
from portal.backup.operations import note_backup
from portal.backup.passphrase import passphrase
from portal.backup.save import save
from portal.backup.stop import Stop


class Command(BaseCommand):
    help = (
        "Writes rows, uploads and keys into one sealed file, and reads it back. "
        "The passphrase stands in BACKUP_PASSPHRASE, or in a file that BACKUP_KEY_FILE names."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="a new file, or a folder for one with a dated name")
        parser.add_argument("--verify", action="store_true", help="only read this backup and check it")
        parser.add_argument(
            "--without-keys", action="store_true", help="leave the keys out: they are kept elsewhere"
        )

    def handle(self, *args, file: Path, verify: bool, without_keys: bool, **options):
        began, words = time.monotonic(), passphrase()
        if verify:
            seen = _read(file, words)
        elif not file.is_dir() and not file.absolute().parent.is_dir():
            raise Stop(f"There is no folder {file.absolute().parent}.")
        else:
            file, seen = _save(file, words, with_keys=not without_keys, say=self.say)
        self.stdout.write(
            f"{file}: {in_words(seen, file)}, read to its end in {time.monotonic() - began:.1f} s"
        )

    def say(self, line: str) -> None:
        self.stderr.write(line)


def _save(file: Path, words: str, **more) -> tuple[Path, Seen]:
    now = timezone.now()
    try:
        file, seen = save(file, words, now, **more)
    except OSError as error:
        raise Stop(f"There is no backup. {error.filename or file}: {error.strerror}.") from None
    try:
        note_backup(rows=rows_in(seen), files=len(seen.files), now=now)
    except DatabaseError as error:
        raise Stop(f"{file} is whole, but that it was made could not be noted: {error}") from None
    return file, seen


def _read(file: Path, words: str) -> Seen:
    try:
        with open(file, "rb") as opened:
            return read_through(opened, words)
    except OSError as error:
        raise Stop(f"{file} cannot be read: {error.strerror}.") from None


def in_words(seen: Seen, file: Path) -> str:
    keys = "with keys" if seen.keys else "without keys"
    megabytes = file.stat().st_size / 1e6
    rows = f"{rows_in(seen):,} rows of {len(seen.tables)} tables"
    return f"{rows}, {len(seen.files):,} files, {keys}, {megabytes:,.1f} MB"


def rows_in(seen: Seen) -> int:
    return sum(table["rows"] for table in seen.tables.values())
