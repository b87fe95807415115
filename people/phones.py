"""Mobile numbers as written and as kept: 11 digits for the mainland, "+" and digits for elsewhere."""

import re
import unicodedata

MAINLAND = re.compile(r"1[3-9][0-9]{9}")
# No network has numbers that begin like this: the demonstration's people have them.
INVENTED = re.compile(r"10000[0-9]{6}")
ABROAD = re.compile(r"\+[1-9][0-9]{6,14}")
LETTERS_LEFT_OUT = re.compile(r"[\s()\-.·–—\u200b-\u200f\u202a-\u202e\u2060\ufeff]")


def normalise(text: str, *, invented: bool = False) -> str | None:
    """None when it is no mobile number. `invented` lets the demonstration's numbers through.

    Full-width figures, blanks, dashes and +86 are taken as meant: "＋86 138-0000-0902" is "13800000902".
    """
    figures = LETTERS_LEFT_OUT.sub("", unicodedata.normalize("NFKC", text))
    if figures.startswith("00"):
        figures = f"+{figures[2:]}"
    if figures.startswith("+86"):
        figures = figures[3:]
    elif len(figures) == 13 and figures.startswith("86"):
        figures = figures[2:]
    if MAINLAND.fullmatch(figures) or (invented and INVENTED.fullmatch(figures)):
        return figures
    return figures if ABROAD.fullmatch(figures) else None
