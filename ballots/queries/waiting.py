"""What in this room waits for one person, apart from their own vote (`listing.to_vote`): for a desk."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from ballots import rules
from ballots.models import Ballot, Elector, Objection, Paper, Proposal, ProposalStep, RollHome, SecretPaper
from ballots.models.processes import Actor
from ballots.models.proposals import ProposalState
from ballots.models.rolls import ObjectionState
from ballots.models.votes import PaperState
from ballots.queries.desk import UNREAD
from ballots.queries.listing import HEAVY, counted
from ballots.queries.processes import steps_running
from buildings.models.dwellings import looked_after_by
from buildings.models.places import prefixes, starts_with
from buildings.standing import standing_of
from committees.rules import CONVENING_KINDS
from people.models import User

MOST = 7


def runs(user: User, at: str = "") -> Q:
    """`rules.may_run`, asked of the database. `at` leads to the ballot: "ballot__"."""
    standing = standing_of(user)
    own = Q(**{f"{at}organisation__in": standing.organisation_ids})
    return own | starts_with(standing.staff_paths, f"{at}place__path")


def runs_any(user: User) -> bool:
    standing = standing_of(user)
    return bool(standing.organisation_ids or standing.staff_paths)


def proposals_to_answer(user: User) -> list[Proposal]:
    """An answer is owed by a day, and this person may give it."""
    paths = standing_of(user).service_paths(*CONVENING_KINDS)
    if not paths:
        return []
    rows = Proposal.objects.filter(starts_with(paths, "place__path"), state=ProposalState.CHECKING)
    return list(rows.exclude(author=user).select_related("place").order_by("answer_due_on", "pk")[:MOST])


def steps_to_take(user: User) -> list[ProposalStep]:
    """Steps of a way of deciding whose turn it is, and that this person has to take."""
    standing = standing_of(user)
    captain = Q(proposal__place__path__in=prefixes(standing.captain_paths))
    captain |= starts_with(standing.captain_paths, "proposal__place__path")
    mine = Q(who=Actor.AUTHOR, proposal__author=user) | Q(who=Actor.CAPTAINS) & captain
    mine |= starts_with(standing.service_paths(), "proposal__place__path")
    rows = steps_running().filter(mine).order_by("due_on", "pk")[: MOST * 3]
    return [step for step in rows if rules.must_act(user=user, step=step)][:MOST]


def ballots_with_papers(user: User) -> list[Ballot]:
    """With `papers`: how many of them this person may read as the second (or third) one. One query."""
    standing = standing_of(user)
    if not runs_any(user) and not standing.captain_paths:
        return []
    handled = runs(user)
    handled |= Q(place__path__in=prefixes(standing.captain_paths))
    rows = Ballot.objects.announced().filter(handled, counted_at=None).defer(*HEAVY)
    rows = rows.annotate(
        by_name=counted(_papers(user).order_by().values("ballot")),
        of_box=counted(_second(SecretPaper.objects.all(), user).order_by().values("ballot")),
    ).filter(Q(by_name__gt=0) | Q(of_box__gt=0))
    found = list(rows.order_by("closes_at", "pk")[:MOST])
    for ballot in found:
        ballot.papers_waiting = ballot.by_name + ballot.of_box
    return found


def _second(rows: QuerySet, user: User) -> QuerySet:
    """Typed by somebody else, and not one's own second reading that differed."""
    rows = rows.filter(ballot=OuterRef("pk"), state__in=UNREAD).exclude(typed_by=user)
    return rows.exclude(state=PaperState.DIFFERS, confirmed_by=user)


def _papers(user: User) -> QuerySet[Paper]:
    """What `desk.handled_by` says of one ballot, for all: never of one's own home."""
    standing = standing_of(user)
    lived_in = [c.dwelling_id for c in standing.capacities if c.dwelling_id]
    of_elector = RollHome.objects.filter(elector=OuterRef("elector"))
    own = Elector.objects.filter(pk=OuterRef("elector"), voters__user=user, voters__ended_at=None)
    near = Exists(of_elector.filter(looked_after_by(standing, "dwelling__")))
    rows = _second(Paper.objects.all(), user).filter(runs(user, "ballot__") | Q(near))
    return rows.exclude(Exists(own)).exclude(Exists(of_elector.filter(dwelling__in=lived_in)))


def counts_to_finish(user: User, now: datetime) -> list[Ballot]:
    """Over, and not counted, or counted and not posted."""
    if not runs_any(user):
        return []
    over = Q(closes_at__lte=now) | Q(closed_at__isnull=False)
    rows = Ballot.objects.announced().filter(over, runs(user))
    rows = rows.filter(Q(counted_at=None) | Q(result__posted_at=None)).defer(*HEAVY)
    return list(rows.order_by("closes_at", "pk")[:MOST])


def objections_to_answer(user: User) -> list[Objection]:
    """Nobody answers their own; the one that is due first in front."""
    if not runs_any(user):
        return []
    rows = Objection.objects.filter(runs(user, "ballot__"), state=ObjectionState.OPEN)
    rows = rows.filter(ballot__voided_at=None).exclude(by=user)
    return list(rows.select_related("ballot").defer("ballot__document").order_by("due_on", "pk")[:MOST])
