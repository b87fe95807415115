"""What lies in the sealed file, one after the other: what it is, its octets, how many they are and their has.

Each: a line of JSON, pieces of octets with their length before them, a length of nothing, a line of JSON.
Lengths are 4 octets. The octets of "packed" ones are deflated.
"""

import hashlib
import io
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from portal.backup.stop import Stop

PIECE = 64 * 1024
LEVEL = 3  # twice as quick as the usual 6, a tenth larger


class Sum(io.RawIOBase):
    """Counts and hashes what is written to it, and passes it on to `onward`."""

    def __init__(self, onward: BinaryIO | None = None) -> None:
        self.onward, self.hash, self.size = onward, hashlib.sha256(), 0
        self.failed: Exception | None = None

    def writable(self) -> bool:
        return True

    def write(self, octets) -> int:
        self.hash.update(octets)
        self.size += len(octets)
        try:
            if self.onward:
                self.onward.write(octets)
        except Exception as error:
            self.failed = error
            raise
        return len(octets)

    @property
    def found(self) -> dict:
        return {"size": self.size, "sha256": self.hash.hexdigest()}


class Pieces(io.RawIOBase):
    """Frames, and deflates if asked, what is written to it."""

    def __init__(self, file: BinaryIO, packed: bool) -> None:
        self.file, self.packer = file, zlib.compressobj(LEVEL) if packed else None

    def writable(self) -> bool:
        return True

    def write(self, octets) -> int:
        self._piece(self.packer.compress(octets) if self.packer else bytes(octets))
        return len(octets)

    def finish(self) -> None:
        if self.packer:
            self._piece(self.packer.flush())
        self.file.write(bytes(4))

    def _piece(self, octets: bytes) -> None:
        if octets:
            self.file.write(len(octets).to_bytes(4, "big") + octets)


class Writer:
    def __init__(self, file: BinaryIO) -> None:
        self.file = file

    @contextmanager
    def entry(self, kind: str, *, packed: bool = False, **more) -> Iterator[tuple[BinaryIO, dict]]:
        """Yields what takes the octets, and what is noted of them: size and hash are added at the end."""
        _write_line(self.file, {"kind": kind, "packed": packed, **more})
        pieces = Pieces(self.file, packed)
        total, noted = Sum(pieces), {}
        with io.BufferedWriter(total, PIECE) as buffered:
            yield buffered, noted
            buffered.flush()
        pieces.finish()
        noted |= total.found
        _write_line(self.file, noted)

    def line(self, kind: str, content: dict) -> None:
        with self.entry(kind, packed=True) as (file, _noted):
            file.write(json.dumps(content, ensure_ascii=False).encode())


class Entry(io.RawIOBase):
    """One of them, to be read to its end before the next; what was noted of it is compared there."""

    def __init__(self, file: BinaryIO, about: dict) -> None:
        self.file, self.noted = file, {}
        self.failed: Exception | None = None
        self.kind, self.name = about["kind"], about.get("name", about["kind"])
        self.columns = about.get("columns", [])
        self.sum, self.lines, self.ready = Sum(), 0, memoryview(b"")
        self.unpacker = zlib.decompressobj() if about["packed"] else None

    def readable(self) -> bool:
        return True

    def readinto(self, into) -> int:
        try:
            while not self.ready and not self.noted:
                self._next()
        except Exception as error:
            self.failed = error
            raise
        count = min(len(into), len(self.ready))
        into[:count] = self.ready[:count]
        self.ready = self.ready[count:]
        return count

    def pass_over(self) -> None:
        while self.read(PIECE):
            pass

    def _next(self) -> None:
        length = int.from_bytes(_exactly(self.file, 4), "big")
        octets = _exactly(self.file, length)
        if self.unpacker:
            # A few octets can unpack to gigabytes: not ours, which pass through here as they came.
            octets = self.unpacker.decompress(octets) if length else self.unpacker.flush()
        self.sum.write(octets)
        self.lines += octets.count(b"\n")
        self.ready = memoryview(octets)
        if not length:
            self.noted = _read_line(self.file)
            if self.noted["size"] != self.sum.size or self.noted["sha256"] != self.sum.found["sha256"]:
                raise Stop(f"What the file holds of {self.name} has another hash.")


def entries(file: BinaryIO) -> Iterator[Entry]:
    """Ends with the manifest, which is the last."""
    while True:
        entry = Entry(file, _read_line(file))
        yield entry
        entry.pass_over()
        if entry.kind == "manifest":
            break
    if file.read(1):
        raise Stop("Something follows the manifest of the file.")


def _write_line(file: BinaryIO, content: dict) -> None:
    octets = json.dumps(content, ensure_ascii=False).encode()
    file.write(len(octets).to_bytes(4, "big") + octets)


def _read_line(file: BinaryIO) -> dict:
    return json.loads(_exactly(file, int.from_bytes(_exactly(file, 4), "big")))


def _exactly(file: BinaryIO, count: int) -> bytes:
    octets = file.read(count)
    if len(octets) < count:
        raise Stop("The file ends before its manifest.")
    return octets
