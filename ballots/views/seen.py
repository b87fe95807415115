"""A ballot and a proposal as somebody asks for them: one that is hidden from them does not exist."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from ballots.models import Ballot, Proposal
from ballots.models.proposals import ProposalState
from ballots.operations.closing import close_due
from ballots.queries.proposals import proposal_for

BESIDE = ("place__parent", "organisation", "matter", "members_of", "notice", "proposal", "resolution")


def ballot_seen(request: HttpRequest, pk: int, **facts: Any) -> Ballot:
    """Past its hour the door is shut by whoever looks first, so that the page never says that it is open.
    `facts` are annotations of what else is read of it."""
    rows = Ballot.objects.visible_to(request.user).select_related(*BESIDE).annotate(**facts)
    ballot = get_object_or_404(rows, pk=pk)
    now = timezone.now()
    is_due = ballot.announced_at and ballot.closed_at is None and ballot.voided_at is None
    if is_due and now >= ballot.closes_at and close_due(now, ballot=ballot):
        ballot.refresh_from_db(fields=["closed_at", "counted_at"])
    return ballot


def proposal_seen(request: HttpRequest, pk: int) -> Proposal:
    rows = proposal_for(request.user).exclude(state=ProposalState.DRAFT)
    return get_object_or_404(rows, pk=pk)
