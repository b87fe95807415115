"""Reads a backup to its end, and everything that it says of itself."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from portal.backup.entries import PIECE, Entry, entries
from portal.backup.sealed import Opening
from portal.backup.stop import Stop

FORMAT = 1


@dataclass
class Seen:
    """What came by, to be compared with the manifest, which comes last."""

    about: dict = field(default_factory=dict)
    manifest: dict = field(default_factory=dict)
    keys: dict | None = None
    tables: dict[str, dict] = field(default_factory=dict)
    files: dict[str, dict] = field(default_factory=dict)

    def note(self, entry: Entry) -> None:
        entry.pass_over()
        if entry.kind == "table":
            self.tables[entry.name] = entry.noted | {"rows": entry.lines}
        elif entry.kind == "file":
            self.files[entry.name] = entry.noted

    def compare(self) -> None:
        for what in ("tables", "files"):
            known, seen = self.manifest[what], getattr(self, what)
            for name in sorted(known.keys() | seen.keys()):
                if known.get(name) != seen.get(name):
                    raise Stop(f"The file does not hold {name} as its manifest says.")


def steps(file: BinaryIO, passphrase: str, seen: Seen) -> Iterator[Entry]:
    """Gives each table and file to whoever wants it, and notes it. Whole only if it ends without a word."""
    for entry in entries(io.BufferedReader(Opening(file, passphrase), PIECE)):
        if entry.kind in {"table", "file"}:
            yield entry
            seen.note(entry)
            continue
        content = json.loads(entry.readall())
        setattr(seen, entry.kind, content)
        if entry.kind == "about" and content["format"] != FORMAT:
            raise Stop("This backup was made by a later version of Linli.")
        if entry.kind == "about":
            yield entry
    seen.compare()


def read_through(file: BinaryIO, passphrase: str) -> Seen:
    seen = Seen()
    for _entry in steps(file, passphrase, seen):
        pass
    return seen
