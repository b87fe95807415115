"""What in this room waits for one person: for a desk.

`lists_for` names the questions, which a page asks together with others of its own; `seconded` asks once more,
where papers or the like wait for somebody to look at them.
"""

from collections.abc import Collection
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from ballots.models import (
    Ballot,
    CallingOff,
    Elector,
    Objection,
    Paper,
    Proposal,
    ProposalStep,
    ProposedCorrection,
    Proxy,
    Result,
    RollHome,
    SecretPaper,
)
from ballots.models.processes import Actor
from ballots.models.proposals import ProposalState
from ballots.models.rolls import ObjectionState
from ballots.models.votes import PaperState
from ballots.queries.desk import UNREAD, read_by_holders
from ballots.queries.listing import HEAVY, counted, to_vote_rows
from ballots.queries.people import held_by
from ballots.queries.processes import nobody_to_act, steps_running
from buildings.alike import ask_alike
from buildings.models.dwellings import looked_after_by
from buildings.models.places import prefixes, starts_with
from buildings.standing import standing_of
from committees.rules import CONVENING_KINDS
from kit.together import among
from people.models import User

MOST = 7


def runs(user: User, at: str = "") -> Q:
    """`rules.may_run`, asked of the database. `at` leads to the ballot: "ballot__"."""
    standing = standing_of(user)
    own = Q(**{f"{at}organisation__in": standing.organisation_ids})
    own &= starts_with(standing.service_paths(), f"{at}place__path")
    return own | starts_with(standing.staff_paths, f"{at}place__path")


def runs_any(user: User) -> bool:
    standing = standing_of(user)
    return bool(standing.service_paths())


def lists_for(user: User, now: datetime) -> dict[str, QuerySet]:
    """Only those in which this person can have anything."""
    standing = standing_of(user)
    lists = {"votes": to_vote_rows(user, now), "steps": steps_to_take(user)}
    if standing.service_paths(*CONVENING_KINDS):
        lists["proposals"] = proposals_to_answer(user)
    if runs_any(user) or standing.captain_paths:
        lists["looks"] = ballots_to_look_at(user)
    if runs_any(user):
        lists |= {"counts": counts_to_finish(user, now), "objections": objections_to_answer(user)}
    return lists


def proposals_to_answer(user: User) -> QuerySet[Proposal]:
    """An answer is owed by a day, and this person may give it."""
    paths = standing_of(user).service_paths(*CONVENING_KINDS)
    rows = Proposal.objects.filter(starts_with(paths, "place__path"), state=ProposalState.CHECKING)
    return rows.exclude(author=user).select_related("place").order_by("answer_due_on", "pk")[:MOST]


def steps_to_take(user: User) -> QuerySet[ProposalStep]:
    """Steps of a way of deciding whose turn it is: this person's own (`rules.must_act`), and for the staff
    those that nobody of their kind is there to take (`rules.may_finish`)."""
    standing = standing_of(user)
    captain = Q(proposal__place__path__in=prefixes(standing.captain_paths))
    captain |= starts_with(standing.captain_paths, "proposal__place__path")
    mine = Q(who=Actor.AUTHOR, proposal__author=user) | Q(who=Actor.CAPTAINS) & captain
    for kind in {c.organisation_kind for c in standing.capacities if c.organisation_kind and c.path}:
        mine |= Q(who=kind) & starts_with(standing.service_paths(kind), "proposal__place__path")
    rows = steps_running()
    if standing.staff_paths:
        rows = rows.alias(is_alone=nobody_to_act(standing.on))
        mine |= starts_with(standing.staff_paths, "proposal__place__path") & Q(is_alone=True)
    return rows.filter(mine).order_by("due_on", "pk")[:MOST]


def ballots_to_look_at(user: User) -> QuerySet[Ballot]:
    """The numbers of those where anything waits for anybody."""
    handled = runs(user) | Q(place__path__in=prefixes(standing_of(user).captain_paths))
    asked = _numbered(CallingOff.objects.filter(ended_at=None).values("ballot"))
    waiting = Ballot.objects.announced().filter(handled, _uncounted() | asked, _something_waits())
    return waiting.order_by().values_list("pk", flat=True)


def ballots_with_papers(user: User) -> list[Ballot]:
    return seconded(user, ballots_to_look_at(user)) if standing_of(user).capacities else []


def seconded(user: User, keys: Collection[int]) -> list[Ballot]:
    """Where this very person is asked for as the second one: with `papers_waiting` (or as the third),
    `proxies_waiting`, `corrections_waiting` and `calling_off_waiting`, how many there are. One query."""
    found = ask_alike(_seconded, user, timezone.now(), keys)["ballots"] if keys else []
    for ballot in found:
        ballot.papers_waiting = ballot.by_name + ballot.of_box
    return found


