"""Who could be called to a meeting at a place, with the people who could speak for each."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from buildings.models import Captaincy, Membership, Organisation, Place, Service
from buildings.models.organisations import OrganisationKind as Kind
from buildings.models.places import AROUND, one_estate, prefixes
from buildings.wording import place_name
from committees.models import Charter, CouncilSeat
from committees.models.kinds import CAPTAINS
from people.models import User

PARTY_ORDER = [
    Kind.PARTY_COMMITTEE,
    Kind.RESIDENTS_COMMITTEE,
    Kind.NEIGHBOUR_COUNCIL,
    Kind.OWNERS_COMMITTEE,
    Kind.PROPERTY_COMPANY,
    CAPTAINS,
    Kind.MEDIATION_STUDIO,
    Kind.CLUB,
    Kind.PARTNER,
    Kind.STREET_OFFICE,
]


@dataclass
class PartyOffer:
    """A party that could be called, with the people who could speak for it."""

    key: str  # "o12" or CAPTAINS
    organisation: Organisation | None
    is_called: bool  # it serves the place itself: called where the kind of meeting names its like
    people: list[tuple[User, str]] = field(default_factory=list)  # with what each one is there
    seats: int = 0  # of a council: by its charter, else as many as were given
    sitting: list[int] = field(default_factory=list)  # who holds them, in their order

    @property
    def kind(self) -> str:
        return self.organisation.kind if self.organisation else CAPTAINS

    def seated_first(self) -> None:
        """Whoever holds a seat speaks for the council before its other members."""
        place = {user: number for number, user in enumerate(self.sitting)}
        self.people.sort(key=lambda person: place.get(person[0].pk, len(place)))


def parties_offered(place: Place) -> list[PartyOffer]:
    """Organisations that serve the place or something below it, and its captains."""
    services = Service.objects.current().filter(
        Q(place__path__in=prefixes([place.path])) | Q(place__path__startswith=place.path)
    )
    offers: dict[int, PartyOffer] = {}
    for service in services.select_related("organisation", "place"):
        organisation = service.organisation
        is_called = place.path.startswith(service.place.path)
        offer = offers.setdefault(organisation.pk, PartyOffer(f"o{organisation.pk}", organisation, is_called))
        offer.is_called |= is_called
    members = Membership.objects.current().filter(organisation__in=offers, user__is_active=True)
    members = members.select_related("user")
    for member in members.order_by("id"):
        offers[member.organisation_id].people.append(
            (member.user, member.title or member.get_office_display())
        )
    with_seats(offers)
    captains = PartyOffer(CAPTAINS, None, True, captains_below(place))
    found = [*offers.values(), *([captains] if captains.people else [])]
    return sorted(found, key=lambda offer: PARTY_ORDER.index(getattr(offer.organisation, "kind", CAPTAINS)))


def with_seats(offers: dict[int, PartyOffer]) -> None:
    rows = CouncilSeat.objects.current().filter(council__in=offers)
    given: defaultdict[int, list[int | None]] = defaultdict(list)
    for council, user in rows.order_by("number").values_list("council", "holder__user"):
        given[council].append(user)
    chartered = dict(Charter.objects.filter(council__in=offers).values_list("council", "seats"))
    for council in chartered.keys() | given.keys():
        offer, users = offers[council], given[council]
        offer.seats = chartered.get(council) or len(users)
        offer.sitting = [user for user in users if user]
        offer.seated_first()


def captains_below(place: Place, but: QuerySet | None = None) -> list[tuple[User, str]]:
    rows = Captaincy.objects.current().below(place.path).filter(user__is_active=True)
    rows = rows.select_related("user", f"place__{AROUND}")
    rows = rows if but is None else rows.exclude(user__in=but)
    within = one_estate([place.path])
    people: dict[int, tuple[User, str]] = {}
    for captaincy in rows.order_by("place__position", "place_id", "id"):
        people.setdefault(captaincy.user_id, (captaincy.user, place_name(captaincy.place, within=within)))
    return list(people.values())
