"""Words as the search sees them: made alike, and cut into single characters and pairs of neighbours.

The database does the same with what is found in (kit/migrations/0001_words_for_search.py); both must agree.
Full-width and half-width, upper and lower case are one; spaces are none, so that 3栋 finds "3 栋".
Traditional characters stay what they are.
"""

import string
import unicodedata
from itertools import pairwise

BLANKS = " \t\n\r\f\v\u00a0\u1680\u180e\u200b\u200c\u2028\u2029\u2060\u3000\ufeff"
# ASCII alone: what other letters have as their small ones differs from server to server.
TABLE = str.maketrans(string.ascii_uppercase, string.ascii_lowercase, BLANKS)
SHIFT = 21  # every character's number fits in so many bits


def fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(TABLE)


def grams(folded: str) -> list[int]:
    """What a text must have to hold this: its pairs, or the one character."""
    if len(folded) == 1:
        return [ord(folded) << SHIFT]
    return list(dict.fromkeys(ord(one) << SHIFT | ord(after) for one, after in pairwise(folded)))


def spans(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The folded text, and for each of its characters from where to where it stands in `text`."""
    folded, places = [], []
    for start, end in clusters(text):
        piece = fold(text[start:end])
        folded.append(piece)
        places += [(start, end)] * len(piece)
    return "".join(folded), places


def clusters(text: str) -> list[tuple[int, int]]:
    """Each character with the marks that sit on it: é may be two."""
    starts = [n for n, character in enumerate(text) if n == 0 or not unicodedata.combining(character)]
    return list(zip(starts, [*starts[1:], len(text)], strict=True)) if text else []


def found(text: str, words: tuple[str, ...]) -> list[tuple[int, int]]:
    """Where in `text` these folded words stand, in order, those that touch as one."""
    folded, places = spans(text)
    hits = []
    for word in words:
        at = folded.find(word)
        while at >= 0:
            hits.append((places[at][0], places[at + len(word) - 1][1]))
            at = folded.find(word, at + len(word))
    return joined(sorted(hits))


def joined(hits: list[tuple[int, int]]) -> list[tuple[int, int]]:
    whole: list[tuple[int, int]] = []
    for start, end in hits:
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    return whole
