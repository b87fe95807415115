"""Who stands in for an organisation when nobody of it is named, and who holds an office today."""

from collections.abc import Iterable

from django.db.models import Case, IntegerField, QuerySet, Value, When

from buildings.models import Membership, Organisation, Place, Service
from buildings.models.organisations import Office, OrganisationKind
from buildings.queries.chain import DutyLine, organisation_answering
from people.models import User

FIRST = [Office.HEAD, Office.DEPUTY, Office.SECRETARY, Office.STAFF, Office.MEMBER]
STAFF_FIRST = (
    OrganisationKind.RESIDENTS_COMMITTEE,
    OrganisationKind.PARTY_COMMITTEE,
    OrganisationKind.STREET_OFFICE,
)
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


def staff_there(place: Place) -> list[User]:
    """Of the community around it, else of the subdistrict: the first that has people. They see to what nobody
    answers for any more."""
    for kind in STAFF_FIRST:
        house = organisation_answering(place, kind)
        if house and (people := list(members_of(house))):
            return people
    return []


def administrators() -> list[User]:
    """Of the site: they have what nobody at all answers for, until somebody does."""
    return list(User.objects.filter(is_superuser=True, is_active=True).order_by("pk"))


def places_served_by(organisation: Organisation) -> list[Place]:
    """Today; what lies below them is served as well."""
    services = Service.objects.current().filter(organisation=organisation)
    return list(Place.objects.filter(services__in=services))


def duty_phones(limit: int = 6) -> list[DutyLine]:
    """The residents' committees' own lines, for whoever has not said yet where they live."""
    rows = Organisation.objects.filter(kind=OrganisationKind.RESIDENTS_COMMITTEE).exclude(phone="")
    return [DutyLine(str(row), row.phone, row.hours) for row in rows.order_by("name", "pk")[:limit]]