def _seconded(user: User, now: datetime, keys: Collection[int]) -> dict[str, QuerySet]:
    rows = Ballot.objects.filter(pk__in=keys).defer(*HEAVY)
    rows = rows.annotate(
        by_name=counted(_papers(user).order_by().values("ballot")),
        of_box=counted(_second(SecretPaper.objects.all(), user).order_by().values("ballot")),
        proxies_waiting=counted(_proxies(user).order_by().values("ballot")),
        corrections_waiting=counted(_asked(ProposedCorrection, user).order_by().values("ballot")),
        calling_off_waiting=counted(_asked(CallingOff, user).order_by().values("ballot")),
    )
    until_the_close = Q(proxies_waiting__gt=0) | Q(corrections_waiting__gt=0)
    until_the_count = Q(by_name__gt=0) | Q(of_box__gt=0) | until_the_close & Q(closed_at=None)
    rows = rows.filter(Q(counted_at=None) & until_the_count | Q(calling_off_waiting__gt=0))
    return {"ballots": rows.order_by("closes_at", "pk")[:MOST]}


def _uncounted() -> Q:
    return _numbered(Ballot.objects.announced().filter(counted_at=None).order_by().values("pk"))


def _numbered(numbers: QuerySet) -> Q:
    """The few that are not finished, by an index of their own: most of a place's ballots are long over."""
    return Q(among(ArraySubquery(numbers)))


def _something_waits() -> Q:
    """For a second person, whoever that may be."""
    here = {"ballot": OuterRef("pk")}
    papers = Q(Exists(Paper.objects.filter(state__in=UNREAD, **here)))
    papers |= Q(Exists(SecretPaper.objects.filter(state__in=UNREAD, **here)))
    papers |= Q(Exists(Proxy.objects.pending().filter(**here)))
    papers |= Q(Exists(ProposedCorrection.objects.filter(ended_at=None, **here)))
    calling_off = Exists(CallingOff.objects.filter(ended_at=None, **here))
    return Q(counted_at=None) & papers | Q(calling_off)


def _second(rows: QuerySet, user: User) -> QuerySet:
    """Typed by somebody else, and not one's own second reading that differed; or said by another that it
    cannot count, which any second person looks at."""
    unread = ~Q(typed_by=user) & ~Q(state=PaperState.DIFFERS, confirmed_by=user)
    unread &= runs(user, "ballot__") | read_by_holders(standing_of(user).on)
    rows = rows.filter(unread | Q(spoilt_by__isnull=False), ballot=OuterRef("pk"), state__in=UNREAD)
    return rows.exclude(spoilt_by=user)


def _papers(user: User) -> QuerySet[Paper]:
    return _handled(_second(Paper.objects.all(), user), user)


def _proxies(user: User) -> QuerySet[Proxy]:
    """What `desk.proxies_to_confirm` says of one ballot, for all."""
    rows = Proxy.objects.pending().filter(ballot=OuterRef("pk")).exclude(recorded_by=user)
    rows = _handled(rows.exclude(agent=user), user)
    return rows.filter(runs(user, "ballot__") | held_by("recorded_by", on=standing_of(user).on))


def _handled(rows: QuerySet, user: User) -> QuerySet:
    """What `desk.handled_by` says of one ballot, for all: never of one's own home."""
    standing = standing_of(user)
    lived_in = [c.dwelling_id for c in standing.capacities if c.dwelling_id]
    of_elector = RollHome.objects.filter(elector=OuterRef("elector"))
    own = Elector.objects.filter(pk=OuterRef("elector"), voters__user=user, voters__ended_at=None)
    near = Exists(of_elector.filter(looked_after_by(standing, "dwelling__")))
    rows = rows.filter(runs(user, "ballot__") | Q(near))
    return rows.exclude(Exists(own)).exclude(Exists(of_elector.filter(dwelling__in=lived_in)))


def _asked(model: type[ProposedCorrection] | type[CallingOff], user: User) -> QuerySet:
    """By a colleague: those who hold the ballot put its roll right, and call it off after the count."""
    rows = model.objects.filter(runs(user, "ballot__"), ballot=OuterRef("pk"), ended_at=None)
    return rows.exclude(by=user)


def counts_to_finish(user: User, now: datetime) -> QuerySet[Ballot]:
    """Over, and not counted, or counted and not posted."""
    over = Q(closes_at__lte=now) | Q(closed_at__isnull=False)
    rows = Ballot.objects.announced().filter(over, runs(user))
    unposted = _numbered(Result.objects.filter(posted_at=None).values("ballot"))
    rows = rows.filter(_uncounted() | unposted).defer(*HEAVY)
    return rows.order_by("closes_at", "pk")[:MOST]


def objections_to_answer(user: User) -> QuerySet[Objection]:
    """Nobody answers their own; the one that is due first in front."""
    rows = Objection.objects.filter(runs(user, "ballot__"), state=ObjectionState.OPEN)
    rows = rows.filter(ballot__voided_at=None).exclude(by=user)
    return rows.select_related("ballot").defer("ballot__document").order_by("due_on", "pk")[:MOST]
