from ballots.models import Ballot, Elector


def lock(ballot: Ballot) -> Ballot:
    """The row itself: whoever closes, corrects the roll or calls off waits for who is inside, and the next
    for them. A vote holds it too (FOR SHARE, by a trigger), many at a time."""
    return (
        Ballot.objects.select_for_update(of=("self",), no_key=True)
        .select_related("place", "organisation")
        .get(pk=ballot.pk)
    )


def lock_elector(elector: Elector) -> Elector:
    """Before the ballot, always: two phones of one voter wait here for each other."""
    return (
        Elector.objects.select_for_update(of=("self",), no_key=True)
        .select_related("ballot__place", "ballot__organisation", "place")
        .get(pk=elector.pk)
    )
