from django.db.models import QuerySet

from ballots.models import Ballot, Elector
from kit.kept_questions import kept_row


def lock(ballot: Ballot) -> Ballot:
    """The row itself: whoever closes, corrects the roll or calls off waits for who is inside, and the next
    for them. A vote holds it too (FOR SHARE, by a trigger), many at a time."""
    return _ballot(ballot.pk)


@kept_row
def _ballot(number: int) -> QuerySet[Ballot]:
    rows = Ballot.objects.filter(pk=number).select_for_update(of=("self",), no_key=True)
    return rows.select_related("place", "organisation")


def lock_elector(elector: Elector) -> Elector:
    """Before the ballot, always: two phones of one voter wait here for each other."""
    return _elector(elector.pk)


@kept_row
def _elector(number: int) -> QuerySet[Elector]:
    rows = Elector.objects.filter(pk=number).select_for_update(of=("self",), no_key=True)
    return rows.select_related("ballot__place", "ballot__organisation", "place")
