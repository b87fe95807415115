"""How many papers there are, and how far they are; whether votes are so few that they cannot stay secret."""

from typing import NamedTuple

from django.db.models import Count, Q

from ballots.models import Ballot, Paper, Participation, SecretPaper
from ballots.models.votes import PaperState, VoteChannel
from ballots.queries.desk import UNREAD
from ballots.thresholds import SMALLEST_SECRET


class Papers(NamedTuple):
    typed: int  # in all
    counted: int
    unread: int
    spoilt: int
    replaced: int  # by a vote of their own


def papers_by_state(ballot: Ballot) -> Papers:
    rows = (SecretPaper if ballot.is_secret else Paper).objects.filter(ballot=ballot)
    found = rows.aggregate(
        typed=Count("pk"),
        counted=Count("pk", filter=Q(state=PaperState.COUNTED)),
        unread=Count("pk", filter=Q(state__in=UNREAD)),
        spoilt=Count("pk", filter=Q(state=PaperState.SPOILT)),
        replaced=Count("pk", filter=Q(state=PaperState.REPLACED)),
    )
    return Papers(**found)


def put_into_the_box(ballot: Ballot) -> int:
    return Participation.objects.filter(ballot=ballot, channel=VoteChannel.PAPER).count()


def reasons_of_spoilt(ballot: Ballot) -> list[str]:
    """Why papers were left out, a sentence for each; sorted, so that no order tells which it was."""
    rows = (SecretPaper if ballot.is_secret else Paper).objects.filter(ballot=ballot, state=PaperState.SPOILT)
    return sorted(rows.values_list("reason", flat=True))


# --- too few to be secret ------------------------------------------------------------------------------


def is_small_roll(ballot: Ballot, heads: int) -> bool:
    return ballot.is_secret and heads < SMALLEST_SECRET


def few_secret_votes(ballot: Ballot) -> int:
    """How many votes the count finds, where these are so few that the result can tell who chose what; else 0.
    A paper that two have left out is none, though whoever handed it in took part."""
    if not ballot.is_secret:
        return 0
    count = went_in(ballot)
    return count if count < SMALLEST_SECRET else 0


def went_in(ballot: Ballot) -> int:
    """How many votes lie in the box of a secret ballot, by those who took part."""
    left_out = SecretPaper.objects.filter(ballot=ballot, state=PaperState.SPOILT).count()
    return Participation.objects.filter(ballot=ballot).count() - left_out
