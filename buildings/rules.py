"""Who may do what in buildings. A superuser may do every administrative operation, but reads no household."""

from buildings.models import Captaincy, Dwelling, Membership, Organisation, Place, Residency, ResidencyClaim
from buildings.models.organisations import Office, OrganisationKind
from buildings.models.places import PLAN_KINDS
from buildings.standing import standing_of
from people.models import User


def may_administer(*, user: User, place: Place) -> bool:
    """Community staff, and the subdistrict, at this place."""
    return user.is_superuser or standing_of(user).is_staff_at(place)


def may_draw(*, user: User, place: Place) -> bool:
    """Put it on a plan: an estate's or a community's plan shows what stands directly in it."""
    is_shown = place.parent_id is not None and place.parent.kind in PLAN_KINDS
    return is_shown and may_administer(user=user, place=place)


def may_create_place(*, user: User, parent: Place | None) -> bool:
    return user.is_superuser or (parent is not None and may_administer(user=user, place=parent))


def may_move_place(*, user: User, place: Place, parent: Place) -> bool:
    """Both ends must be theirs: nobody moves a building into, or out of, somebody else's community."""
    return may_administer(user=user, place=place) and may_administer(user=user, place=parent)


def may_appoint_captain(*, user: User, place: Place) -> bool:
    return may_administer(user=user, place=place)


def may_found_organisation(*, user: User, serves: list[Place]) -> bool:
    """Whoever founds must be staff wherever it will serve: serving a place opens what lies in it."""
    return user.is_superuser or (bool(serves) and all(may_administer(user=user, place=p) for p in serves))


def may_appoint_member(*, user: User, organisation: Organisation, served: list[Place]) -> bool:
    """Staff of every place that it serves, or its own head."""
    if may_found_organisation(user=user, serves=served):
        return True
    return any(
        capacity.organisation_id == organisation.pk and capacity.office == Office.HEAD
        for capacity in standing_of(user).capacities
    )


def may_end_membership(*, user: User, membership: Membership, served: list[Place]) -> bool:
    """Nobody has to stay: whoever is a member may lay it down, as a captain may."""
    organisation = membership.organisation
    own = membership.user_id == user.pk
    return own or may_appoint_member(user=user, organisation=organisation, served=served)


def may_vouch(*, user: User, dwelling: Dwelling) -> bool:
    """Who can say that someone lives here: the captain of the floor, and staff; never a child."""
    knows = user.is_superuser or may_see_state(user=user, place=dwelling.place, floor=dwelling.floor)
    return knows and not standing_of(user).is_minor


def may_answer_claim(*, user: User, claim: ResidencyClaim) -> bool:
    """Whoever can vouch for the door, but never for themselves."""
    return claim.user_id != user.pk and may_vouch(user=user, dwelling=claim.dwelling)


def may_say_who_lives_on(*, user: User, dwelling: Dwelling) -> bool:
    """Answer whether a former owner still lives there: the captain of the floor and staff, nobody else."""
    return may_open_household(user=user, dwelling=dwelling) and not standing_of(user).is_minor


def may_make_codes(*, user: User, dwelling: Dwelling) -> bool:
    """A code on paper vouches for whoever holds it."""
    return may_vouch(user=user, dwelling=dwelling)


def is_minor(user: User) -> bool:
    """Under 14, as their home's papers say or as they said when they asked: they have a guardian.

    For every rule about voting, vouching and being named. At most one query beside the standing.
    """
    if not user.is_authenticated:
        return False
    asked = ResidencyClaim.objects.waiting().filter(user=user, is_minor=True)
    return standing_of(user).is_minor or asked.exists()


def may_end_childhood(*, user: User, residency: Residency) -> bool:
    """Say that a child is 14 by now: its guardian, and whoever can vouch; nobody of themselves."""
    if user.pk == residency.user_id:
        return False
    return user.pk == residency.guardian_id or may_vouch(user=user, dwelling=residency.dwelling)


def may_end_residency(*, user: User, residency: Residency) -> bool:
    """The person, for a child its guardian, and whoever can vouch."""
    is_theirs = user.pk in {residency.user_id, residency.guardian_id}
    return is_theirs or may_vouch(user=user, dwelling=residency.dwelling)


def may_see_state(*, user: User, place: Place, floor: int | None) -> bool:
    """How homes are lived in: for staff and captains of that floor, never neighbours or property company."""
    return standing_of(user).looks_after(place, floor)


def may_open_household(*, user: User, dwelling: Dwelling) -> bool:
    """Names and phones of a home; each look is written down with its purpose."""
    return may_see_state(user=user, place=dwelling.place, floor=dwelling.floor)


def may_import_roster(*, user: User, estate: Place) -> bool:
    """Staff, and the property company that serves the estate: it is its roster."""
    is_property = standing_of(user).serves(estate, OrganisationKind.PROPERTY_COMPANY)
    return may_administer(user=user, place=estate) or is_property


def may_print_sheets(*, user: User, place: Place) -> bool:
    """The sheets downstairs are put up by staff, and by the property company of the place."""
    return may_import_roster(user=user, estate=place)


def may_call(*, user: User, captaincy: Captaincy) -> bool:
    """Who sees the captain's number: everyone when it is public, else neighbours, staff and servicers."""
    if captaincy.phone_is_public:
        return True
    if not user.is_authenticated:
        return False
    standing, place = standing_of(user), captaincy.place
    return (
        captaincy.user_id == user.pk
        or user.is_superuser
        or standing.lives_at(place)
        or standing.is_captain_at(place)
        or standing.serves(place)
    )
