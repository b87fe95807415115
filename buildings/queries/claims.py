"""Who can say that somebody lives behind a door, and what a newcomer has asked for."""

from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Expression

from buildings.models import Captaincy, Dwelling, Membership, Place, Residency, ResidencyClaim, Service
from buildings.models.claims import ClaimState
from buildings.models.organisations import STAFF_KINDS, OrganisationKind
from buildings.models.places import prefixes
from buildings.standing import standing_of
from kit.together import counted
from people.models import User


def answerers_of(dwelling: Dwelling) -> list[User]:
    """Captains of the floor, lead and deputies, and the community's staff; without staff the subdistrict."""
    paths = prefixes([dwelling.place.path])
    captaincies = Captaincy.objects.current().filter(place__path__in=paths).select_related("user", "place")
    captains = [c.user for c in captaincies if c.has_floor(dwelling.floor)]
    staff = _members(paths, *STAFF_KINDS) or _members(paths, OrganisationKind.STREET_OFFICE)
    people = {user.pk: user for user in [*captains, *staff] if user.is_active}
    return sorted(people.values(), key=lambda user: user.pk)


def _members(paths: set[str], *kinds: str) -> list[User]:
    serving = Membership.objects.current().filter(organisation__kind__in=kinds)
    services = Service.objects.current().filter(place__path__in=paths)
    here = serving.filter(organisation__services__in=services)
    return list(User.objects.filter(pk__in=here.values("user"), is_active=True))


def waiting_claims(now: datetime) -> QuerySet[ResidencyClaim]:
    """For a captain or staff: of a child's, the guardian has agreed; asked an hour ago or longer."""
    rows = ResidencyClaim.objects.waiting().filter(vouched_by=None, asked_at__lte=now - timedelta(hours=1))
    rows = rows.filter(Q(is_minor=False) | Q(guardian_agreed_at__isnull=False))
    return rows.select_related("user", "dwelling__place").order_by("pk")


def has_asked(user: User | AnonymousUser) -> Expression:
    """Of a home, for an annotation: whether this person's own claim of it waits for an answer."""
    if not user.is_authenticated:
        return Value(False)
    return Exists(ResidencyClaim.objects.waiting().filter(user=user, dwelling=OuterRef("pk")))


def grown_ups_of(dwelling: Dwelling) -> QuerySet[Residency]:
    """Who can be a guardian there today."""
    return Residency.objects.current().filter(dwelling=dwelling, is_minor=False, user__is_active=True)


def asked_again(claim: ResidencyClaim) -> ResidencyClaim | None:
    """What waits instead of a claim that was taken back: whoever was told of the first is not told anew."""
    if claim.state != ClaimState.WITHDRAWN:
        return None
    same = Q(user=claim.user_id)
    if claim.is_minor and claim.guardian_id:
        same |= Q(guardian=claim.guardian_id, is_minor=True)
    return ResidencyClaim.objects.waiting().filter(same, dwelling=claim.dwelling_id, pk__gt=claim.pk).last()


def claims_of(user: User, limit: int = 10) -> list[ResidencyClaim]:
    """The newest first: their own, and those that they made for a child of theirs."""
    return list(claim_rows(user, limit))


def claim_rows(user: User, limit: int = 10) -> QuerySet[ResidencyClaim]:
    rows = ResidencyClaim.objects.filter(Q(user=user) | Q(guardian=user)).select_related(
        "dwelling__place__parent__parent__parent", "user"
    )
    return rows.order_by("-asked_at", "-pk")[:limit]


def asks_for_home_at(user: User | AnonymousUser, place: Place) -> bool:
    """Of whoever is a newcomer still: they wait for an answer about a home of this building."""
    if not user.is_authenticated or standing_of(user).capacities:
        return False
    waiting = ResidencyClaim.objects.waiting().filter(user=user)
    return waiting.filter(dwelling__place__path__below=place.path).exists()


def claims_counted(user: User) -> QuerySet:
    """How many wait for this person, to be asked together with other lists."""
    return counted(ResidencyClaim.objects.to_answer(standing_of(user)))
