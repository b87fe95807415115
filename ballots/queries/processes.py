"""Ways of deciding: who must act, whom one can ring, what can be shown as proof."""

from datetime import date
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
)
from django.utils.translation import gettext as _

from ballots.models import Ballot, ProposalStep
from ballots.models.processes import Actor, StepKind
from ballots.models.proposals import OPEN_PROPOSALS, Proposal
from ballots.queries.proposals import officers
from buildings.models import Captaincy, Membership, Organisation, Place, Service
from buildings.models.places import leads_to, prefixes, stands_in, starts_with
from buildings.queries import administrators, duty_line, duty_person, organisation_answering, staff_there
from buildings.wording import captain_role
from committees.models import Meeting
from notices.models import Notice
from people.models import User

MOST_PROOFS = 30


class WhoActs(NamedTuple):
    """Somebody whom everyone can find: a name, as what, and a phone where there is one."""

    name: str
    role: str = ""
    phone: str = ""


def steps_of(proposal: Proposal) -> list[ProposalStep]:
    rows = proposal.steps.select_related("meeting", "ballot", "notice", "done_by").order_by("position")
    return list(rows)


def current_step(proposal: Proposal) -> ProposalStep | None:
    return proposal.steps.filter(done_at=None).order_by("position").first()


def steps_running() -> QuerySet[ProposalStep]:
    """Those that have a day, of proposals that go on."""
    rows = ProposalStep.objects.filter(done_at=None, due_on__isnull=False)
    return rows.filter(proposal__state__in=OPEN_PROPOSALS).select_related(
        "proposal__place", "proposal__author"
    )


def nobody_to_act(on: date) -> ExpressionWrapper:
    """`rules.has_actor` the other way round, asked of the database for all."""
    here = OuterRef("proposal__place__path")
    captains = Captaincy.objects.current(on).filter(user__is_active=True)
    below, above = captains.filter(stands_in(here)), captains.filter(leads_to(here))
    members = Membership.objects.current(on).filter(user__is_active=True).values("organisation")
    houses = Service.objects.current(on).filter(leads_to(here), organisation__in=members)
    houses = houses.filter(organisation__kind=OuterRef("who"))
    author = Q(who=Actor.AUTHOR, proposal__author__is_active=True)
    captained = Q(Q(who=Actor.CAPTAINS), Exists(above) | Exists(below))
    there = author | captained | Q(Exists(houses))
    return ExpressionWrapper(~there, output_field=BooleanField())


def actors_of(step: ProposalStep) -> list[User]:
    """Everybody who is told: the author, the captains there, or those who lead the organisation nearest;
    where nobody of them is left, the community's staff, who then may act (`rules.may_finish`), and in the end
    the site's administrators."""
    return _named(step) or staff_there(step.proposal.place) or administrators()


def _named(step: ProposalStep) -> list[User]:
    place, author = step.proposal.place, step.proposal.author
    if step.who == Actor.AUTHOR:
        return [author] if author.is_active else []
    if step.who == Actor.CAPTAINS:
        return list(User.objects.filter(captaincies__in=captains_at(place), is_active=True).distinct())
    house = organisation_answering(place, step.who)
    return officers(Organisation.objects.filter(pk=house.pk)) if house else []


def captains_at(place: Place) -> QuerySet[Captaincy]:
    """At the place, below it, or of what it stands in."""
    near = starts_with([place.path], "place__path") | Q(place__path__in=prefixes([place.path]))
    return Captaincy.objects.current().filter(near, user__is_active=True)


def who_acts(step: ProposalStep, author_name: str) -> WhoActs | None:
    """For the page; the community's duty phone where nobody of that kind is known."""
    place = step.proposal.place
    if step.who == Actor.AUTHOR:
        return WhoActs(author_name) if step.proposal.author.is_active else _duty(place)
    if step.who == Actor.CAPTAINS:
        return _captain(place) or _duty(place)
    house = organisation_answering(place, step.who)
    if house is None:
        return _duty(place)
    person, phone = duty_person(house), house.phone
    role = str(house) if person else ""
    if not phone and (line := duty_line(place)):  # whoever has no number is reached through those who have
        phone, role = line.phone, _("%(house)s, through %(name)s") % {"house": house, "name": line.name}
    return WhoActs(person.display_name if person else str(house), role, phone)


def _captain(place: Place) -> WhoActs | None:
    rows = captains_at(place).leading().select_related("user", "place__parent").order_by("pk")
    captain = rows.first()
    return captain and WhoActs(captain.user.display_name, captain_role(captain), captain.phone)


def _duty(place: Place) -> WhoActs | None:
    line = duty_line(place)
    return line and WhoActs(line.name, "", line.phone)


def proofs_for(user: User, step: ProposalStep) -> list[tuple[int, str]]:
    """What this person may read of what happened at the place: (id, words), the newest first."""
    rows = _proofs(user, step.kind, step.proposal.place)
    return [(row.pk, str(row)) for row in rows[:MOST_PROOFS]] if rows is not None else []


def _proofs(user: User, kind: str, place: Place) -> QuerySet | None:
    at = starts_with([place.path], "place__path") | Q(place__path__in=prefixes([place.path]))
    if kind == StepKind.MEETING:
        return Meeting.objects.visible_to(user).filter(at).order_by("-starts_at", "-pk")
    if kind == StepKind.BALLOT:
        return Ballot.objects.visible_to(user).announced().filter(at).order_by("-announced_at", "-pk")
    if kind == StepKind.POSTING:
        near = starts_with([place.path], "places__path") | Q(places__path__in=prefixes([place.path]))
        return (
            Notice.objects.visible_to(user).published().filter(near).distinct().order_by("-publish_at", "-pk")
        )
    return None


def proof_of(user: User, step: ProposalStep, pk: int) -> object | None:
    rows = _proofs(user, step.kind, step.proposal.place)
    return rows.filter(pk=pk).first() if rows is not None else None


def readable_proofs(user: User | AnonymousUser, steps: list[ProposalStep]) -> set[tuple[str, int]]:
    """Which of the proofs this reader may open: ("meeting", 12). A query for each kind that occurs."""
    found: set[tuple[str, int]] = set()
    for name, model in (("meeting", Meeting), ("ballot", Ballot), ("notice", Notice)):
        if wanted := [getattr(step, f"{name}_id") for step in steps if getattr(step, f"{name}_id")]:
            rows = model.objects.visible_to(user).filter(pk__in=wanted).values_list("pk", flat=True)
            found |= {(name, pk) for pk in rows}
    return found
