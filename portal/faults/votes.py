"""An estate that votes: as many homes as voters, each owner with an account, and a ballot that is open; and
the count of it in the end, by the house's own operations."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from ballots.models import Ballot, Matter, Vote
from ballots.models.ballots import BallotKind, Electorate, LegalEffect
from ballots.operations import announce_ballot, draft_ballot
from ballots.operations.all_in import papers_are_in
from ballots.operations.closing import close_due
from ballots.operations.counting import count_ballot
from buildings.models import Dwelling, Organisation, Ownership, Place, Residency
from buildings.operations import appoint_member, create_place, found_organisation
from people.models import User
from people.operations import register_person
from portal.faults.ground import HOST
from portal.faults.sessions import cookies

SINCE = date(2025, 1, 1)
DOORS = 10  # on each floor


@transaction.atomic
def ground(voters: int) -> dict[str, Any]:
    admin = User.objects.create_superuser(
        email=f"admin{HOST}", password=None, display_name="试运", is_demo=True
    )
    street = create_place(by=admin, kind="street", name="桂城街道", parent=None)
    community = create_place(by=admin, kind="community", name="试运社区", parent=street)
    estate = create_place(by=admin, kind="estate", name="试运花园", parent=community)
    tower = create_place(by=admin, kind="building", name="9栋", parent=estate)
    committee = found_organisation(
        by=admin, kind="owners_committee", name="试运花园业主委员会", serves=[estate], started_on=SINCE
    )
    chair = register_person(
        by=admin, display_name="主任", phone="10000030000", email=f"chair{HOST}", is_demo=True
    )
    appoint_member(by=admin, organisation=committee, user=chair, office="head", started_on=SINCE)
    people = _owners(tower, voters)
    ballot = _opened(chair, committee, estate)
    return {"ballot": ballot.pk, "cookies": cookies(people)}


def _owners(tower: Place, voters: int) -> list[User]:
    return owned_one_each(
        Dwelling.objects.bulk_create(
            Dwelling(place=tower, floor=n // DOORS + 1, door=f"{n:05d}", area="80.00", area_source="register")
            for n in range(1, voters + 1)
        )
    )


def owned_one_each(homes: list[Dwelling]) -> list[User]:
    """Each home with an owner of its own, in the register and living there, who has an account."""
    people = User.objects.bulk_create(
        User(
            phone=str(10009000000 + n),
            phone_verified=True,
            email=f"v{n}{HOST}",
            display_name=f"业主{n}",
            password="!",  # noqa: S106 (nobody signs in by it)
            language="zh-hans",
            is_demo=True,
        )
        for n in range(1, len(homes) + 1)
    )
    pairs = list(zip(homes, people, strict=True))
    Residency.objects.bulk_create(
        Residency(dwelling=home, user=person, kind="owner", started_on=SINCE) for home, person in pairs
    )
    Ownership.objects.bulk_create(
        Ownership(
            dwelling=home,
            owner_name=person.display_name,
            phone=person.phone,
            source="register",
            started_on=SINCE,
        )
        for home, person in pairs
    )
    return people


def _opened(chair: User, committee: Organisation, estate: Place) -> Ballot:
    """Voting began a minute ago."""
    opens_at = timezone.now() - timedelta(minutes=1)
    then = opens_at - timedelta(days=16)
    draft = draft_ballot(
        by=chair,
        organisation=committee,
        place=estate,
        title="试投",
        text="试投",
        electorate=Electorate.OWNERS,
        legal_effect=LegalEffect.FORMAL,
        kind=BallotKind.YESNO,
        matter=Matter.objects.get(key="use_of_fund"),
        opens_at=opens_at,
        closes_at=opens_at + timedelta(days=5),
        now=then,
    )
    return announce_ballot(by=chair, ballot=draft, knows_few=True, now=then)


def count() -> dict[str, Any]:
    """The rows as they are, and what counting them by the rules makes of them."""
    ballot = Ballot.objects.get()
    current = Vote.objects.current().filter(ballot=ballot)
    choices = dict(current.values_list("elector__voters__user__phone", "choices"))
    now: datetime = ballot.closes_at
    close_due(now)
    ballot.refresh_from_db()
    papers_are_in(by=ballot.created_by, ballot=ballot, now=now)
    result = count_ballot(by=ballot.created_by, ballot=ballot, now=now)
    return {"current": current.count(), "choices": choices, "papers": result.papers}
