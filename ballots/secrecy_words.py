"""That so few votes are not secret: said to whoever holds the ballot, from the draft on."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballots.models import Ballot
from ballots.models.ballots import BallotState
from ballots.queries.papers import few_secret_votes, is_small_roll
from ballots.thresholds import SMALLEST_SECRET


def few_in_words(ballot: Ballot, state: str) -> str:
    if not ballot.is_secret or state in (BallotState.COUNTED, BallotState.VOIDED):
        return ""
    if state == BallotState.DRAFT:
        sentence = _(
            "Secret: should fewer than %(least)d vote, the result can tell who chose what. Where few may "
            "vote, ask openly or do without."
        )
        return sentence % {"least": SMALLEST_SECRET}
    heads = ballot.document["roll"]["heads"]
    if is_small_roll(ballot, heads):
        return small_roll_in_words(heads)
    few = few_secret_votes(ballot) if state == BallotState.COUNTING else 0
    return few_votes_in_words(few) if few else ""


def small_roll_in_words(heads: int) -> str:
    return ngettext(
        "Only %(count)d is on the roll. "
        "With fewer than %(least)d votes a secret result can tell who chose what.",
        "Only %(count)d are on the roll. "
        "With fewer than %(least)d votes a secret result can tell who chose what.",
        heads,
    ) % {"count": heads, "least": SMALLEST_SECRET}


def few_votes_in_words(count: int) -> str:
    return ngettext(
        "Only %(count)d vote is in the box: the result can tell who chose what. A person counts it.",
        "Only %(count)d votes are in the box: the result can tell who chose what. A person counts them.",
        count,
    ) % {"count": count}
