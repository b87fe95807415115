"""Who gets an issue first, and who next when it lies too long. Never nobody."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from buildings import queries as buildings
from buildings.models import Captaincy, Organisation, Place, Service
from buildings.models.organisations import OrganisationKind as Org
from buildings.models.places import CAPTAIN_KINDS, prefixes
from buildings.wording import captain_title
from issues.models import Category, Issue, Tier
from kit.refused import Refused
from people.models import User

# Where the category's own organisation is missing, in this order.
FALLBACKS = (Org.RESIDENTS_COMMITTEE, Org.PARTY_COMMITTEE, Org.STREET_OFFICE)
CAPTAIN, ESTATE, COMMUNITY, STREET = range(4)
# The steps above a captain (DOMAIN 1.5); the category's own organisation comes first on its step.
STEPS: dict[int, tuple[str, ...]] = {
    ESTATE: (Org.PROPERTY_COMPANY, Org.NEIGHBOUR_COUNCIL),
    COMMUNITY: (Org.RESIDENTS_COMMITTEE, Org.PARTY_COMMITTEE),
    STREET: (Org.STREET_OFFICE,),
}
LEVEL_OF = {kind: level for level, kinds in STEPS.items() for kind in kinds}


@dataclass(frozen=True)
class Receiver:
    """A captain, or somebody of an organisation; with the captain who is told as well when it goes past."""

    holder: User
    organisation: Organisation | None
    name: str  # "3栋楼长 罗白兰", "水岸物业"
    also_told: User | None = None
    vacant: tuple[int, ...] = field(default=())  # the steps on the way where nobody was


def first_receiver(
    *, category: Category, place: Place, floor: int | None, is_danger: bool, by: User
) -> Receiver:
    """The captain there; the category's organisation where the captain logs it, or where there is danger.

    A volunteer is not bound to be there in fifteen minutes: the desk on duty is, and the captain is told.
    Raises Refused where nobody at all answers for the place, and the site has no administrator.
    """
    captaincy = buildings.captain_of(place, floor)
    captain = captaincy.user if captaincy else None
    urgent = is_danger or category.tier == Tier.DANGER
    if captain and captain != by and not urgent:
        return _of_captain(captaincy)
    vacant = (CAPTAIN,) if captain is None and place.kind in CAPTAIN_KINDS else ()
    found = answering(category, place)
    if found is None:
        return _of_captain(captaincy, vacant=(COMMUNITY,)) if captain else _of_administrators(vacant)
    organisation, person = found
    told = captain if captain and captain != by else None
    return Receiver(person, organisation, str(organisation), also_told=told, vacant=vacant)


def _of_captain(captaincy: Captaincy, vacant: tuple[int, ...] = ()) -> Receiver:
    title = captain_title(captaincy.kind, captaincy.place.name, is_lead=captaincy.is_lead)
    return Receiver(captaincy.user, None, f"{title} {captaincy.user}", vacant=vacant)


def _of_administrators(vacant: tuple[int, ...]) -> Receiver:
    """They hear of it and look for somebody: whoever comes to answer for the place has it from then on."""
    people = buildings.administrators()
    if not people:
        raise Refused(_("Nobody answers for this place yet. Please call 12345."))
    name = _("the site's administrators (nobody answers for this place yet; if it cannot wait, call 12345)")
    return Receiver(people[0], None, str(name), vacant=(*vacant, COMMUNITY))


def answering(category: Category, place: Place, gone: int | None = None) -> tuple[Organisation, User] | None:
    """The nearest of the category's kind, else of the committees: the first that has people."""
    kinds = list(dict.fromkeys([category.lead, *FALLBACKS]))
    return next(_staffed(place, [kinds], gone), None)


def level_of(issue: Issue) -> int:
    organisation = issue.holder_organisation
    return LEVEL_OF.get(organisation.kind, ESTATE) if organisation else CAPTAIN


def after(issue: Issue, house: Organisation) -> Receiver | None:
    """Who goes on where that organisation has nobody left, or does not serve the place any more: another of
    its kind, else the next level, else whoever is there."""
    if found := next(_staffed(issue.place, [[house.kind]], house.pk), None):
        return Receiver(found[1], found[0], str(found[0]))
    if up := next_step(issue, gone=house.pk):
        return up
    found = answering(issue.category, issue.place, gone=house.pk)
    return Receiver(found[1], found[0], str(found[0])) if found else None


def next_step(issue: Issue, *, gone: int | None = None) -> Receiver | None:
    """One level up; a vacant one is skipped and named. None at the top. `gone`: serves there no more."""
    steps = [level for level in STEPS if level > level_of(issue)]
    skipped: list[int] = []
    wanted = [_kinds(level, issue.category) for level in steps]
    by_kind = serving(issue.place, gone)
    people = buildings.duty_people(by_kind.values())
    for level, kinds in zip(steps, wanted, strict=True):
        there = [by_kind[kind] for kind in kinds if kind in by_kind]
        staffed = next((o for o in there if o.pk in people), None)
        if staffed:
            return Receiver(people[staffed.pk], staffed, str(staffed), vacant=tuple(skipped))
        skipped.append(level)
    return None


def _kinds(level: int, category: Category) -> list[str]:
    own = [category.lead] if LEVEL_OF.get(category.lead) == level else []
    return list(dict.fromkeys([*own, *STEPS[level]]))


def _staffed(
    place: Place, groups: Sequence[Sequence[str]], gone: int | None = None
) -> Iterator[tuple[Organisation, User]]:
    by_kind = serving(place, gone)
    people = buildings.duty_people(by_kind.values())
    for kinds in groups:
        for kind in kinds:
            organisation = by_kind.get(kind)
            if organisation and organisation.pk in people:
                yield organisation, people[organisation.pk]


def serving(place: Place, gone: int | None = None) -> dict[str, Organisation]:
    """By kind, the organisation that serves the place or, failing that, the nearest place around it; but for
    one that is `gone`."""
    services = (
        Service.objects.current()
        .filter(place__path__in=prefixes([place.path]))
        .select_related("organisation", "place")
        .order_by("pk")
    )
    found: dict[str, Service] = {}
    for service in services:
        kind = service.organisation.kind
        if service.organisation_id == gone:
            continue
        if kind not in found or len(service.place.path) > len(found[kind].place.path):
            found[kind] = service
    return {kind: service.organisation for kind, service in found.items()}
