"""A ballot and a proposal as somebody asks for them: one that is hidden from them does not exist."""

from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from ballots.models import Ballot, Proposal
from ballots.models.proposals import ProposalState
from ballots.operations.closing import close_due
from ballots.queries.page import facts_for
from ballots.queries.proposals import proposal_for
from buildings.alike import one_alike
from people.models import User

BESIDE = ("place__parent", "organisation", "matter", "members_of", "notice", "proposal", "resolution")


def ballot_seen(request: HttpRequest, pk: int, *, with_facts: bool = False) -> Ballot:
    """Past its hour the door is shut by whoever looks first, so that the page never says that it is open; at
    the database's hour, which no machine is ahead of.
    `with_facts`: with all that its own page says of it."""
    ballot, now = one_alike(_ballot, request.user, pk, with_facts), timezone.now()
    is_due = ballot.announced_at and ballot.closed_at is None and ballot.voided_at is None
    if is_due and now >= ballot.closes_at and close_due(ballot=ballot):
        ballot.refresh_from_db(fields=["closed_at", "papers_in_at", "counted_at"])
    return ballot


def _ballot(user: User, now: datetime, pk: int, with_facts: bool) -> QuerySet[Ballot]:
    rows = Ballot.objects.visible_to(user).filter(pk=pk).select_related(*BESIDE)
    return rows.annotate(**facts_for(user)) if with_facts else rows


def proposal_seen(request: HttpRequest, pk: int) -> Proposal:
    rows = proposal_for(request.user).exclude(state=ProposalState.DRAFT)
    return get_object_or_404(rows, pk=pk)
