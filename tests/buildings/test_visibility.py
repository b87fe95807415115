"""Who sees what of a building: states, names and captains' numbers, asked of the pages themselves."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from buildings.models import Dwelling, Ownership
from buildings.queries import building_grid
from buildings.standing import standing_of
from tests.factories import (
    MembershipFactory,
    make_building,
    make_captain,
    make_community,
    make_estate,
    make_resident,
    make_staff,
)

DAY = timedelta(days=1)


def people(world) -> dict:
    """Everybody whom the pages must tell apart."""
    other_building = make_building(world.estate, "5栋")
    elsewhere = make_building(make_estate(community=make_community()), "1栋")
    return {
        "visitor": AnonymousUser(),
        "resident": world.resident("0101"),
        "resident of floor 3": world.resident("0301"),
        "neighbour of another building": make_resident(other_building),
        "resident of another estate": make_resident(elsewhere),
        "captain of floors 1–2": world.captain(floor_from=1, floor_to=2, phone="10000008812"),
        "captain of floors 3–4": world.captain(floor_from=3, floor_to=4, phone="10000008834"),
        "deputy": world.captain(role="deputy", phone="10000008800"),
        "captain of another building": make_captain(other_building),
        "captain whose term ended today": world.captain(
            role="deputy", started_on=world.today - 9 * DAY, ended_on=world.today
        ),
        "captain whose term begins tomorrow": world.captain(role="deputy", started_on=world.today + DAY),
        "resident who moved out today": world.resident(
            "0102", started_on=world.today - 9 * DAY, ended_on=world.today
        ),
        "property": world.member(world.property),
        "council": world.member(world.council, office="head"),
        "staff": world.staff,
        "staff whose office ended today": MembershipFactory(
            organisation=world.committee, started_on=world.today - 9 * DAY, ended_on=world.today
        ).user,
        "staff of another community": make_staff(elsewhere.parent.parent),
        "street": world.member(world.office),
    }


SEES_FLOORS = {
    "captain of floors 1–2": {1, 2},
    "captain of floors 3–4": {3, 4},
    "deputy": {1, 2, 3, 4},
    "staff": {1, 2, 3, 4},
    "street": {1, 2, 3, 4},
}
SEES_NUMBER = {  # of the captain of floors 1–2, whose number is not public
    "resident",
    "resident of floor 3",
    "captain of floors 1–2",
    "captain of floors 3–4",
    "deputy",
    "property",
    "council",
    "staff",
    "street",
}


def test_states_are_seen_by_captains_of_the_floor_and_staff_only(world, client):
    world.building.dwellings.update(presence="commuter")
    for name, person in people(world).items():
        floors = SEES_FLOORS.get(name, set())
        grid = building_grid(world.building, person)
        [table] = grid.tables
        seen = {row.floor for row in table.rows if any(door.presence for door in row.cells)}
        assert seen == floors, name
        known = Dwelling.objects.below(world.building.path).looked_after(standing_of(person))
        assert {home.floor for home in known} == floors, name
        body = page_of(client, person, f"/places/{world.building.pk}/")
        assert body.count("door--away") == len(floors) * 2 + bool(floors), name  # the legend's own window
        assert "door--rent" not in body or floors, name


def test_a_home_without_a_floor_is_for_captains_of_the_whole_building(world):
    Dwelling.objects.create(place=world.building, door="商铺1", presence="vacant")
    low = world.captain(floor_from=1, floor_to=9)
    whole = world.captain(role="deputy")
    assert not building_grid(world.building, low).loose[0].presence
    assert building_grid(world.building, whole).loose[0].presence == "vacant"
    assert not Dwelling.objects.filter(door="商铺1").looked_after(standing_of(low)).exists()
    assert Dwelling.objects.filter(door="商铺1").looked_after(standing_of(whole)).exists()


def test_a_captains_number_is_for_neighbours_and_those_who_serve(world, client):
    for name, person in people(world).items():
        for address in (f"/places/{world.building.pk}/", f"/places/homes/{world.home('0101').pk}/"):
            body = page_of(client, person, address)
            assert ("tel:10000008812" in body) == (name in SEES_NUMBER), (name, address)
    world.building.captaincies.filter(phone="10000008812").update(phone_is_public=True)
    for person in (AnonymousUser(), make_resident(make_building())):
        assert "tel:10000008812" in page_of(client, person, f"/places/{world.building.pk}/")


def test_the_number_someone_signs_in_with_is_never_shown_in_its_place(world, client):
    captain = world.captain(phone="")
    for person in (world.resident(), world.staff):
        assert captain.phone not in page_of(client, person, f"/places/{world.building.pk}/")


def test_names_of_a_household_are_offered_to_captains_of_the_floor_and_staff_only(world, client):
    home = world.home("0301")
    Ownership.objects.create(dwelling=home, owner_name="冼紫荆", phone="10000005555", started_on=world.today)
    may = {"captain of floors 3–4", "deputy", "staff", "street"}
    for name, person in people(world).items():
        body = page_of(client, person, f"/places/homes/{home.pk}/")
        assert "冼紫荆" not in body, name
        assert ("household" in body) == (name in may), name
        answer = client.post(f"/places/homes/{home.pk}/household/", {"purpose": "repair"})
        if name in may:
            assert "冼紫荆" in answer.content.decode(), name
            assert "tel:10000005555" in answer.content.decode(), name
        else:
            assert answer.status_code in {302, 404}, name
            assert "冼紫荆" not in answer.content.decode(), name


@pytest.mark.parametrize(
    "address", ["captains/new/", "new/", "move/"], ids=["appoint a captain", "add a place", "move it"]
)
def test_staff_pages_do_not_exist_for_others(world, client, address):
    may = {"staff", "street"}
    for name, person in people(world).items():
        page_of(client, person, "/places/")
        answer = client.get(f"/places/{world.building.pk}/{address}")
        if name in may:
            assert answer.status_code == 200, name
        elif name == "visitor":
            assert answer.status_code == 302, name
        else:
            assert answer.status_code == 404, name


def page_of(client, person, address: str) -> str:
    client.logout()
    if person.is_authenticated:
        client.force_login(person)
    answer = client.get(address)
    assert answer.status_code == 200, (person, address)
    return answer.content.decode()
