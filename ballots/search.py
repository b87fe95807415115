"""Ballots and proposals by their words, for whoever sees them. Never by what was chosen, or by whom."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ballots.models import Ballot, Proposal
from ballots.models.proposals import ProposalState
from buildings.models import Place
from kit.search import Asked, Hit, Shelf, in_one_text, marked, matching, snippet
from kit.times import ago, moment
from people.models import User

BALLOTS_ORDER, PROPOSALS_ORDER = ("-announced_at", "-id"), ("-published_at", "-id")


def find_ballots(user: User, asked: Asked, place: Place | None) -> QuerySet[Ballot]:
    """What was announced; drafts stand in the list of those who prepare them."""

    def rows() -> QuerySet[Ballot]:
        visible = Ballot.objects.visible_to(user).filter(announced_at__isnull=False)
        return visible.filter(place__path__startswith=place.path) if place else visible

    newest = Ballot.objects.filter(announced_at__isnull=False).order_by(*BALLOTS_ORDER)
    return matching(rows, asked, newest=newest)


def fetch_ballots(rows: QuerySet[Ballot]) -> QuerySet[Ballot]:
    return rows.select_related("organisation").defer("document", "named_list")


def ballot_hit(ballot: Ballot, asked: Asked, user: User) -> Hit:
    now = timezone.now()
    return Hit(
        url=ballot.get_absolute_url(),
        title=marked(ballot.title, asked),
        lead=snippet(ballot.text, asked),
        meta=f"{ballot.organisation} · {ballot.state(now).label} · {moment(ballot.closes_at, now=now)}",
    )


def find_proposals(user: User, asked: Asked, place: Place | None) -> QuerySet[Proposal]:
    out = Proposal.objects.exclude(state=ProposalState.DRAFT)

    def rows() -> QuerySet[Proposal]:
        visible = out.visible_to(user).filter(published_at__isnull=False)
        return visible.filter(place__path__startswith=place.path) if place else visible

    return matching(rows, asked, newest=out.order_by(*PROPOSALS_ORDER))


def fetch_proposals(rows: QuerySet[Proposal]) -> QuerySet[Proposal]:
    return rows.select_related("place")


def proposal_hit(proposal: Proposal, asked: Asked, user: User) -> Hit:
    when = ago(proposal.published_at, now=timezone.now())
    return Hit(
        url=proposal.get_absolute_url(),
        title=marked(proposal.title, asked),
        lead=snippet(proposal.text, asked) or snippet(proposal.answer, asked),
        meta=f"{proposal.place} · {proposal.get_state_display()} · {when}",
    )


BALLOTS = Shelf(
    "ballots",
    _("Ballots"),
    "vote",
    BALLOTS_ORDER,
    find_ballots,
    fetch_ballots,
    ballot_hit,
    in_one_text("ballots_ballot"),
)
PROPOSALS = Shelf(
    "proposals",
    _("Proposals"),
    "chat",
    PROPOSALS_ORDER,
    find_proposals,
    fetch_proposals,
    proposal_hit,
    in_one_text("ballots_proposal"),
)
