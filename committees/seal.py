"""The seal: one way to write a document down as bytes, and the SHA-256 of them. Pure.

Whoever holds the bytes can check them with any tool: keys sorted, no spaces, UTF-8, no escapes for letters.
Numbers are whole and money is text, so that writing, storing and reading again gives the same bytes.
"""

import json
from hashlib import sha256


def canonical(document: dict) -> bytes:
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode()


def sha256_of(document: dict) -> str:
    return sha256(canonical(document)).hexdigest()


def sealed(document: dict, public: dict) -> dict:
    """The whole, with its public version inside, so that one seal holds both."""
    return {**document, "public": public, "public_sha256": sha256_of(public)}
