"""What is said in an invented city. The sentences are the demo's, and those that `make bench` draws from."""

from itertools import chain

from issues.titles import first_words
from portal.demo.issues import ANSWERS, RESOLVED, TEXTS, WEIGHTS
from portal.management.commands.bench_notices import SENTENCES, TITLES, words_of

__all__ = ["ANSWERS", "RESOLVED", "notice_sentences", "notice_titles", "troubles"]


def troubles() -> list[tuple[str, str, str]]:
    """(category, title, text), the usual ones more often. {f} stands for the floor, {b} for the building."""
    return list(
        chain.from_iterable(
            [(code, first_words(text), text) for text in texts] * WEIGHTS.get(code, 1)
            for code, texts in TEXTS.items()
        )
    )


def notice_titles() -> list[str]:
    return words_of(TITLES)


def notice_sentences() -> list[str]:
    return words_of(SENTENCES)
