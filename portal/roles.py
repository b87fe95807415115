"""Which home and which navigation a person gets: the busiest capacity they act in today."""

from enum import StrEnum

from django.contrib.auth.models import AnonymousUser

from buildings.models.organisations import STAFF_KINDS, OrganisationKind
from buildings.standing import CAPTAIN, HOME, MEMBER, standing_of
from people.models import User


class Role(StrEnum):
    VISITOR = "visitor"
    RESIDENT = "resident"
    CAPTAIN = "captain"
    COUNCIL = "council"  # neighbourhood council, owners' committee, clubs: neighbours with an office
    PROPERTY = "property"  # property company and other partners: work orders
    STAFF = "staff"
    STREET = "street"


OFFICE_ROLES = {
    OrganisationKind.STREET_OFFICE: Role.STREET,
    **dict.fromkeys(STAFF_KINDS, Role.STAFF),
    OrganisationKind.PROPERTY_COMPANY: Role.PROPERTY,
    OrganisationKind.PARTNER: Role.PROPERTY,
    OrganisationKind.NEIGHBOUR_COUNCIL: Role.COUNCIL,
    OrganisationKind.OWNERS_COMMITTEE: Role.COUNCIL,
}
BUSIEST_FIRST = [
    Role.STREET,
    Role.STAFF,
    Role.PROPERTY,
    Role.CAPTAIN,
    Role.COUNCIL,
    Role.RESIDENT,
]


def roles_of(user: User | AnonymousUser) -> list[Role]:
    """All of them, the busiest first; a person signed in without any home yet is a resident to be."""
    if not user.is_authenticated:
        return [Role.VISITOR]
    found = set()
    for capacity in standing_of(user).capacities:
        if capacity.source == MEMBER:
            found.add(OFFICE_ROLES.get(capacity.organisation_kind))
        elif capacity.source == CAPTAIN:
            found.add(Role.CAPTAIN)
        elif capacity.source == HOME:
            found.add(Role.RESIDENT)
    return [role for role in BUSIEST_FIRST if role in found] or [Role.RESIDENT]


def role_of(user: User | AnonymousUser) -> Role:
    return roles_of(user)[0]
