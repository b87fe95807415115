"""A file that only its passphrase opens, and in which no change goes unseen. Of any length, in little memory.

head:   MAGIC, 16 octets of salt, 7 of nonce; 4 of CRC-32 of these, 32 of HMAC-SHA-256 of these
piece:  4 octets of length, 1 that says whether it is the last; so many octets of AES-256-GCM

Keys come from the passphrase by scrypt (32 MB, a quarter of a second). A piece's nonce is the file's, its own
number and whether it is the last (the STREAM construction): none can be changed, moved, left out or put
behind the end. The CRC tells a damaged head from a wrong passphrase; nothing rests on it.
"""

import hashlib
import hmac
import io
import secrets
import zlib
from functools import lru_cache
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.backup.stop import Stop

MAGIC = b"LINLI BACKUP 1\n"
SALT, NONCE, TAG = 16, 7, 16
PIECE = 256 * 1024
HEAD = len(MAGIC) + SALT + NONCE + 4 + 32
SCRYPT = {"n": 2**15, "r": 8, "p": 3, "maxmem": 64 * 1024 * 1024}


@lru_cache(maxsize=4)  # what is written is read back at once
def _keys(passphrase: str, salt: bytes) -> tuple[AESGCM, bytes]:
    octets = hashlib.scrypt(passphrase.encode(), salt=salt, dklen=64, **SCRYPT)
    return AESGCM(octets[:32]), octets[32:]


def _nonce(start: bytes, number: int, last: bool) -> bytes:
    return start + number.to_bytes(4, "big") + bytes([last])


class Sealing(io.RawIOBase):
    """Takes octets; `finish()` writes the last piece. A file without it is a file that was cut off."""

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        self.file, self.number, self.waiting = file, 0, bytearray()
        salt, self.start = secrets.token_bytes(SALT), secrets.token_bytes(NONCE)
        self.cipher, known = _keys(passphrase, salt)
        head = MAGIC + salt + self.start
        file.write(head + zlib.crc32(head).to_bytes(4, "big") + hmac.digest(known, head, "sha256"))

    def writable(self) -> bool:
        return True

    def write(self, octets) -> int:
        self.waiting += octets
        while len(self.waiting) > PIECE:
            self._seal(bytes(self.waiting[:PIECE]), last=False)
            del self.waiting[:PIECE]
        return len(octets)

    def finish(self) -> None:
        self._seal(bytes(self.waiting), last=True)

    def _seal(self, plain: bytes, last: bool) -> None:
        sealed = self.cipher.encrypt(_nonce(self.start, self.number, last), plain, None)
        self.file.write(len(sealed).to_bytes(4, "big") + bytes([last]) + sealed)
        self.number += 1


class Opening(io.RawIOBase):
    """Gives the octets back, each piece only after it has proven to be as it was written."""

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        self.file, self.number, self.ready, self.ended = file, 0, memoryview(b""), False
        head = file.read(HEAD)
        if not head.startswith(MAGIC):
            raise Stop("This is not a backup of Linli, or one of a later version.")
        plain, crc, known = head[:-36], head[-36:-32], head[-32:]
        if len(head) < HEAD or zlib.crc32(plain).to_bytes(4, "big") != crc:
            raise Stop("The beginning of the file is damaged.")
        self.start = plain[-NONCE:]
        self.cipher, key = _keys(passphrase, plain[len(MAGIC) : -NONCE])
        if not hmac.compare_digest(hmac.digest(key, plain, "sha256"), known):
            raise Stop("The passphrase is not the one of this file.")

    def readable(self) -> bool:
        return True

    def readinto(self, into) -> int:
        if not self.ready:
            self._open()
        count = min(len(into), len(self.ready))
        into[:count] = self.ready[:count]
        self.ready = self.ready[count:]
        return count

    def _open(self) -> None:
        if self.ended:
            return
        front = self._exactly(5)
        length, last = int.from_bytes(front[:4], "big"), front[4]
        if length > PIECE + TAG or last > 1:
            raise self._changed()
        sealed = self._exactly(length)
        try:
            plain = self.cipher.decrypt(_nonce(self.start, self.number, bool(last)), sealed, None)
        except InvalidTag:
            raise self._changed() from None
        self.number, self.ended, self.ready = self.number + 1, bool(last), memoryview(plain)
        if last and self.file.read(1):
            raise Stop("Something was put behind the end of the file.")

    def _exactly(self, count: int) -> bytes:
        octets = self.file.read(count)
        if len(octets) < count:
            raise Stop(f"The file is cut off in piece {self.number + 1}: its end is missing.")
        return octets

    def _changed(self) -> Stop:
        return Stop(
            f"Piece {self.number + 1} of the file is not as it was written: changed, or in another place."
        )
