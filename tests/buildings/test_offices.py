"""Who serves a place and who works there, by the pages: nobody of a community needs the administration for it."""

import pytest

from buildings.models import Membership, Organisation
from tests.factories import OrganisationFactory, PlaceFactory, UserFactory, make_resident

HAS = {
    "kind": "property_company",
    "name": "水岸物业服务有限公司",
    "short_name": "水岸物业",
    "phone": "0757 00000003",
}


def offices(organisation) -> str:
    return f"/places/organisations/{organisation.pk}/"


def office(person, **words) -> dict:
    said = {
        "person": person.phone,
        "office": "staff",
        "title": "客服",
        "phone": "",
        "started_on": "2026-01-01",
    }
    return said | words


def test_staff_register_who_serves_the_estate_and_who_works_there(world, page):
    address = f"/places/{world.estate.pk}/organisations/"
    assert f'href="{address}"' in page(world.staff, f"/places/{world.estate.pk}/").content.decode()
    assert f'href="{address}new/"' in page(world.staff, address).content.decode()
    answer = page(world.staff, f"{address}new/", HAS)
    made = Organisation.objects.get(name=HAS["name"])
    assert answer.url == offices(made)
    assert list(made.places.all()) == [world.estate]
    clerk = UserFactory(phone="13800000013")
    assert page(world.staff, offices(made), office(clerk)).url == offices(made)
    member = Membership.objects.get(organisation=made)
    assert (member.user, member.office, member.title) == (clerk, "staff", "客服")
    assert clerk.display_name in page(world.staff, offices(made)).content.decode()


def test_a_head_gives_the_offices_of_their_own_and_is_led_there(world, page):
    head = world.member(world.property, office="head")
    assert f'href="{offices(world.property)}"' in page(head, f"/places/{world.estate.pk}/").content.decode()
    clerk = UserFactory(phone="13800000013")
    page(head, offices(world.property), office(clerk))
    assert Membership.objects.filter(organisation=world.property, user=clerk).exists()
    assert page(head, offices(world.committee)).status_code == 404


def test_others_find_no_such_page(world, page):
    clerk = world.member(world.property, office="staff")
    for person in (clerk, world.captain(), make_resident(world.building, "0102")):
        assert page(person, offices(world.property)).status_code == 404
        assert page(person, f"/places/{world.estate.pk}/organisations/").status_code == 404
        assert page(person, f"/places/{world.estate.pk}/organisations/new/", HAS).status_code == 404
    assert not Organisation.objects.filter(name=HAS["name"]).exists()


def test_a_community_cannot_register_a_subdistrict_office(world, page):
    address = f"/places/{world.estate.pk}/organisations/new/"
    assert page(world.staff, address, HAS | {"kind": "street_office"}).status_code == 422
    assert not Organisation.objects.filter(name=HAS["name"]).exists()


def test_what_serves_others_too_is_shown_without_a_link(world, page):
    other = PlaceFactory(kind="community", parent=world.street)
    both = OrganisationFactory(kind="property_company", name="两处物业", serves=[world.estate, other])
    text = page(world.staff, f"/places/{world.estate.pk}/organisations/").content.decode()
    assert "两处物业" in text
    assert f'href="{offices(both)}"' not in text
    assert page(world.staff, offices(both)).status_code == 404


def test_an_office_ends_on_its_day_and_one_may_lay_down_one_s_own(world, page):
    clerk = world.member(world.property, office="staff")
    member = Membership.objects.get(user=clerk)
    address = f"/places/offices/{member.pk}/end/"
    assert f'href="{address}"' in page(world.admin, offices(world.property)).content.decode()
    assert page(world.captain(), address).status_code == 404
    assert page(clerk, address, {"on": str(world.today)}).url == "/"
    member.refresh_from_db()
    assert member.ended_on == world.today


def test_staff_end_the_service_of_a_company_and_neighbours_are_not_sent_to_it_any_more(world, page):
    """Only the administration could: the old company's number stood on until then."""
    address = f"/places/{world.estate.pk}/organisations/"
    service = world.property.services.get(place=world.estate)
    ends = f"/places/services/{service.pk}/end/"
    assert f'href="{ends}"' in page(world.staff, address).content.decode()
    manager = world.member(world.property, office="head")
    for person in (manager, world.captain(), make_resident(world.building, "0102")):
        assert page(person, ends, {"on": str(world.today)}).status_code == 404
    assert page(world.staff, ends, {"on": ""}).status_code == 422
    assert page(world.staff, ends, {"on": str(world.today)}).url == address
    service.refresh_from_db()
    assert service.ended_on == world.today
    assert world.property.name not in page(world.staff, f"/places/{world.estate.pk}/").content.decode()
    assert page(world.staff, ends).status_code == 404


def test_who_sees_to_the_rest_is_not_sent_away_by_a_tap(world, page):
    own = world.committee.services.get()
    assert page(world.staff, f"/places/services/{own.pk}/end/").status_code == 404
    assert "services/" not in page(world.staff, f"/places/{own.place_id}/organisations/").content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same(world, client, count, django_assert_num_queries):
    for number in range(count):
        OrganisationFactory(kind="club", name=f"书画社 {number}", serves=[world.estate])
    client.force_login(world.staff)
    address = f"/places/{world.estate.pk}/organisations/"
    client.get(address)
    with django_assert_num_queries(7):
        assert "书画社 0" in client.get(address).content.decode()
