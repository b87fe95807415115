from buildings.models.organisations import OrganisationKind
from buildings.standing import standing_of
from people.models import User


def street_paths(user: User) -> set[str]:
    return standing_of(user).service_paths(OrganisationKind.STREET_OFFICE)


def may_decide_on_held(*, user: User) -> bool:
    """Whether what was due before a restore still goes out: the subdistrict's office, and the superuser."""
    return user.is_superuser or bool(street_paths(user))
