"""Rows to start a test from. What a test is about it does through operations, not here."""

import itertools
from datetime import timedelta

import factory
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from buildings.models import Captaincy, Dwelling, Membership, Organisation, Place, Residency, Service
from notifications.models import Event, Letter, Message
from people.models import User

_numbers = itertools.count(1)


# --- people ---------------------------------------------------------------------------------------------------
class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    phone = factory.Sequence(lambda n: f"100001{n:05d}")  # none that a test writes out begins so
    display_name = factory.Sequence(lambda n: f"陈荔枝{n}")
    language = "zh-hans"

    password = factory.Transformer(None, transform=make_password)  # of None: one that fits nothing


# --- buildings ------------------------------------------------------------------------------------------------
class PlaceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Place

    kind = "street"
    name = factory.Sequence(lambda n: f"桂城街道{n}")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        place = super()._create(model_class, *args, **kwargs)
        place.refresh_from_db()  # its path is written by the database
        return place


def make_community(name: str = "灯湖社区") -> Place:
    return PlaceFactory(kind="community", name=f"{name}{next(_numbers)}", parent=PlaceFactory())


def make_estate(name: str = "水岸公馆", community: Place | None = None) -> Place:
    return PlaceFactory(kind="estate", name=f"{name}{next(_numbers)}", parent=community or make_community())


def make_building(estate: Place | None = None, name: str = "1栋", floors: int = 3, doors: int = 2) -> Place:
    """A building with floors x doors dwellings, 0101 upwards, 80.00 m² each."""
    building = PlaceFactory(kind="building", name=name, parent=estate or make_estate())
    Dwelling.objects.bulk_create(
        Dwelling(place=building, floor=floor, door=f"{floor:02d}{door:02d}", area="80.00")
        for floor in range(1, floors + 1)
        for door in range(1, doors + 1)
    )
    return building


def last_year():
    return timezone.localdate() - timedelta(days=365)


class ResidencyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Residency

    user = factory.SubFactory(UserFactory)
    kind = "owner"
    started_on = factory.LazyFunction(last_year)


class CaptaincyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Captaincy

    user = factory.SubFactory(UserFactory)
    kind = "building"
    started_on = factory.LazyFunction(last_year)
    phone = "10000009999"


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation
        skip_postgeneration_save = True

    kind = "residents_committee"
    name = factory.Sequence(lambda n: f"灯湖社区居委会{n}")
    phone = "075700000100"

    @factory.post_generation
    def serves(self, create, places, **kwargs):
        for place in places or []:
            Service.objects.create(organisation=self, place=place, started_on=last_year())


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    office = "staff"
    started_on = factory.LazyFunction(last_year)


def make_resident(building: Place, door: str = "0101", **fields) -> User:
    dwelling = Dwelling.objects.get(place=building, door=door)
    return ResidencyFactory(dwelling=dwelling, **fields).user


def make_captain(place: Place, **fields) -> User:
    return CaptaincyFactory(place=place, **fields).user


def make_staff(place: Place, kind: str = "residents_committee", **fields) -> User:
    """A member of a new organisation of this kind that serves the place."""
    organisation = OrganisationFactory(kind=kind, serves=[place])
    return MembershipFactory(organisation=organisation, **fields).user


# --- notifications ---------------------------------------------------------------------------------------------
SAID = ("kind", "title", "body", "url", "subject", "calendar", "by_day", "is_essential", "created_at")


class MessageFactory(factory.django.DjangoModelFactory):
    """A row that is due now, and what it says: `dedupe` names its event, `letter` shares the words of another."""

    class Meta:
        model = Message

    recipient = factory.SubFactory(UserFactory)
    channel = "inbox"
    kind = "committees.reminder"
    title = "联席会议：今晚 19:30"
    body = "水岸公馆 4 栋二层议事厅"
    url = "/meetings/1/"
    dedupe = factory.Sequence(lambda n: f"test {n}")
    due_at = factory.LazyFunction(timezone.now)

    @classmethod
    def _create(cls, model_class, *args, dedupe, letter=None, **fields):
        said = {name: fields.pop(name) for name in SAID if name in fields}
        said |= {name: fields[name] for name in ("due_at", "expires_at") if name in fields}
        if letter is None:
            event, _made = Event.objects.get_or_create(dedupe=dedupe)
            letter = Letter.objects.create(event=event, **said)
        return super()._create(model_class, *args, letter=letter, **fields)
