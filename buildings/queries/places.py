"""Where a place stands, and who lives below it."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from buildings.models import Captaincy, Place, Residency
from buildings.models.places import PlaceKind, prefixes, starts_with
from people.models import User

SEPARATOR = " · "


def ancestors_of(*places: Place) -> dict[str, Place]:
    """By path, the places themselves and all above them. One query."""
    return {place.path: place for place in Place.objects.above(*(place.path for place in places))}


def family_of(place: Place) -> dict[str, Place]:
    """By path: the place, all above it, and what stands directly in it. One query."""
    return {
        member.path: member
        for member in Place.objects.filter(Q(path__in=prefixes([place.path])) | Q(parent=place))
    }


def chain_above(place: Place, known: dict[str, Place]) -> list[Place]:
    """From the place itself up to the subdistrict."""
    above = [known[path] for path in known if place.path.startswith(path)]
    return sorted(above, key=lambda p: len(p.ancestor_ids), reverse=True)


def in_order(places: Iterable[Place]) -> list[Place]:
    """As they stand: each after what it stands in, 2栋 before 10栋. Read with `AROUND`; asks nothing.

    Their paths alone would not do: in them /10/ comes before /9/, whichever building that is.
    """
    places = list(places)
    positions: dict[int, int] = {}
    for place in places:
        around: Place | None = place
        while around is not None:
            positions[around.pk] = around.position
            around = around.parent if "parent" in around._state.fields_cache else None
    return sorted(places, key=lambda place: [(positions.get(pk, 0), pk) for pk in place.ancestor_ids])


def joined_name(chain: Iterable[Place]) -> str:
    """ "灯湖社区 · 水岸公馆 · 3栋" from a chain that starts at the place; a subdistrict names only itself."""
    chain = list(chain)
    named = [place for place in chain if place.kind != PlaceKind.STREET] or chain
    return SEPARATOR.join(place.name for place in reversed(named))


def full_name(place: Place) -> str:
    """ "灯湖社区 · 水岸公馆 · 3栋". One query; for many places use `full_names`."""
    return full_names([place])[place.pk]


def full_names(places: Iterable[Place]) -> dict[int, str]:
    places = list(places)
    known = ancestors_of(*places)
    return {place.pk: joined_name(chain_above(place, known)) for place in places}


def community_of(place: Place) -> Place | None:
    return _nearest(place, PlaceKind.COMMUNITY)


def _nearest(place: Place, kind: str) -> Place | None:
    if place.kind == kind:
        return place
    return Place.objects.above(place.path).filter(kind=kind).last()


def neighbours_of(paths: Iterable[str], on: date | None = None) -> QuerySet[User]:
    """Current residents and captains at or below any of these paths, each once."""
    paths = list(paths)
    homes = Residency.objects.current(on).filter(
        starts_with(paths, "dwelling__place__path"), user=OuterRef("pk")
    )
    offices = Captaincy.objects.current(on).below(*paths).filter(user=OuterRef("pk"))
    return User.objects.filter(Exists(homes) | Exists(offices), is_active=True)


def find_people(text: str, *, near: Iterable[str]) -> list[User]:
    """Whom a phone number, an e-mail address or a name means; names among the grown-ups of these paths."""
    text = text.strip()
    figures = "".join(text.split()).replace("-", "")
    exact = User.objects.filter(is_active=True)
    if figures.isdecimal():
        return list(exact.filter(phone=figures)[:2])
    if "@" in text:
        return list(exact.filter(email=text.lower())[:2])
    children = Residency.objects.current().filter(user=OuterRef("pk"), is_minor=True)
    return list(neighbours_of(near).filter(~Exists(children), display_name=text).order_by("pk")[:2])
