"""A roll put right by two people, where a test is about what comes after."""

from ballots import rules
from ballots.models import Elector
from ballots.operations.additions import propose_entry
from ballots.operations.confirming_corrections import confirm_correction
from ballots.operations.corrections import propose_correction
from buildings.models import Membership
from people.models import User


def correct_roll(*, by: User, elector: Elector, second: User | None = None, now=None, **fields) -> Elector:
    """Asked for by `by` and confirmed by another who holds the ballot; as it was where nothing changes."""
    proposed = propose_correction(by=by, elector=elector, now=now, **fields)
    if proposed is None:
        return Elector.objects.get(pk=elector.pk)
    return confirm_correction(by=second or beside(by, elector.ballot), proposed=proposed, now=now)


def add_elector(*, by: User, ballot, second: User | None = None, now=None, **fields) -> Elector:
    proposed = propose_entry(by=by, ballot=ballot, now=now, **fields)
    return confirm_correction(by=second or beside(by, ballot), proposed=proposed, now=now)


def beside(first: User, ballot) -> User:
    """Somebody else of the community's staff, or of those who ask."""
    rows = Membership.objects.current().exclude(user=first).select_related("user").order_by("pk")
    return next(row.user for row in rows if rules.may_run(user=row.user, ballot=ballot))
