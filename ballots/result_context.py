"""What the ballot's page shows of its count, for one reader. In a page:
`{% load ballot_results %}{% ballot_result ballot %}`."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ballots import rules
from ballots.models import Ballot, CallingOff, Lot, Result, Vote
from ballots.models.ballots import BallotKind, BallotState
from ballots.queries.appointing import appoint_next, belongs_to
from ballots.queries.results import breakdown_of, choices_in_words, result_for
from ballots.result_lots import lots_in_words
from ballots.result_words import labels_of, shown
from kit.carried import unpacked
from people.models import User


class OwnLine(NamedTuple):
    label: str
    choice: str
    receipt: str
    channel: str


def result_context(ballot: Ballot, user: User) -> dict[str, Any]:
    state = ballot.state(timezone.now())
    result = result_for(ballot, user)
    may_run = rules.may_run(user=user, ballot=ballot)
    context = {"ballot": ballot, "result": result, "may_run": may_run}
    context["is_counting"] = state == BallotState.COUNTING
    if result is None:
        return context
    told, asked = shown(ballot, result), list(asked_of(result))
    reader = {"user": user, "ballot": ballot, "on_roll": result.is_on_roll}
    return context | {
        "told": told,
        "called_off": next((row for row in asked if row.confirmed_by), None),
        "calling_off": may_run and any(row.is_open for row in asked),
        "breakdown": breakdown_of(ballot, result.vote_groups),
        "own": own_lines(ballot, result),
        "may_see_votes": rules.may_see_votes(**reader),
        "may_read_file": rules.may_read_file(**reader),
        "objections": result.objection_count,
        "is_posted": result.posted_until is not None and timezone.localdate() <= result.posted_until,
        "lots": lots_in_words(ballot, unpacked(Lot, result.lot_rows)),
        "next": appoint_next(ballot, told.elected, user) if may_run else [],
        "belongs": belongs_to(ballot, user) if may_run else "",
    }


class SecondWord(NamedTuple):
    """That it be called off: who asks, and who confirmed it."""

    by: str
    confirmed_by: str | None
    is_open: bool


def asked_of(result: Result) -> Iterator[SecondWord]:
    for row in unpacked(CallingOff, result.asked_rows):
        yield SecondWord(row.first, row.second, row.ended_at is None)


def own_lines(ballot: Ballot, result: Result) -> list[OwnLine]:
    """What counts for whoever this person votes for, with the receipt. Of a secret ballot nobody can say."""
    labels, votes = labels_of(ballot), [] if ballot.is_secret else unpacked(Vote, result.own_rows)
    return [
        OwnLine(vote.label, said(ballot, labels, vote.choices), vote.receipt, vote.get_channel_display())
        for vote in votes
    ]


def said(ballot: Ballot, labels: dict[str, str], choices: list[str]) -> str:
    """同意；of a ranking 甲 > 乙"""
    joint = " > " if ballot.kind == BallotKind.RANKING else pgettext("between names", ", ")
    return choices_in_words(labels, choices, joint=joint, blank=_("Blank: takes part, chooses nothing"))
