"""Who would be on the roll, by the register and the accounts of a day: a handful of statements, however many
homes there are."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from ballots import heads
from ballots.document import rule_of
from ballots.models import Ballot
from ballots.models.ballots import Electorate, Unit
from ballots.models.rolls import ElectorKind
from ballots.named_list import Person, Unread, read_list
from ballots.queries.labels import home_label, several_homes
from ballots.second_person import in_letters
from buildings.models import Dwelling, Membership, Ownership, Place, Residency
from buildings.models.dwellings import AreaSource, Presence, ResidencyKind
from buildings.models.places import AROUND, PlaceKind, one_estate
from people.models import User
from people.phones import normalise


class PlannedHome(NamedTuple):
    dwelling_id: int
    label: str
    area: Decimal | None
    source: str


class PlannedElector(NamedTuple):
    kind: str
    label: str
    name: str = ""
    phone: str = ""
    place_id: int | None = None
    area: Decimal | None = None
    is_joint: bool = False
    homes: tuple[PlannedHome, ...] = ()
    voters: tuple[int, ...] = ()  # ids of accounts


class HomeOfRoll(NamedTuple):
    """A home as the register has it."""

    pk: int
    place_id: int  # of the building, also where it stands in a stair
    area: Decimal | None
    source: str
    presence: str
    label: str


class DoubtOfRoll(NamedTuple):
    doubt: heads.Doubt
    answer: list[list[int]] | None  # groups of homes, each of one person; None: nobody has said

    @property
    def name(self) -> str:
        return self.doubt.name


class RollPlan(NamedTuple):
    electors: list[PlannedElector]
    doubts: list[DoubtOfRoll] = []
    without_area: list[HomeOfRoll] = []
    without_owner: list[HomeOfRoll] = []
    unread: list[Unread] = []
    unregistered: int = 0  # homes where nobody is registered: who lives there is on no roll of residents

    @property
    def heads(self) -> int:
        return len(self.electors)

    @property
    def area(self) -> Decimal | None:
        areas = [elector.area for elector in self.electors if elector.area is not None]
        return sum(areas, Decimal(0)) if areas else None

    @property
    def with_account(self) -> int:
        """How many can vote online."""
        return sum(1 for elector in self.electors if elector.voters)


def plan_roll(ballot: Ballot, on: date) -> RollPlan:
    match ballot.electorate:
        case Electorate.OWNERS:
            return owners(ballot, on)
        case Electorate.MEMBERS:
            return RollPlan(members(ballot, on))
        case Electorate.NAMED:
            return people_on_the_list(ballot)
    return RollPlan(homes(ballot, on)) if ballot.unit == Unit.HOME else residents(ballot, on)


# --- what the register has ----------------------------------------------------------------------------


def homes_of(ballot: Ballot) -> list[HomeOfRoll]:
    """By building, floor and door. Two statements."""
    within = one_estate([ballot.place.path])
    places = Place.objects.below(ballot.place.path).select_related(AROUND).order_by("path")
    known = {place.pk: place for place in places}
    rows = Dwelling.objects.below(ballot.place.path).values_list(
        "pk", "place_id", "area", "area_source", "presence", "door", "floor"
    )
    found = [
        (places_key(known[place_id]), floor or 0, door, pk, place_id, area, source, presence)
        for pk, place_id, area, source, presence, door, floor in rows
    ]
    return [
        HomeOfRoll(
            pk,
            building_of(known[place_id]),
            area,
            source,
            presence,
            home_label(known[place_id], door, within),
        )
        for _order, _floor, door, pk, place_id, area, source, presence in sorted(
            found, key=lambda row: row[:4]
        )
    ]


def building_of(place: Place) -> int:
    return place.parent_id if place.kind == PlaceKind.STAIR else place.pk


def places_key(place: Place) -> tuple:
    """Building 2 before building 10, its stairs in their order."""
    around = [(above.position, above.pk) for above in (place.parent, place) if above]
    return tuple(chain.from_iterable(around))


def accounts_of(ballot: Ballot, on: date) -> dict[int, list[tuple[int, str | None, str]]]:
    """The grown-ups who live at each home: {dwelling: [(account, phone, name)]}. One statement."""
    rows = _grown_ups(ballot, on).filter(lives_here=True)
    found = defaultdict(list)
    names = ("dwelling_id", "user_id", "user__phone", "user__display_name")
    for dwelling_id, *account in rows.order_by("user_id").distinct().values_list(*names):
        found[dwelling_id].append(tuple(account))
    return found


def _grown_ups(ballot: Ballot, on: date):
    children = Residency.objects.current(on).filter(is_minor=True).values("user")
    return (
        Residency.objects.current(on)
        .filter(dwelling__place__path__startswith=ballot.place.path, user__is_active=True)
        .exclude(user__in=children)
    )


# --- owners -------------------------------------------------------------------------------------------


def owners(ballot: Ballot, on: date) -> RollPlan:
    """Homes without an area are left out of the heads: they stand in the way, and are named."""
    found = homes_of(ballot)
    by_area = rule_of(ballot).by_area
    names, since = owner_names(ballot, on)
    accounts = owner_accounts(ballot, on, since)
    rows = [row_of(home, names.get(home.pk, ()), by_area) for home in found]
    counted = [row for row in rows if row.areas]
    doubts = heads.doubts(counted)
    planned = heads.heads_of(counted, decided(ballot, doubts))
    known = {home.pk: home for home in found}
    return RollPlan(
        [of_owner(head, known, accounts, by_area) for head in planned],
        doubts=[DoubtOfRoll(doubt, answer_to(ballot, doubt)) for doubt in doubts],
        without_area=[home for home in found if by_area and home.area is None],
        without_owner=[h for h in found if h.pk not in names and h.presence != Presence.UNSOLD],
    )


def row_of(home: HomeOfRoll, owners: Iterable[tuple[str, str]], by_area: bool) -> heads.HomeRow:
    """Where heads alone count, any area does."""
    areas = {home.source: home.area} if by_area else {AreaSource.ROSTER: Decimal(1)}
    return heads.HomeRow(
        dwelling_id=home.pk,
        label=home.label,
        areas={source: area for source, area in areas.items() if area is not None},
        owners=tuple(owners),
        is_unsold=home.presence == Presence.UNSOLD,
    )


def answer_to(ballot: Ballot, doubt: heads.Doubt) -> list[list[int]] | None:
    """The groups of homes of one person each; None: not asked yet, or the register has changed since."""
    said = ballot.same_people.get(doubt.name)
    asked = sorted(home.dwelling_id for home in doubt.homes)
    return said["one"] if said and said["of"] == asked else None


def decided(ballot: Ballot, doubts: Iterable[heads.Doubt]) -> heads.Decided:
    answers = {doubt.name: answer_to(ballot, doubt) for doubt in doubts}
    return {name: groups for name, groups in answers.items() if groups is not None}


def owner_names(ballot: Ballot, on: date) -> tuple[dict[int, list[tuple[str, str]]], dict[int, date]]:
    """{dwelling: [(name, phone)]}, and since when the last of them is in the register."""
    found, since = defaultdict(list), {}
    rows = Ownership.objects.current(on).filter(dwelling__place__path__startswith=ballot.place.path)
    columns = ("dwelling_id", "owner_name", "phone", "started_on")
    for dwelling_id, name, phone, started_on in rows.order_by("pk").values_list(*columns):
        found[dwelling_id].append((name, phone))
        since[dwelling_id] = max(started_on, since.get(dwelling_id, started_on))
    return found, since


class Account(NamedTuple):
    pk: int
    phone: str | None  # that it proved
    name: str
    is_earlier: bool  # was vouched for before the register had the owner whom it has now


def owner_accounts(ballot: Ballot, on: date, since: dict[int, date]) -> dict[int, list[Account]]:
    """{dwelling: accounts} of those who are its owners on Linli."""
    found = defaultdict(list)
    rows = _grown_ups(ballot, on).filter(kind=ResidencyKind.OWNER).order_by("user_id")
    names = ("dwelling_id", "user_id", "user__phone", "user__phone_verified", "user__display_name")
    for dwelling_id, pk, phone, is_proved, name, started_on in rows.values_list(*names, "started_on"):
        proved = as_dialled(phone) if phone and is_proved else None
        is_earlier = dwelling_id in since and started_on < since[dwelling_id]
        found[dwelling_id].append(Account(pk, proved, name, is_earlier))
    return found


def of_owner(head: heads.Head, known: dict[int, HomeOfRoll], accounts: dict, by_area: bool) -> PlannedElector:
    theirs = [known[home.dwelling_id] for home in head.homes]
    is_unsold = head.kind == ElectorKind.UNSOLD
    return PlannedElector(
        kind=head.kind,
        label=several_homes([home.label for home in theirs]),
        name=head.name[:200],
        phone=head.phone[:16],
        place_id=theirs[0].place_id,
        area=head.area if by_area else None,
        is_joint=head.is_joint,
        homes=tuple(planned_home(home, row, by_area) for home, row in zip(theirs, head.homes, strict=True)),
        voters=() if is_unsold or head.is_joint else the_one_account(head, accounts),
    )


def planned_home(home: HomeOfRoll, row: heads.HomeRow, by_area: bool) -> PlannedHome:
    area, source = heads.area_that_counts(row.areas) if by_area else (None, "")
    return PlannedHome(home.pk, home.label, area, source)


def the_one_account(head: heads.Head, accounts: dict[int, list[Account]]) -> tuple[int, ...]:
    """The register's phone says which account it is; else the only one there is. Of two nobody is guessed.
    Nor is anybody who owned it before, and by phone and by name is not whom the register has since."""
    there = set(chain.from_iterable(accounts.get(home.dwelling_id, ()) for home in head.homes))
    phones = {as_dialled(phone) for home in head.homes for _name, phone in home.owners if phone}
    named = {account.pk for account in there if account.phone in phones}
    found = named or {account.pk for account in there}
    if not named and any(is_another(account, head.name, phones) for account in there):
        return ()
    return tuple(found) if len(found) == 1 else ()


def as_dialled(phone: str) -> str:
    return normalise(phone, invented=True) or phone


def is_another(account: Account, name: str, phones: set[str]) -> bool:
    if not account.is_earlier or not phones or not account.phone:
        return False
    return in_letters(account.name) != in_letters(name)


# --- residents, members, a list -----------------------------------------------------------------------


def residents(ballot: Ballot, on: date) -> RollPlan:
    """Each person once, at the first of their homes. Children under 14 are known; whoever votes says that
    they are 18."""
    accounts, seen, found, unregistered = accounts_of(ballot, on), set(), [], 0
    for home in homes_of(ballot):
        unregistered += home.pk not in accounts
        for pk, phone, name in accounts.get(home.pk, ()):
            if pk not in seen:
                seen.add(pk)
                found.append(
                    PlannedElector(
                        ElectorKind.PERSON,
                        home.label,
                        name,
                        phone or "",
                        place_id=home.place_id,
                        voters=(pk,),
                    )
                )
    return RollPlan(found, unregistered=unregistered)


def homes(ballot: Ballot, on: date) -> list[PlannedElector]:
    """Every home that was sold, whether anybody there has an account or not: how it is lived in is nobody's
    business, and a paper counts as well."""
    accounts = accounts_of(ballot, on)
    return [
        PlannedElector(
            ElectorKind.HOME,
            home.label,
            place_id=home.place_id,
            homes=(PlannedHome(home.pk, home.label, None, ""),),
            voters=tuple(pk for pk, _phone, _name in accounts.get(home.pk, ())),
        )
        for home in homes_of(ballot)
        if home.presence != Presence.UNSOLD
    ]


def members(ballot: Ballot, on: date) -> list[PlannedElector]:
    """Each once, whose two terms or offices overlap as well."""
    rows = Membership.objects.current(on).filter(organisation=ballot.members_of, user__is_active=True)
    known = rows.order_by("pk").values_list("user_id", "user__display_name", "user__phone")
    return [
        PlannedElector(ElectorKind.PERSON, name[:120], name[:200], phone or "", voters=(pk,))
        for pk, name, phone in dict.fromkeys(known)
    ]


def people_on_the_list(ballot: Ballot) -> RollPlan:
    people, unread = read_list(ballot.named_list)
    accounts = accounts_by_phone(person.phone for person in people if person.phone)
    return RollPlan([of_person(person, accounts) for person in people], unread=unread)


def accounts_by_phone(phones: Iterable[str]) -> dict[str, int]:
    known = User.objects.filter(phone__in=list(phones), phone_verified=True, is_active=True)
    return dict(known.values_list("phone", "pk"))


def of_person(person: Person, accounts: dict[str, int]) -> PlannedElector:
    label = f"{person.name} · {person.home}" if person.home else person.name
    voters = (accounts[person.phone],) if person.phone in accounts else ()
    return PlannedElector(ElectorKind.PERSON, label[:120], person.name, person.phone, voters=voters)
