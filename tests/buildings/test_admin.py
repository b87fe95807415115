"""The administration: operations behind every save, a sentence for every refusal, nothing deleted, reads on record."""

import pytest
from django.contrib import admin
from django.urls import reverse

from buildings.models import (
    Captaincy,
    Dwelling,
    Membership,
    Organisation,
    Ownership,
    Place,
    Residency,
    Service,
)
from journal.models import Entry
from tests.factories import CaptaincyFactory, UserFactory, make_community

ROOM = [Captaincy, Dwelling, Membership, Organisation, Ownership, Place, Residency, Service]


@pytest.fixture
def desk(world, client):
    client.force_login(world.admin)
    return client


def address(model, action: str, *args) -> str:
    return reverse(f"admin:buildings_{model._meta.model_name}_{action}", args=args)


@pytest.mark.parametrize("model", ROOM)
def test_every_list_opens_and_searches_and_nothing_can_be_deleted(world, desk, model):
    CaptaincyFactory(place=world.building)
    world.resident()
    Ownership.objects.create(dwelling=world.home(), owner_name="冼紫荆", started_on=world.today)
    assert desk.get(address(model, "changelist"), {"q": "3栋"}).status_code == 200
    row = model.objects.first()
    assert desk.get(address(model, "change", row.pk)).status_code == 200
    assert desk.get(address(model, "delete", row.pk)).status_code == 403
    assert not admin.site._registry[model].has_delete_permission(None)


@pytest.mark.parametrize("model", [Captaincy, Dwelling, Ownership, Residency])
def test_what_has_pages_of_its_own_is_only_read_here(world, desk, model):
    assert desk.get(address(model, "add")).status_code == 403


def test_a_place_is_added_and_moved_by_operations(world, desk):
    form = {"kind": "building", "name": "12栋", "parent": world.estate.pk, "position": "0", "address": ""}
    assert desk.post(address(Place, "add"), form).status_code == 302
    made = Place.objects.get(name="12栋")
    assert made.position == 12
    assert Entry.objects.about(made).get().by == world.admin
    assert desk.post(address(Place, "change", made.pk), {"parent": world.community.pk}).status_code == 302
    made.refresh_from_db()
    assert made.path == f"{world.community.path}{made.pk}/"
    assert Entry.objects.about(made).count() == 2


def test_a_refusal_stands_at_the_form_with_what_was_typed(world, desk):
    form = {"kind": "stair", "name": "奇怪的单元", "parent": world.estate.pk, "position": "0", "address": ""}
    body = desk.post(address(Place, "add"), form).content.decode()
    assert "不能直接放在" in body
    assert "奇怪的单元" in body
    assert not Place.objects.filter(name="奇怪的单元").exists()
    inside = desk.post(address(Place, "change", world.estate.pk), {"parent": world.building.pk})
    assert "不能放进它自己里面" in inside.content.decode()
    world.estate.refresh_from_db()
    assert world.estate.parent == world.community


def test_an_organisation_with_its_places_members_and_end(world, desk):
    form = {
        "kind": "club",
        "name": "合唱团",
        "short_name": "",
        "phone": "",
        "hours": "",
        "serves": [world.estate.pk, world.building.pk],
    }
    assert desk.post(address(Organisation, "add"), form).status_code == 302
    club = Organisation.objects.get(name="合唱团")
    assert set(club.places.all()) == {world.estate, world.building}
    person = UserFactory()
    member = {
        "organisation": club.pk,
        "user": person.pk,
        "office": "head",
        "title": "团长",
        "phone": "",
        "started_on": "2026-01-01",
        "ended_on": "",
    }
    assert desk.post(address(Membership, "add"), member).status_code == 302
    membership = Membership.objects.get(user=person)
    change = address(Membership, "change", membership.pk)
    assert "errorlist" in desk.post(change, {"ended_on": ""}).content.decode()
    assert desk.post(change, {"ended_on": "2026-05-01", "office": "staff"}).status_code == 302
    membership.refresh_from_db()
    assert (membership.ended_on.isoformat(), membership.office) == ("2026-05-01", "head")
    described = {"name": "水岸合唱团", "short_name": "合唱", "phone": "", "hours": ""}
    assert desk.post(address(Organisation, "change", club.pk), described).status_code == 302
    club.refresh_from_db()
    assert str(club) == "合唱"
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert verbs == {
        "buildings.found_organisation",
        "buildings.appoint_member",
        "buildings.end_membership",
        "buildings.describe_organisation",
    }


def test_a_form_that_stood_open_puts_out_no_number_given_since(world, desk):
    change = address(Organisation, "change", world.property.pk)
    page = desk.get(change).content.decode()
    assert f'name="initial-phone" value="{world.property.phone}"' in page
    words = {name: getattr(world.property, name) for name in ("name", "short_name", "phone", "hours")}
    stale = words | {f"initial-{name}": value for name, value in words.items()} | {"hours": "8:00–20:00"}
    Organisation.objects.filter(pk=world.property.pk).update(phone="075700000222")
    assert "刚才有人改过" in desk.post(change, stale).content.decode()
    world.property.refresh_from_db()
    assert (world.property.phone, world.property.hours) == ("075700000222", words["hours"])
    fresh = stale | {"phone": "075700000222", "initial-phone": "075700000222"}
    assert desk.post(change, fresh).status_code == 302
    world.property.refresh_from_db()
    assert (world.property.phone, world.property.hours) == ("075700000222", "8:00–20:00")


def test_a_service_begins_and_ends(world, desk):
    other = make_community()
    form = {
        "organisation": world.property.pk,
        "place": other.pk,
        "started_on": "2026-01-01",
        "ended_on": "2026-01-01",
    }
    assert "errorlist" in desk.post(address(Service, "add"), form).content.decode()
    assert desk.post(address(Service, "add"), form | {"ended_on": ""}).status_code == 302
    service = Service.objects.get(place=other)
    assert desk.post(address(Service, "change", service.pk), {"ended_on": "2026-03-01"}).status_code == 302
    service.refresh_from_db()
    assert service.ended_on.isoformat() == "2026-03-01"


def test_owners_names_stand_in_no_list_and_each_look_is_recorded(world, desk):
    owner = Ownership.objects.create(
        dwelling=world.home(), owner_name="冼紫荆", phone="10000005555", started_on=world.today
    )
    assert "冼紫荆" not in desk.get(address(Ownership, "changelist")).content.decode()
    assert not Entry.objects.exists()
    assert "冼紫荆" in desk.get(address(Ownership, "change", owner.pk)).content.decode()
    [entry] = Entry.objects.about(owner.dwelling)  # whoever lives there finds it in "my data"
    assert (entry.verb, entry.by, entry.data) == (
        "personal_data.read",
        world.admin,
        {"purpose": "administration"},
    )
    assert "冼紫荆" in desk.get(address(Ownership, "history", owner.pk)).content.decode()
    assert Entry.objects.about(owner.dwelling).count() == 2, "its history has the name in its head"


def test_how_a_home_is_lived_in_is_not_for_the_administration(world, desk):
    world.building.dwellings.update(presence="vacant")
    assert "空置" not in desk.get(address(Dwelling, "change", world.home().pk)).content.decode()


def test_others_do_not_get_in(world, client):
    client.force_login(world.staff)
    assert client.get(address(Place, "changelist")).status_code == 302
