"""A count as it is posted, in plain text with headings and lists, as notices are written."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from ballots.models import Ballot, Lot, Result
from ballots.result_lots import lots_in_words
from ballots.result_words import Line, OptionLine, shown


def notice_title(ballot: Ballot) -> str:
    return (_("Result: %(title)s") % {"title": ballot.title})[:80]


def notice_body(ballot: Ballot, result: Result, *, until: str, page: str, objections: str) -> str:
    told = shown(ballot, result)
    parts = [
        told.headline,
        *told.meaning,
        told.took_part,
        bullets(test_in_words(line) for line in told.tests),
        heading(_("How it was answered")),
        bullets(option_in_words(line) for line in told.options),
        blank_in_words(told.blank),
        told.silence,
        *lots(ballot),
        heading(_("Check it yourself")),
        _("The ballots are in a file on this page: %(page)s") % {"page": page},
        _("Its last line must end with this number: %(hash)s") % {"hash": result.chain_head},
        heading(_("Is something wrong?")),
        _("Objections are taken until %(day)s, here: %(page)s") % {"day": until, "page": objections},
    ]
    return "\n\n".join(filter(None, parts))


def lots(ballot: Ballot) -> list[str]:
    """Else two stand there with the same figure, and one of them was elected."""
    drawn = lots_in_words(ballot, Lot.objects.filter(ballot=ballot).order_by("number"))
    if not drawn:
        return []
    return [heading(pgettext("ballot", "Lots")), bullets(lot_in_words(lot) for lot in drawn)]


def lot_in_words(lot: dict[str, str]) -> str:
    watched = _("Watched by: %(names)s") % {"names": lot["witnesses"]}
    return " · ".join([lot["order"], lot["how"], watched, lot["when"]])


def called_off_title(ballot: Ballot) -> str:
    return (_("Called off after the count: %(title)s") % {"title": ballot.title})[:80]


def called_off_body(ballot: Ballot, posted: str) -> str:
    """What became of it above what was posted, which stays to be read."""
    lines = [
        _("This ballot was called off after the count; the result does not hold."),
        _("The reason: %(reason)s") % {"reason": ballot.void_reason},
        _("What was counted stays to be read and checked:"),
    ]
    return "\n\n".join([*lines, posted])


def heading(words: str) -> str:
    return f"## {words}"


def bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def test_in_words(line: Line) -> str:
    return _("%(label)s: %(sentence)s") % {"label": line.label, "sentence": line.sentence}


def blank_in_words(count: int) -> str:
    """Whoever adds up the answers finds here who is missing."""
    if not count:
        return ""
    return ngettext(
        "%(count)s paper was blank: it takes part and chooses nothing.",
        "%(count)s papers were blank: they take part and choose nothing.",
        count,
    ) % {"count": count}


def option_in_words(line: OptionLine) -> str:
    said = _("%(label)s: %(heads)s") % {"label": line.label, "heads": line.counted}
    return pgettext("between names", ", ").join([said, line.area] if line.area else [said])
