"""One street, one community, one estate with a building of four floors, and the organisations that serve them."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from buildings.models import Organisation, Place
from people.models import User
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    PlaceFactory,
    UserFactory,
    make_building,
    make_captain,
    make_resident,
)


@dataclass
class World:
    street: Place
    community: Place
    estate: Place
    building: Place
    office: Organisation
    committee: Organisation
    property: Organisation
    council: Organisation
    staff: User
    admin: User

    @property
    def today(self) -> date:
        return timezone.localdate()

    def home(self, door: str = "0101"):
        return self.building.dwellings.get(door=door)

    def captain(self, **fields) -> User:
        return make_captain(self.building, **fields)

    def resident(self, door: str = "0101", **fields) -> User:
        return make_resident(self.building, door, **fields)

    def member(self, organisation: Organisation, **fields) -> User:
        return MembershipFactory(organisation=organisation, **fields).user


def make_world() -> World:
    street = PlaceFactory()
    community = PlaceFactory(kind="community", name="灯湖社区", parent=street)
    estate = PlaceFactory(kind="estate", name="水岸公馆", parent=community)
    building = make_building(estate, "3栋", floors=4, doors=2)
    committee = OrganisationFactory(name="灯湖社区居委会", serves=[community], phone="075700000100")
    return World(
        street=street,
        community=community,
        estate=estate,
        building=building,
        office=OrganisationFactory(
            kind="street_office", name="桂城街道办", serves=[street], phone="075700000001"
        ),
        committee=committee,
        property=OrganisationFactory(
            kind="property_company", name="水岸物业", serves=[estate], phone="075700000110", hours="24 小时"
        ),
        council=OrganisationFactory(kind="neighbour_council", name="水岸街坊会", serves=[estate], phone=""),
        staff=MembershipFactory(organisation=committee).user,
        admin=UserFactory(is_staff=True, is_superuser=True),
    )
