"""Letters that leave a page as it was. Who writes nothing else has written nothing."""

import unicodedata

from django import forms

CONTROLS = {"Cc", "Cf"}  # Unicode's categories of control and format characters
# Of other categories: fillers of Hangul and Braille, a joiner, the selectors of a letter's look.
FILLERS = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0" + "".join(map(chr, range(0xFE00, 0xFE10)))
)


def is_unseen(letter: str) -> bool:
    """Blanks are seen: between words."""
    return letter in FILLERS or unicodedata.category(letter) in CONTROLS


def shows_nothing(text: str) -> bool:
    """Neither letter nor sign; "" as well."""
    return all(letter.isspace() or is_unseen(letter) for letter in text)


def use_seen_words() -> None:
    """Every field of words takes such a text for an empty one, as blanks; of passwords none."""
    read = forms.CharField.to_python

    def to_python(field: forms.CharField, value: object) -> str:
        words = read(field, value)
        return field.empty_value if field.strip and words and shows_nothing(words) else words

    forms.CharField.to_python = to_python
