"""A charter in plain words, for neighbours."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from committees.kind_words import share_in_words
from committees.models import Charter
from kit.lines import listed


def charter_in_words(charter: Charter) -> list[str]:
    """What everyone wants to know, a sentence each."""
    return [
        how_many(charter),
        *([offices_in_words(charter)] if charter.offices else []),
        when_it_decides(charter),
        how_it_decides(charter),
        substitutes_in_words(charter),
    ]


def how_many(charter: Charter) -> str:
    years, months = divmod(charter.term_months, 12)
    length = (
        ngettext("%(count)d year", "%(count)d years", years) % {"count": years}
        if not months
        else ngettext("%(count)d month", "%(count)d months", charter.term_months)
        % {"count": charter.term_months}
    )
    return _("It has %(seats)d seats; a term lasts %(length)s.") % {"seats": charter.seats, "length": length}


def offices_in_words(charter: Charter) -> str:
    names = [
        _("%(duty)s (%(count)d)") % {"duty": each["duty"], "count": each["seats"]}
        if each["seats"] > 1
        else each["duty"]
        for each in charter.offices
    ]
    return _("Its offices: %(names)s.") % {"names": listed(names)}


def when_it_decides(charter: Charter) -> str:
    share = charter.quorum_share
    words = {"share": share_in_words(share), "least": share.least(charter.seats), "seats": charter.seats}
    return _("It can decide when %(share)s are there: %(least)d of %(seats)d.") % words


def how_it_decides(charter: Charter) -> str:
    words = {"share": share_in_words(charter.majority_share)}
    if charter.majority_is_of_all:
        return _("Something is decided when %(share)s of all its members agree.") % words
    return _("Something is decided when %(share)s of those who vote agree.") % words


def substitutes_in_words(charter: Charter) -> str:
    if charter.has_substitutes:
        return _("Who cannot come may send the substitute.")
    return _("Nobody can stand in for another.")
