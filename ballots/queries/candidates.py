"""Who may be named for an election, by whom, and what each reader sees of it."""

from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from ballots import rules
from ballots.models import Ballot, Candidate
from ballots.models.ballots import BallotKind, CandidateState, Electorate
from ballots.named_list import read_list
from buildings.models import Membership, Residency
from buildings.models.dwellings import ResidencyKind
from buildings.models.places import prefixes
from buildings.standing import standing_of
from people.models import User

ON_THE_PAPER = (CandidateState.AGREED, CandidateState.WITHDRAWN)


def elections_open_to(user) -> QuerySet[Ballot]:
    """Those that this person may see anyway; drafts that look for candidates among their neighbours; and
    where they were named."""
    if not user.is_authenticated:
        return Ballot.objects.none()
    standing = standing_of(user)
    looks = Q(nominations_until__isnull=False, place__path__in=prefixes(standing.neighbour_paths))
    looks |= Q(electorate=Electorate.MEMBERS, members_of__in=standing.organisation_ids)
    named = Q(pk__in=Candidate.objects.filter(user=user).values("ballot"))
    seen = Q(pk__in=Ballot.objects.visible_to(user).values("pk"))
    return Ballot.objects.filter(seen | looks | named, kind=BallotKind.ELECTION)


def candidates_for(user: User, ballot: Ballot) -> QuerySet[Candidate]:
    """Everyone reads who stands. Who was asked, or said no, is for them, who named them, and who runs it."""
    rows = ballot.candidates.select_related("user", "nominated_by", "option")
    if rules.may_run(user=user, ballot=ballot):
        return rows
    return rows.filter(Q(state__in=ON_THE_PAPER) | Q(user=user) | Q(nominated_by=user))


def may_name_candidates(user: User, ballot: Ballot, now: datetime) -> bool:
    """Who runs it, until it is announced; who votes there, until the day set for it."""
    if ballot.announced_at or ballot.kind != BallotKind.ELECTION:
        return False
    if rules.may_run(user=user, ballot=ballot):
        return True
    is_on = ballot.nominations_until is not None and now < ballot.nominations_until
    return is_on and could_vote(user, ballot, timezone.localdate(now))


def could_vote(user: User, ballot: Ballot, on: date) -> bool:
    """Would this person be entitled, were notice given on this day?"""
    if ballot.electorate == Electorate.MEMBERS:
        return Membership.objects.current(on).filter(user=user, organisation=ballot.members_of).exists()
    if ballot.electorate == Electorate.NAMED:
        phones = {person.phone for person in read_list(ballot.named_list).people}
        return bool(user.phone and user.phone_verified and user.phone in phones)
    ties = Residency.objects.current(on).filter(
        user=user, is_minor=False, dwelling__place__path__startswith=ballot.place.path
    )
    if ballot.electorate == Electorate.OWNERS:
        return ties.filter(kind=ResidencyKind.OWNER).exists()
    return ties.filter(lives_here=True).exists()


def account_of(phone: str, ballot: Ballot, on: date) -> User | None:
    """The account with this phone, if it could stand here; nobody is told whether there is one."""
    user = User.objects.filter(phone=phone, phone_verified=True, is_active=True).first() if phone else None
    return user if user and could_vote(user, ballot, on) else None
