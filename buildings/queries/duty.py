"""Who stands in for an organisation when nobody of it is named, and who holds an office today."""

from collections.abc import Iterable

from django.db.models import Case, IntegerField, QuerySet, Value, When

from buildings.models import Membership, Organisation, Place, Service
from buildings.models.organisations import Office
from people.models import User

FIRST = [Office.HEAD, Office.DEPUTY, Office.SECRETARY, Office.STAFF, Office.MEMBER]
RANK = Case(
    *(When(office=office, then=Value(rank)) for rank, office in enumerate(FIRST)), output_field=IntegerField()
)


def duty_people(organisations: Iterable[Organisation]) -> dict[int, User]:
    """By organisation, its head or whoever comes nearest; one without people has none. One query."""
    members = (
        Membership.objects.current()
        .filter(organisation__in=list(organisations), user__is_active=True)
        .select_related("user")
        .order_by(RANK, "started_on", "pk")
    )
    found: dict[int, User] = {}
    for member in members:
        found.setdefault(member.organisation_id, member.user)
    return found


def duty_person(organisation: Organisation) -> User | None:
    return duty_people([organisation]).get(organisation.pk)


def members_of(organisation: Organisation) -> QuerySet[User]:
    """Everybody who belongs to it today."""
    current = Membership.objects.current().filter(organisation=organisation)
    return User.objects.filter(pk__in=current.values("user"), is_active=True)


def places_served_by(organisation: Organisation) -> list[Place]:
    """Today; what lies below them is served as well."""
    services = Service.objects.current().filter(organisation=organisation)
    return list(Place.objects.filter(services__in=services))
