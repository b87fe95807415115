"""Reads about proposals: lists, one page, who owes an answer, what could be joined."""

from collections.abc import Iterable
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from ballots.models import Ballot, Endorsement, Process, ProcessStep, Proposal, ProposalRule
from ballots.models.proposals import ANSWERED, WAITING_PROPOSALS, ProposalState
from ballots.thresholds import ANSWER_DAYS, MOST_OPEN, SECONDERS
from buildings.models import Membership, Organisation, Place, Service
from buildings.models.organisations import STAFF_KINDS, Office, OrganisationKind
from buildings.models.places import AROUND, PlaceKind, prefixes, starts_with
from buildings.standing import standing_of
from committees.queries.meetings import MEETING_PLACES
from committees.rules import CONVENING_KINDS
from people.models import User

# What a list shows: three stages of a proposal's way.
STAGES: dict[str, tuple[str, ...]] = {
    "gathering": (ProposalState.GATHERING,),
    "checking": (ProposalState.CHECKING,),
    "decided": ANSWERED,
}
ORDER = ("-published_at", "-id")
# Who is told that an answer is owed: they sit at the place itself. A subdistrict has hundreds of them.
OWING_KINDS = STAFF_KINDS | {OrganisationKind.NEIGHBOUR_COUNCIL}
MOST_FOUND = 10


class Limits(NamedTuple):
    seconders: int
    answer_days: int
    set_at: Place | None  # none: nobody set a rule, the figures of `ballots.thresholds` hold
    most_open: int = MOST_OPEN


def limits_at(place: Place) -> Limits:
    """The nearest rule at the place or above it."""
    rows = ProposalRule.objects.filter(place__path__in=prefixes([place.path])).select_related("place")
    return limits_of(max(rows, key=lambda row: len(row.place.path), default=None))


def limits_of(rule: ProposalRule | None) -> Limits:
    if rule:
        return Limits(rule.seconders, rule.answer_days, rule.place, rule.most_open)
    return Limits(SECONDERS, ANSWER_DAYS, None)


def proposals_for(user: User | AnonymousUser) -> QuerySet[Proposal]:
    """With what a row shows: its place, and how many second it."""
    rows = Proposal.objects.visible_to(user).select_related(f"place__{AROUND}", "answered_for")
    return rows.annotate(seconders=seconders())


def seconders() -> Coalesce:
    """Counted row by row: a list reads those of its page alone."""
    rows = Endorsement.objects.filter(proposal=OuterRef("pk")).order_by().values("proposal")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n"), IntegerField()), 0)


def listed(user: User | AnonymousUser, stage: str, place: Place | None) -> QuerySet[Proposal]:
    rows = proposals_for(user).filter(state__in=STAGES[stage])
    return rows.filter(place__path__startswith=place.path) if place else rows


def drafts_of(user: User) -> list[Proposal]:
    rows = Proposal.objects.filter(author=user, state=ProposalState.DRAFT)
    return list(rows.select_related("place").order_by("-changed_at", "-pk")[:MOST_FOUND])


def proposal_for(user: User | AnonymousUser) -> QuerySet[Proposal]:
    """One page's worth; `is_seconded`: by this person."""
    own = Endorsement.objects.filter(proposal=OuterRef("pk"), user=user.pk)
    rows = proposals_for(user).select_related("author", "answered_by", "merged_into", "topic")
    return rows.annotate(is_seconded=Exists(own))


def merged_into(proposal: Proposal) -> list[Proposal]:
    return list(proposal.merged.order_by("published_at", "pk"))


def ballots_of(proposal: Proposal, user: User | AnonymousUser) -> list[Ballot]:
    return list(Ballot.objects.visible_to(user).filter(proposal=proposal).order_by("pk"))


# --- who is told ----------------------------------------------------------------------------------------


def who_answers(place: Place) -> list[User]:
    """Staff and council that serve the place: of each those who hold an office, where somebody does."""
    serving = Service.objects.current().filter(place__path__in=prefixes([place.path]))
    return officers(Organisation.objects.filter(kind__in=OWING_KINDS, services__in=serving))


def officers(organisations: QuerySet[Organisation]) -> list[User]:
    rows = Membership.objects.current().filter(organisation__in=organisations, user__is_active=True)
    by_house: dict[int, list[Membership]] = {}
    for row in rows.select_related("user").order_by("pk"):
        by_house.setdefault(row.organisation_id, []).append(row)
    found: dict[int, User] = {}
    for members in by_house.values():
        leading = [row for row in members if row.office != Office.MEMBER]
        found |= {row.user_id: row.user for row in leading or members}
    return list(found.values())


def behind(proposals: Iterable[Proposal]) -> list[User]:
    """Whoever wrote one of these, and whoever seconds one, each once."""
    rows = list(proposals)
    seconds = Endorsement.objects.filter(proposal__in=rows)
    return list(
        User.objects.filter(
            Q(pk__in=seconds.values("user")) | Q(pk__in=[row.author_id for row in rows]), is_active=True
        )
    )


# --- for forms ------------------------------------------------------------------------------------------


def places_to_propose_for(user: User) -> list[Place]:
    """Where this person is a neighbour or serves, the building too; the innermost first."""
    standing = standing_of(user)
    around = Q(path__in=prefixes(standing.neighbour_paths)) & ~Q(kind__in=[PlaceKind.STREET, PlaceKind.STAIR])
    served = starts_with(standing.service_paths()) & Q(kind__in=MEETING_PLACES)
    rows = Place.objects.filter(Q(kind__in=MEETING_PLACES) if user.is_superuser else around | served)
    return sorted(rows.select_related(AROUND).order_by("path"), key=lambda place: -place.path.count("/"))


def answering_for(user: User, place: Place) -> list[Organisation]:
    """In whose name this person may answer there: the nearest to the place first."""
    own = standing_of(user).organisation_ids
    serving = Service.objects.current().filter(place__path__in=prefixes([place.path]))
    rows = Organisation.objects.filter(pk__in=own, kind__in=CONVENING_KINDS, services__in=serving)
    return list(rows.distinct().order_by("name"))


def could_be_joined(user: User, proposal: Proposal, words: str = "") -> list[Proposal]:
    """Open ones that all its seconders can read: at its place, or at one around it."""
    rows = proposals_for(user).filter(
        state__in=WAITING_PROPOSALS, place__path__in=prefixes([proposal.place.path])
    )
    rows = rows.exclude(pk=proposal.pk)
    for word in words.split()[:5]:
        rows = rows.filter(Q(title__icontains=word) | Q(text__icontains=word))
    return list(rows.order_by(*ORDER)[:MOST_FOUND])


def places_with_rules(user: User) -> list[Place]:
    """Places whose rule this person sets; `limits` and whether it is their own."""
    standing = standing_of(user)
    served = Q() if user.is_superuser else starts_with(standing.staff_paths)
    rows = list(Place.objects.filter(served, kind__in=MEETING_PLACES).select_related(AROUND).order_by("path"))
    above = prefixes([place.path for place in rows])
    rules = ProposalRule.objects.filter(place__path__in=above).select_related("place")
    by_path = {rule.place.path: rule for rule in rules}
    for place in rows:
        known = [by_path[path] for path in prefixes([place.path]) if path in by_path]
        rule = max(known, key=lambda row: len(row.place.path), default=None)
        place.limits = limits_of(rule)
    return rows


def processes() -> QuerySet[Process]:
    return Process.objects.prefetch_related(Prefetch("steps", ProcessStep.objects.order_by("position")))
