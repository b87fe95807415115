"""Who may do what about a proposal and a ballot. Asked by one operation and by the page that offers it."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from ballots.models import Ballot, Comment, Deliberation, Elector, Proposal, ProposalStep
from ballots.models.ballots import CandidateState, Electorate, LegalEffect, Secrecy
from ballots.models.processes import Actor
from ballots.models.proposals import WAITING_PROPOSALS, ProposalState
from buildings.models import Captaincy, Membership, Organisation, Place, Service
from buildings.models.organisations import STAFF_KINDS, OrganisationKind
from buildings.models.places import prefixes, starts_with
from buildings.standing import Standing, standing_of
from committees.rules import acts_for, convenes_at, may_raise_topic, may_set_kinds, serves
from people.models import User

# The others may propose, and vote where they are on the roll.
CALLING_KINDS = STAFF_KINDS | {
    OrganisationKind.STREET_OFFICE,
    OrganisationKind.NEIGHBOUR_COUNCIL,
    OrganisationKind.OWNERS_COMMITTEE,
    OrganisationKind.CLUB,
    OrganisationKind.VOLUNTEER_TEAM,
}
ANY = set(Electorate)
# Of whom each may ask a decision. A poll may be held among anybody at the places that it serves.
DECIDING = {
    OrganisationKind.OWNERS_COMMITTEE: {Electorate.OWNERS, Electorate.MEMBERS, Electorate.NAMED},
    OrganisationKind.NEIGHBOUR_COUNCIL: {Electorate.MEMBERS, Electorate.RESIDENTS, Electorate.NAMED},
    OrganisationKind.CLUB: {Electorate.MEMBERS, Electorate.NAMED},
    OrganisationKind.VOLUNTEER_TEAM: {Electorate.MEMBERS, Electorate.NAMED},
}


def may_call(
    *,
    user: User | AnonymousUser,
    organisation: Organisation,
    place: Place,
    electorate: str | None = None,
    legal_effect: str | None = None,
) -> bool:
    """Members of a calling organisation, and community staff for it, at the places that it serves; a decision
    only of those whom it may ask for one. Without electorate: whether they may prepare any at all."""
    if not user.is_authenticated or organisation.kind not in CALLING_KINDS or not serves(organisation, place):
        return False
    acts = acts_for(user=user, organisation=organisation, place=place)
    return acts and may_ask(organisation.kind, electorate, legal_effect)


def may_ask(kind: str, electorate: str | None, legal_effect: str | None) -> bool:
    if legal_effect in (None, LegalEffect.ADVISORY):
        return True
    if kind == OrganisationKind.NEIGHBOUR_COUNCIL and legal_effect == LegalEffect.FORMAL:
        return False  # voluntary: it has no power over anybody but itself
    return electorate is None or electorate in DECIDING.get(OrganisationKind(kind), ANY)


def calls_at(user: User | AnonymousUser, place: Place) -> bool:
    """Is there an organisation in whose name this person could hold a ballot here?"""
    if not user.is_authenticated:
        return False
    return user.is_superuser or standing_of(user).serves(place, *CALLING_KINDS)


def may_run(*, user: User | AnonymousUser, ballot: Ballot) -> bool:
    """Prepare, announce, correct the roll, count, post: members of who asks, for as long as that serves the
    place, and the community's staff."""
    if not user.is_authenticated:
        return False
    standing = standing_of(user)
    return user.is_superuser or is_of_house(standing, ballot) or standing.is_staff_at(ballot.place)


def is_of_house(standing: Standing, ballot: Ballot) -> bool:
    mine = (c for c in standing.capacities if c.organisation_id == ballot.organisation_id and c.path)
    return any(ballot.place.path.startswith(c.path) for c in mine)


def may_handle_papers(*, user: User | AnonymousUser, ballot: Ballot) -> bool:
    """Read papers in, record a proxy, note who was told: who runs it, and the captains at its place."""
    if not user.is_authenticated:
        return False
    captain = any(path.startswith(ballot.place.path) for path in standing_of(user).captain_paths)
    return captain or may_run(user=user, ballot=ballot)


def may_handle(*, user: User | AnonymousUser, ballot: Ballot, elector: Elector) -> bool:
    """A captain, for the homes looked after; who runs the ballot, for all. Nobody for their own vote."""
    if not user.is_authenticated or may_vote(user=user, elector=elector):
        return False
    if may_run(user=user, ballot=ballot):
        return True
    standing = standing_of(user)
    homes = elector.homes.select_related("dwelling__place")
    return any(standing.looks_after(home.dwelling.place, home.dwelling.floor) for home in homes)


