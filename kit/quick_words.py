"""What was translated once into a language is not looked for again.

Django looks through its catalogues each time, up to 240 times in a list of issues. A catalogue does not
change while the process lives; what is kept hangs on the very object that holds it, so that whoever loads the
catalogues anew begins with nothing kept.
"""

from typing import Any

from django.utils import translation
from django.utils.translation import trans_real

MOST = 20_000  # in a language; ours has 6,000. What else is handed to gettext makes no list without end
COUNTED = 200  # of greater numbers each is rare
DJANGO_S = trans_real.gettext, trans_real.pgettext, trans_real.ngettext


def use_quick_words() -> None:
    """Once, when the process begins. `_trans` keeps what it found for whoever asked before."""
    for ours in (gettext, pgettext, ngettext):
        setattr(trans_real, ours.__name__, ours)
        if ours.__name__ in vars(translation._trans):
            setattr(translation._trans, ours.__name__, ours)


def gettext(message: str) -> str:
    said = _said()
    if said is None or type(message) is not str:
        return DJANGO_S[0](message)
    found = said.get(message)
    return _kept(said, message, DJANGO_S[0](message)) if found is None else found


def pgettext(context: str, message: str) -> str:
    said, key = _said(), (context, message)
    if said is None or type(message) is not str:
        return DJANGO_S[1](context, message)
    found = said.get(key)
    return _kept(said, key, DJANGO_S[1](context, message)) if found is None else found


def ngettext(singular: str, plural: str, number: int) -> str:
    said, key = _said(), (singular, plural, number)
    is_plain = type(singular) is type(plural) is str and type(number) is int and 0 <= number < COUNTED
    if said is None or not is_plain:
        return DJANGO_S[2](singular, plural, number)
    found = said.get(key)
    return _kept(said, key, DJANGO_S[2](singular, plural, number)) if found is None else found


def _kept(said: dict[Any, str], key: Any, found: str) -> str:
    if len(said) >= MOST:
        said.clear()
    said[key] = found
    return found


def _said() -> dict[Any, str] | None:
    """In the language that this thread speaks; None where none was chosen yet."""
    catalogue = getattr(trans_real._active, "value", None)
    return None if catalogue is None else vars(catalogue).setdefault("said", {})
