"""What the ballot's page shows of its count, for one reader. In a page:
`{% load ballot_results %}{% ballot_result ballot %}`."""

from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ballots import rules
from ballots.models import Ballot, Result
from ballots.models.ballots import BallotKind, BallotState, ElectedAs
from ballots.models.rolls import ObjectionAbout
from ballots.queries.results import breakdown_of, choices_in_words, own_votes
from ballots.result_words import Shown, labels_of, shown
from buildings.rules import may_appoint_captain
from committees.queries import seats_of
from committees.rules import may_seat
from people.models import User


class OwnLine(NamedTuple):
    label: str
    choice: str
    receipt: str
    channel: str


class Next(NamedTuple):
    """A page where somebody who was elected is appointed."""

    name: str
    url: str


def result_context(ballot: Ballot, user: User) -> dict[str, Any]:
    state = ballot.state(timezone.now())
    result = Result.objects.filter(ballot=ballot).select_related("notice").first()
    may_run = rules.may_run(user=user, ballot=ballot)
    context = {"ballot": ballot, "result": result, "may_run": may_run}
    context["is_counting"] = state == BallotState.COUNTING
    if result is None:
        return context
    told = shown(ballot, result)
    about_result = ballot.objections.filter(about=ObjectionAbout.RESULT)
    asked = list(ballot.calling_off.filter(refused_by=None).select_related("by", "confirmed_by"))
    return context | {
        "told": told,
        "called_off": next((row for row in asked if row.confirmed_by), None),
        "calling_off": may_run and next((row for row in asked if row.ended_at is None), None),
        "breakdown": breakdown_of(ballot),
        "own": own_lines(ballot, user),
        "may_see_votes": rules.may_see_votes(user=user, ballot=ballot),
        "may_read_file": rules.may_read_file(user=user, ballot=ballot),
        "objections": about_result.count(),
        "is_posted": result.posted_until is not None and timezone.localdate() <= result.posted_until,
        "next": appoint_next(ballot, told, user) if may_run else [],
    }


def own_lines(ballot: Ballot, user: User) -> list[OwnLine]:
    labels = labels_of(ballot)
    return [
        OwnLine(
            vote.elector.label,
            said(ballot, labels, vote.choices),
            vote.receipt,
            vote.get_channel_display(),
        )
        for vote in own_votes(ballot, user)
    ]


def said(ballot: Ballot, labels: dict[str, str], choices: list[str]) -> str:
    """同意；of a ranking 甲 > 乙"""
    joint = " > " if ballot.kind == BallotKind.RANKING else pgettext("between names", ", ")
    return choices_in_words(labels, choices, joint=joint, blank=_("Blank: takes part, chooses nothing"))


def appoint_next(ballot: Ballot, told: Shown, user: User) -> list[Next]:
    """The count appoints nobody: these are the pages where it is done, for those who may."""
    if ballot.kind != BallotKind.ELECTION or ballot.voided_at:
        return []
    if ballot.elected_as == ElectedAs.CAPTAIN and may_appoint_captain(user=user, place=ballot.place):
        url = reverse("buildings:appoint", args=[ballot.place_id])
        return [Next(name, url) for name in told.elected]
    council = ballot.elected_to
    if ballot.elected_as == ElectedAs.COUNCIL and council and may_seat(user=user, council=council):
        first = len(seats_of(council)) + 1
        url = reverse("committees:seat", args=[council.pk])
        return [Next(name, f"{url}?number={first + step}") for step, name in enumerate(told.elected)]
    return []
