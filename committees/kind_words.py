"""The rules of a kind of meeting as one says them: "more than half of the parties"."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from buildings.models.organisations import OrganisationKind
from committees.models.kinds import CAPTAINS, Counted, MeetingKind, Rules
from committees.quorum import Share
from kit.lines import listed


def party_kind(code: str) -> str:
    return _("The captains") if code == CAPTAINS else str(OrganisationKind(code).label)


def called_by(kinds: list[str]) -> str:
    return listed(party_kind(code) for code in kinds)


def invited(rows: list[dict]) -> str:
    """街坊会 3 人、业委会 1 人"""
    sentence = pgettext("party and its seats", "%(party)s %(seats)d")
    return listed(sentence % {"party": party_kind(row["kind"]), "seats": row["seats"]} for row in rows)


def share_in_words(share: Share) -> str:
    """过半数 does not include the half, 三分之二以上 includes its two thirds (Civil Code, article 1259)."""
    if share.numerator == share.denominator:
        return pgettext("share", "all")
    if (share.numerator, share.denominator) == (1, 2):
        return pgettext("share", "more than half") if share.is_strict else pgettext("share", "at least half")
    sentence = (
        pgettext("share", "more than %(part)d/%(whole)d")
        if share.is_strict
        else pgettext("share", "at least %(part)d/%(whole)d")
    )
    return sentence % {"part": share.numerator, "whole": share.denominator}


def quorum_in_words(rules: Rules) -> str:
    share = {"share": share_in_words(rules.quorum_share)}
    return {
        Counted.PARTIES: _("%(share)s of the parties are there") % share,
        Counted.PEOPLE: _("%(share)s of the delegates are there") % share,
        Counted.NOBODY: _("nobody is counted; it can always be held"),
    }[rules.quorum_of]


def when_it_decides(rules: Rules) -> str:
    """The same as a sentence, to whoever calls one."""
    share = {"share": share_in_words(rules.quorum_share)}
    return {
        Counted.PARTIES: _("It can decide when %(share)s of the parties are there.") % share,
        Counted.PEOPLE: _("It can decide when %(share)s of the delegates are there.") % share,
        Counted.NOBODY: _("It needs no quorum."),
    }[rules.quorum_of]


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


def majority_in_words(rules: Rules) -> str:
    """Who votes, and how many have to say yes."""
    if rules.voters == Counted.NOBODY:
        return _("nothing is voted on")
    share = {"share": share_in_words(rules.majority_share)}
    by_parties = rules.voters == Counted.PARTIES
    if rules.majority_is_of_all:
        sentence = (
            _("each party has one vote; %(share)s of all parties have to agree")
            if by_parties
            else _("each delegate has one vote; %(share)s of all delegates have to agree")
        )
    else:
        sentence = (
            _("each party has one vote; %(share)s of those that vote have to agree")
            if by_parties
            else _("each delegate has one vote; %(share)s of those who vote have to agree")
        )
    return sentence % share
