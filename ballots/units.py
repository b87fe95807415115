"""In what a ballot counts: homes, where each home has one vote, and heads everywhere else. No figure is said
without it. `unit` is that of the ballot (`ballots.models.ballots.Unit`). Pure."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

HOME = "home"


def is_by_home(unit: str) -> bool:
    return unit == HOME


def counted(count: int, unit: str) -> str:
    """1,024 heads; 96 homes"""
    if is_by_home(unit):
        said = ngettext("%(count)s home", "%(count)s homes", count)
    else:
        said = ngettext("%(count)s head", "%(count)s heads", count)
    return said % {"count": f"{count:,}"}


def column(unit: str) -> str:
    """Above a column of such figures."""
    return pgettext("a column of counts", "Homes") if is_by_home(unit) else _("Heads")


def measure(unit: str) -> str:
    """Which of the two measures a bar is about; the other is the area."""
    return _("By homes") if is_by_home(unit) else _("By heads")


def participation(unit: str) -> str:
    return _("Participation by homes") if is_by_home(unit) else _("Participation by heads")


def agreement(unit: str) -> str:
    return _("Agreement by homes") if is_by_home(unit) else _("Agreement by heads")


def on_the_roll(count: int, unit: str) -> str:
    """A whole sentence without its full stop."""
    if is_by_home(unit):
        said = ngettext("%(count)s home on the roll", "%(count)s homes on the roll", count)
    else:
        said = ngettext("%(count)s head on the roll", "%(count)s heads on the roll", count)
    return said % {"count": f"{count:,}"}
