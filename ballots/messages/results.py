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


def url_of_count(ballot: Ballot) -> str:
    return reverse("ballots:count", args=[ballot.pk])


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
