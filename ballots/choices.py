"""What somebody chose, as it is kept: known options, each once; of a ranking in the order given. Pure."""

from collections.abc import Container, Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kit.refused import Refused

FIELD = "choices"


def as_kept(*, kind: str, most: int, options: Sequence[str], choices: Iterable[str]) -> list[str]:
    """`options`: the keys that can be chosen, in their order. None chosen is a blank vote: it takes part, and
    is for nothing; of yes, no and abstain exactly one is said. Raises Refused."""
    chosen = [str(key) for key in choices]
    if len(set(chosen)) != len(chosen):
        raise Refused(_("One answer stands there twice. Please choose each once."), field=FIELD)
    if not set(chosen) <= set(options):
        raise Refused(_("This answer is not on the paper. Please choose again."), field=FIELD)
    if kind == "yesno" and len(chosen) != 1:
        raise Refused(_("Say yes, no, or that you abstain: one of the three."), field=FIELD)
    if kind != "ranking" and len(chosen) > most:
        sentence = ngettext("Choose %(most)d at most.", "Choose %(most)d at most.", most)
        raise Refused(sentence % {"most": most}, field=FIELD)
    return chosen if kind == "ranking" else [key for key in options if key in chosen]


def without(choices: Iterable[str], gone: Container[str]) -> list[str]:
    return [key for key in choices if key not in gone]
