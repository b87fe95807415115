"""The rules of a kind of meeting, as they are said to whoever calls one."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from committees.models import MeetingKind
from committees.models.kinds import Counted, Rules


def notice_in_words(kind: MeetingKind) -> str:
    if kind.notice_is_binding:
        sentence = ngettext(
            "By law it is called at least %(days)d day ahead.",
            "By law it is called at least %(days)d days ahead.",
            kind.notice_days,
        )
    else:
        sentence = ngettext(
            "Please call it at least %(days)d day ahead.",
            "Please call it at least %(days)d days ahead.",
            kind.notice_days,
        )
    return sentence % {"days": kind.notice_days}


def quorum_in_words(rules: Rules) -> str:
    """Of a kind, or of a council's charter."""
    if rules.quorum_of == Counted.NOBODY:
        return _("It needs no quorum.")
    share = {"part": rules.quorum_numerator, "whole": rules.quorum_denominator}
    is_half = (share["part"], share["whole"]) == (1, 2)
    if rules.quorum_of == Counted.PARTIES:
        sentences = (
            _("It can decide when more than half of the parties are there."),
            _("It can decide when more than %(part)d/%(whole)d of the parties are there."),
            _("It can decide when at least %(part)d/%(whole)d of the parties are there."),
        )
    else:
        sentences = (
            _("It can decide when more than half of the delegates are there."),
            _("It can decide when more than %(part)d/%(whole)d of the delegates are there."),
            _("It can decide when at least %(part)d/%(whole)d of the delegates are there."),
        )
    return sentences[0 if is_half and rules.quorum_is_strict else 1 if rules.quorum_is_strict else 2] % share
