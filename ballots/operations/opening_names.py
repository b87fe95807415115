"""The names behind the doors of a roll: for whoever holds the ballot, with a purpose that is written down."""

from django.db import transaction
from django.utils.translation import gettext as _

from ballots import rules
from ballots.models import Ballot, Elector
from ballots.queries.roll_shown import ORDER, found_by
from journal.operations import record, record_read
from kit.refused import Refused
from people.models import User

MOST = 200  # at one look


@transaction.atomic
def open_roll_names(*, by: User, ballot: Ballot, purpose: str, words: str) -> list[Elector]:
    """To be shown once. `words`: a door, a building, or a number on the roll."""
    if not rules.may_run(user=by, ballot=ballot):
        raise Refused(_("The names are for those who hold the ballot."))
    if not rules.may_open_names(user=by, ballot=ballot):
        raise Refused(_("This poll is held by doors. Names of the register are not opened for it."))
    if len(purpose.strip()) < 2:
        raise Refused(_("Please say what you need them for."), field="purpose")
    if not words.replace("\0", "").strip():
        raise Refused(_("Which entry? A door, a building, or a number on the roll."), field="words")
    found = list(found_by(Elector.objects.filter(ballot=ballot), words).order_by(*ORDER)[:MOST])
    record_read(by=by, subject=ballot.place, purpose=purpose.strip())  # neighbours find it in "my data"
    data = {"electors": [elector.pk for elector in found]}
    record(by=by, verb="ballots.open_names", subject=ballot, data=data)
    return found
