"""Who is told what when a ballot was counted, waits to be, or is called off. Never how it came out: that is
read on the page, beside what it means."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ballots.models import Ballot
from kit.refused import Refused
from notifications.operations import Words

COUNTED = "ballots.counted"
WAITS = "ballots.count_waits"
VOIDED = "ballots.voided"
VOID_ASKED = "ballots.void_asked"
VOID_SENT_BACK = "ballots.void_sent_back"


def url_of_count(ballot: Ballot) -> str:
    return reverse("ballots:count", args=[ballot.pk])


def url_of_void(ballot: Ballot) -> str:
    return reverse("ballots:void", args=[ballot.pk])


def counted(ballot: Ballot) -> Words:
    def words() -> tuple[str, str]:
        return (
            _("Counted: %(title)s") % {"title": ballot.title},
            _("See how it came out. With your receipt you can look whether your vote is in it."),
        )

    return words


def count_waits(ballot: Ballot, refused: Refused) -> Words:
    def words() -> tuple[str, str]:
        return _("Voting has closed, the count waits: %(title)s") % {"title": ballot.title}, str(refused)

    return words


def voided(ballot: Ballot) -> Words:
    def words() -> tuple[str, str]:
        return pgettext("ballot", "Called off: %(title)s") % {"title": ballot.title}, ballot.void_reason

    return words


def void_asked(ballot: Ballot) -> Words:
    """To those who hold the ballot."""

    def words() -> tuple[str, str]:
        title = _("To be called off after the count? %(title)s") % {"title": ballot.title}
        return title, _("Somebody asks for it. Read the reason, and confirm it or send it back.")

    return words


def void_sent_back(ballot: Ballot, reason: str) -> Words:
    """To whoever asked."""

    def words() -> tuple[str, str]:
        title = _("Not called off: %(title)s") % {"title": ballot.title}
        return title, _("The result holds as before: %(reason)s") % {"reason": reason}

    return words