def lives_in(*, user: User | AnonymousUser, elector: Elector) -> bool:
    """Is one of its homes theirs today, as owner, tenant or family?"""
    own = {c.dwelling_id for c in standing_of(user).capacities if c.dwelling_id}
    return bool(own) and elector.homes.filter(dwelling__in=own).exists()


def is_agent_of(*, user: User, elector: Elector) -> bool:
    return elector.proxies.filter(agent=user, ended_at=None).exists()


def stands(*, user: User | AnonymousUser, ballot: Ballot) -> bool:
    """On the paper of this election: then its papers and its lot are for others."""
    if not user.is_authenticated:
        return False
    return ballot.candidates.filter(user=user, state=CandidateState.AGREED).exists()


def is_on_roll(*, user: User | AnonymousUser, ballot: Ballot) -> bool:
    """Whoever votes for an entry, and whoever owns a home that stands on it: of co-owners one votes, and all
    may see what was counted."""
    if not user.is_authenticated:
        return False
    if owns_on_roll(user=user, ballot=ballot):
        return True
    return ballot.electors.filter(removed_at=None, voters__user=user, voters__ended_at=None).exists()


def owns_on_roll(*, user: User, ballot: Ballot) -> bool:
    if not ballot.is_of_owners:
        return False
    owned = [c.dwelling_id for c in standing_of(user).capacities if c.dwelling_id and c.tie == "owner"]
    rows = ballot.electors.filter(removed_at=None, homes__dwelling__in=owned)
    return bool(owned) and rows.exists()


def may_vote(*, user: User | AnonymousUser, elector: Elector) -> bool:
    """As the frozen roll says. Without an entry nobody votes, whatever they are today."""
    if not user.is_authenticated or elector.removed_at:
        return False
    return elector.voters.filter(user=user, ended_at=None).exists()


def may_read_roll(*, user: User | AnonymousUser, ballot: Ballot, on_roll: bool | None = None) -> bool:
    """Who is on the roll, doors and areas: whoever is on it (`on_roll`, where the page knows it of whoever
    votes), and who runs it. Never a stranger."""
    if on_roll or may_run(user=user, ballot=ballot):
        return True
    if on_roll is None:
        return is_on_roll(user=user, ballot=ballot)
    return user.is_authenticated and owns_on_roll(user=user, ballot=ballot)


def may_open_names(*, user: User | AnonymousUser, ballot: Ballot) -> bool:
    """Names in the register: the community's staff, and members of who may ask these people for a decision. A
    club's poll among owners is held by doors alone."""
    if not may_run(user=user, ballot=ballot):
        return False
    asks_them = ballot.electorate in DECIDING.get(OrganisationKind(ballot.organisation.kind), ANY)
    return asks_them or user.is_superuser or standing_of(user).is_staff_at(ballot.place)


def may_see_votes(*, user: User | AnonymousUser, ballot: Ballot, on_roll: bool | None = None) -> bool:
    """Who chose what, once it is counted: as the ballot declared before anybody voted."""
    if not user.is_authenticated or ballot.counted_at is None or ballot.secrecy == Secrecy.SECRET:
        return False
    return ballot.secrecy == Secrecy.OPEN or may_read_roll(user=user, ballot=ballot, on_roll=on_roll)


def may_read_file(*, user: User | AnonymousUser, ballot: Ballot, on_roll: bool | None = None) -> bool:
    """The ballots of a count: of a secret one everybody who sees the ballot, since it names nobody."""
    if not user.is_authenticated or ballot.counted_at is None:
        return False
    return ballot.secrecy != Secrecy.NAMED or may_read_roll(user=user, ballot=ballot, on_roll=on_roll)


def may_propose(*, user: User | AnonymousUser, place: Place) -> bool:
    """A neighbour of the place, or whoever serves it."""
    return may_raise_topic(user=user, place=place)


def may_answer(*, user: User | AnonymousUser, proposal: Proposal) -> bool:
    """Whoever could convene a meeting there; nobody answers their own proposal."""
    if not user.is_authenticated or proposal.author_id == user.pk:
        return False
    return convenes_at(user, proposal.place)


def may_moderate(*, user: User | AnonymousUser, proposal: Proposal) -> bool:
    return user.is_authenticated and convenes_at(user, proposal.place)


