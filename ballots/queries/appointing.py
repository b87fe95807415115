"""After an election: the pages where whoever was elected is appointed, for those who may. The count appoints
nobody."""

from collections.abc import Iterable, Iterator
from itertools import count
from typing import NamedTuple

from django.urls import reverse

from ballots.models import Ballot
from ballots.models.ballots import BallotKind, ElectedAs
from buildings.models import Membership, Organisation
from buildings.queries import places_served_by
from buildings.rules import may_appoint_captain, may_appoint_member
from committees.models import Charter, CouncilSeat
from committees.queries import members_of, seats_of
from committees.rules import may_seat
from people.models import User


class Next(NamedTuple):
    """Where somebody is appointed; of a stranger to the council, where they become a member first."""

    name: str
    url: str
    is_stranger: bool = False


def appoint_next(ballot: Ballot, elected: Iterable[str], user: User) -> list[Next]:
    if ballot.kind != BallotKind.ELECTION or ballot.voided_at:
        return []
    if ballot.elected_as == ElectedAs.CAPTAIN and may_appoint_captain(user=user, place=ballot.place):
        url = reverse("buildings:appoint", args=[ballot.place_id])
        return [Next(name, url) for name in elected]
    council = council_of(ballot)
    if council and may_seat(user=user, council=council):
        return list(to_the_seats(ballot, council, list(elected), user))
    return []


def council_of(ballot: Ballot) -> Organisation | None:
    return ballot.elected_to if ballot.elected_as == ElectedAs.COUNCIL else None


def belongs_to(ballot: Ballot, user: User) -> str:
    """The page that says who belongs to the council and who leads it; "" where it is not theirs to say."""
    council = council_of(ballot)
    if ballot.kind != BallotKind.ELECTION or ballot.voided_at or council is None:
        return ""
    if not may_appoint_member(user=user, organisation=council, served=places_served_by(council)):
        return ""
    return reverse("buildings:members", args=[council.pk])


def to_the_seats(ballot: Ballot, council: Organisation, elected: list[str], user: User) -> Iterator[Next]:
    """Whoever sits there keeps the seat; the others are led to the empty ones, then to those of whoever was
    not elected again."""
    accounts = dict(ballot.candidates.filter(option__label__in=elected).values_list("option__label", "user"))
    members = {member.user_id: member for member in members_of(council)}
    seats, belongs = seats_of(council), belongs_to(ballot, user)
    theirs = {seat.holder.user_id: seat.number for seat in seats if seat.holder}
    kept = {accounts.get(name) for name in elected} & theirs.keys()
    free = free_numbers(council, seats, {theirs[account] for account in kept})
    for name in elected:
        account = accounts.get(name)
        if account not in members and belongs:
            yield Next(name, belongs, is_stranger=True)
            continue
        number = theirs[account] if account in kept else next(free)
        yield Next(name, seat_url(council, number, members.get(account)))


def free_numbers(council: Organisation, seats: list[CouncilSeat], kept: set[int]) -> Iterator[int]:
    charter = Charter.objects.filter(council=council).first()
    held = {seat.number for seat in seats if seat.holder}
    whole = range(1, max([charter.seats if charter else 0, *(seat.number for seat in seats)]) + 1)
    yield from (number for number in whole if number not in held)
    yield from (number for number in whole if number in held - kept)
    yield from count(len(whole) + 1)


def seat_url(council: Organisation, number: int, member: Membership | None) -> str:
    who = f"&holder={member.pk}" if member else ""
    return f"{reverse('committees:seat', args=[council.pk])}?number={number}{who}"
