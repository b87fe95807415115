"""The box of a secret ballot: all its papers as one sealed value (AES-256-GCM).

Papers lie in it in the order of their random receipts and each takes the same room, so that neither the order
nor the length tells who put which in, nor what a new one holds. The key is made from the site's secret key
and the ballot's own id and kept nowhere: a copy of the database opens nothing.
"""

import json
import os
from collections.abc import Sequence
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE = 12
PURPOSE = b"linli ballots box "


class BoxError(ValueError):
    """Another key, or another box than was sealed."""


def seal(papers: Sequence[dict], *, key: bytes, size: int) -> bytes:
    """`size`: bytes for a paper (`size_of`)."""
    ordered = sorted(papers, key=lambda paper: paper["receipt"])
    if len({paper["receipt"] for paper in ordered}) < len(ordered):
        raise ValueError("two papers with one receipt")
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, b"".join(_padded(paper, size) for paper in ordered), None)


def open_(sealed: bytes, *keys: bytes) -> list[dict]:
    """With the first key that fits (`keys_of`)."""
    sealed = bytes(sealed)
    for key in keys:
        try:
            plain = AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], None)
        except (InvalidTag, ValueError):  # ValueError: shorter than a nonce
            continue
        return [json.loads(line) for line in plain.splitlines()]
    raise BoxError("the box does not open with this key")


def size_of(options: Sequence[str]) -> int:
    """Room for the longest paper that there can be: every option chosen."""
    return len(_written({"receipt": "7KQ2-M4XD-9TRC-AB3F", "choices": list(options)})) + 1


def key_of(public_id: UUID | str) -> bytes:
    return _key(settings.SECRET_KEY, public_id)


def keys_of(public_id: UUID | str) -> list[bytes]:
    """To open with: the site's secret key may have been changed while people voted."""
    return [_key(secret, public_id) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _key(secret: str | bytes, public_id: UUID | str) -> bytes:
    material = secret if isinstance(secret, bytes) else secret.encode()
    info = PURPOSE + str(public_id).encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(material)


def _written(paper: dict) -> bytes:
    return json.dumps(paper, sort_keys=True, separators=(",", ":")).encode()


def _padded(paper: dict, size: int) -> bytes:
    written = _written(paper)
    if len(written) >= size:
        raise ValueError(f"a paper of {len(written)} bytes does not fit into {size}")
    return written.ljust(size - 1) + b"\n"
