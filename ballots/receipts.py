"""The code by which somebody finds their own vote in the published file: random, and saying nothing. Pure."""

import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
READ_AS = str.maketrans("OIL", "011")
GROUPS, LETTERS = 4, 4  # 80 bits


def new_receipt() -> str:
    """ "7KQ2-M4XD-9TRC-AB3F" """
    return grouped("".join(secrets.choice(ALPHABET) for _ in range(GROUPS * LETTERS)))


def normalised(text: str) -> str:
    """However it was typed: " 7kq2m4xd 9trc–ab3f", full-width, O for 0. What cannot be a receipt is ""."""
    wide = unicodedata.normalize("NFKC", text).upper().translate(READ_AS)
    code = "".join(letter for letter in wide if letter.isalnum())
    if len(code) != GROUPS * LETTERS or not set(code) <= set(ALPHABET):
        return ""
    return grouped(code)


def grouped(code: str) -> str:
    return "-".join(code[at : at + LETTERS] for at in range(0, len(code), LETTERS))