def may_hide(*, user: User | AnonymousUser, comment: Comment) -> bool:
    """Not one's own words, and not what others say to one's own proposal."""
    if not may_moderate(user=user, proposal=comment.proposal):
        return False
    return user.pk not in (comment.author_id, comment.proposal.author_id)


def may_decide_appeal(*, user: User | AnonymousUser, comment: Comment) -> bool:
    """Somebody other than who hid it, and never the one who wrote it."""
    if not may_moderate(user=user, proposal=comment.proposal):
        return False
    return user.pk not in (comment.hidden_by_id, comment.author_id)


def may_discuss(*, user: User | AnonymousUser, proposal: Proposal) -> bool:
    """Also what was answered. What goes on in another is talked over there."""
    over = (ProposalState.DRAFT, ProposalState.MERGED, ProposalState.WITHDRAWN)
    return proposal.state not in over and may_propose(user=user, place=proposal.place)


def may_set_rules(*, user: User | AnonymousUser, place: Place) -> bool:
    """How many seconders and how many days: the staff of the community."""
    return user.is_authenticated and (user.is_superuser or standing_of(user).is_staff_at(place))


def is_neighbour_at(*, user: User | AnonymousUser, place: Place) -> bool:
    """With a home there, or stairs looked after. Who only serves it owes the answer, and seconds nothing."""
    paths = standing_of(user).neighbour_paths if user.is_authenticated else ()
    return any(path.startswith(place.path) for path in paths)


def may_endorse(*, user: User | AnonymousUser, proposal: Proposal) -> bool:
    """A neighbour, of another's: whoever wrote it is behind it already."""
    return (
        proposal.state in WAITING_PROPOSALS
        and user.pk != proposal.author_id
        and is_neighbour_at(user=user, place=proposal.place)
    )


def may_withdraw(*, user: User | AnonymousUser, proposal: Proposal) -> bool:
    return user.pk == proposal.author_id and proposal.state in WAITING_PROPOSALS


def may_merge(*, user: User | AnonymousUser, proposal: Proposal) -> bool:
    """Whoever could convene there; nobody joins their own with another's."""
    return may_answer(user=user, proposal=proposal)


def may_set_columns(*, user: User | AnonymousUser, proposal: Proposal) -> bool:
    return user.pk == proposal.author_id or may_moderate(user=user, proposal=proposal)


def may_open_deliberation(*, user: User | AnonymousUser, proposal: Proposal) -> bool:
    """Staff, council, and whoever proposed it."""
    return user.pk == proposal.author_id or may_moderate(user=user, proposal=proposal)


def may_sum_up(*, user: User | AnonymousUser, deliberation: Deliberation) -> bool:
    """Its host; should the host be gone, those who could convene there."""
    return user.pk == deliberation.host_id or may_moderate(user=user, proposal=deliberation.proposal)


def may_set_processes(*, user: User | AnonymousUser) -> bool:
    """By which ways neighbours decide is the subdistrict office's to say, as it is for meetings."""
    return may_set_kinds(user=user)


def may_finish(*, user: User | AnonymousUser, step: ProposalStep) -> bool:
    """Who must act. Where nobody of that kind serves the place, or its author has no account any more, the
    community's staff see to it."""
    if not user.is_authenticated:
        return False
    if must_act(user=user, step=step):
        return True
    if step.who == Actor.AUTHOR and has_actor(step):
        return False
    is_staff = standing_of(user).is_staff_at(step.proposal.place)
    return user.is_superuser or (is_staff and not has_actor(step))


def must_act(*, user: User, step: ProposalStep) -> bool:
    """Is this person one of those whom the step names?"""
    standing, place = standing_of(user), step.proposal.place
    if step.who == Actor.AUTHOR:
        return user.pk == step.proposal.author_id
    if step.who == Actor.CAPTAINS:
        below = any(path.startswith(place.path) for path in standing.captain_paths)
        return below or standing.is_captain_at(place)
    return standing.serves(place, step.who)


def has_actor(step: ProposalStep) -> bool:
    """Is there anybody of the kind that must act, with an account?"""
    place = step.proposal.place
    if step.who == Actor.AUTHOR:
        return step.proposal.author.is_active
    if step.who == Actor.CAPTAINS:
        near = starts_with([place.path], "place__path") | Q(place__path__in=prefixes([place.path]))
        return Captaincy.objects.current().filter(near, user__is_active=True).exists()
    serving = Service.objects.current().filter(place__path__in=prefixes([place.path]))
    members = Membership.objects.current().filter(organisation__kind=step.who, user__is_active=True)
    return members.filter(organisation__services__in=serving).exists()
