"""Who gets an issue first. Never nobody."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from buildings import queries as buildings
from buildings.models import Membership, Organisation, Place
from buildings.models.organisations import OrganisationKind as Org
from buildings.wording import captain_title
from issues.models import Category, Tier
from kit.refused import Refused
from people.models import User

# Where the category's own organisation is missing, in this order.
FALLBACKS = (Org.RESIDENTS_COMMITTEE, Org.PARTY_COMMITTEE, Org.STREET_OFFICE)


@dataclass(frozen=True)
class Receiver:
    """A captain, or an organisation; with the captain who is told as well when an organisation holds it."""

    holder: User | None
    organisation: Organisation | None
    name: str  # "3栋楼长 罗白兰", "水岸物业"
    also_told: User | None = None


def first_receiver(
    *, category: Category, place: Place, floor: int | None, is_danger: bool, by: User
) -> Receiver:
    """The captain there; the category's organisation where the captain logs it, or where there is danger.

    A volunteer is not bound to be there in fifteen minutes: the desk on duty is, and the captain is told.
    Raises Refused where no organisation at all serves the place.
    """
    captaincy = buildings.captain_of(place, floor)
    captain = captaincy.user if captaincy else None
    urgent = is_danger or category.tier == Tier.DANGER
    if captain and captain != by and not urgent:
        title = captain_title(captaincy.kind, captaincy.place.name, is_lead=captaincy.is_lead)
        return Receiver(holder=captain, organisation=None, name=f"{title} {captain}")
    organisation = answering(category, place)
    if organisation is None:
        raise Refused(_("No organisation answers for this place yet. Please call 12345."))
    told = captain if captain and captain != by else None
    return Receiver(holder=None, organisation=organisation, name=str(organisation), also_told=told)


def answering(category: Category, place: Place) -> Organisation | None:
    """The nearest of the category's kind, else of the committees; one with people before one without."""
    kinds = list(dict.fromkeys([category.lead, *FALLBACKS]))
    found = [
        organisation for kind in kinds if (organisation := buildings.organisation_answering(place, kind))
    ]
    staffed = set(
        Membership.objects.current().filter(organisation__in=found).values_list("organisation_id", flat=True)
    )
    return next((o for o in found if o.pk in staffed), found[0] if found else None)
