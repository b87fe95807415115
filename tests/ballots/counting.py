"""Ballots that were voted in and closed, for what comes after."""

from datetime import timedelta
from itertools import cycle

from ballots.models import Ballot, Result
from ballots.operations import count_ballot, papers_are_in
from ballots.operations.closing import close_ballot
from people.models import User
from tests.ballots.correcting import correct_roll
from tests.ballots.ground import Ground, opened
from tests.ballots.voting import vote, vote_secretly
from tests.factories import UserFactory, make_resident


def neighbours(ground: Ground, number: int) -> list[User]:
    """Residents of the two buildings, each with an account of their own."""
    doors = cycle(
        (b, f"{f:02d}{d:02d}") for b in (ground.first, ground.second) for f in (1, 2, 3) for d in (1, 2)
    )
    people = []
    for place in range(number):
        building, door = next(doors)
        user = UserFactory(display_name=f"街坊甲{place:03d}乙", phone_verified=True)
        people.append(make_resident(building, door, user=user, kind="family"))
    return people


def after(ballot: Ballot, **more):
    return ballot.closes_at + timedelta(**(more or {"minutes": 1}))


def closed(ballot: Ballot) -> Ballot:
    """The door alone: nothing is counted yet."""
    close_ballot(ballot.pk, now=after(ballot))
    ballot.refresh_from_db()
    return ballot


def all_in(ballot: Ballot, **fields) -> Ballot:
    """Closed, and somebody has said that all papers are in."""
    closed(ballot)
    return papers_are_in(**{"by": ballot.created_by, "ballot": ballot, "now": after(ballot)} | fields)


def counted(ballot: Ballot, by: User | None = None) -> Result:
    all_in(ballot)
    result = count_ballot(by=by, ballot=ballot, knows_few=True, now=after(ballot, minutes=2))
    ballot.refresh_from_db()
    return result


def owners_vote(ground: Ground, *choices: str, **fields) -> Ballot:
    """The first electors of the roll vote so, each by an account that a correction gave them."""
    ballot = opened(ground, **fields)
    for elector, choice in zip(ballot.electors.order_by("number"), choices, strict=False):
        cast_for(elector, choice)
    return ballot


def cast_for(elector, *choices: str) -> None:
    """By whoever may vote for it; a voter is put on the roll where the register knew no account."""
    voter = elector.voters.filter(ended_at=None).first()
    by = elector.ballot.created_by
    if voter is None:
        user = UserFactory()
        elector = correct_roll(by=by, elector=elector, reason="业主的账号", voter=user)
    else:
        user = voter.user
    cast = vote_secretly if elector.ballot.is_secret else vote
    cast(user, elector, *choices)
