"""Codes on paper: 12 letters and figures, 60 bits, none to be taken for another. No tables in here."""

import hmac
import secrets
import unicodedata
from datetime import datetime, timedelta

from django.conf import settings

from kit.times import midnight

# Crockford's: no I, L, O and U. Whoever writes an O means a 0, an I or an L means a 1.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MEANT = str.maketrans("OIL", "011")
LENGTH = 12  # 12 x 5 bits
LASTS = timedelta(days=30)


def ends(made_at: datetime) -> datetime:
    """With the day that stands on the paper, not at the hour of its making."""
    return midnight(made_at + LASTS + timedelta(days=1))


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def grouped(code: str) -> str:
    """ "7K2M-9QXD-4TBH" """
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def read(text: str) -> str:
    """As it is kept: lower case, blanks, dashes and O for 0 are taken as meant. What is no code is empty."""
    letters = unicodedata.normalize("NFKC", text[:80]).upper().translate(MEANT)
    code = "".join(letter for letter in letters if letter.isalnum())
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""


def digest(text: str, *, purpose: str = "door code") -> str:
    """HMAC-SHA256 with the site's key: whoever steals the table has no code."""
    words = f"linli {purpose} {text}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), words, "sha256").hexdigest()
