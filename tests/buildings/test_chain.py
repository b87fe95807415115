"""Who answers for my door."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from buildings.models import Service
from buildings.queries import (
    captain_of,
    children_of,
    community_of,
    duty_line,
    find_people,
    full_name,
    full_names,
    neighbours_of,
    organisation_answering,
)
from buildings.queries.chain import captaincies_at, chain_of, services_at
from buildings.queries.places import ancestors_of, chain_above
from people.models import User
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    PlaceFactory,
    UserFactory,
    make_building,
    make_captain,
    make_estate,
    make_resident,
)

DAY = timedelta(days=1)


def answer_chain(place, floor=None, viewer=None):
    """From the rows that a page reads."""
    chain = chain_above(place, ancestors_of(place))
    return chain_of(chain, captaincies_at(chain), services_at(chain), floor, viewer)


def steps(place, floor=None, viewer=None):
    return [(a.level, a.name or "–") for a in answer_chain(place, floor, viewer)]


ABOVE = [("estate", "水岸物业"), ("estate", "水岸街坊会"), ("community", "灯湖社区居委会")]


def test_from_the_captain_of_the_floor_up_to_the_subdistrict(world):
    low, high = world.captain(floor_from=1, floor_to=2), world.captain(floor_from=3)
    party = OrganisationFactory(kind="party_committee", name="灯湖社区党委", serves=[world.community])
    above = [*ABOVE, ("community", party.name), ("street", "桂城街道办")]
    assert steps(world.building, 2) == [("captain", low.display_name), *above]
    assert steps(world.building, 3) == [("captain", high.display_name), *above]
    both = [("captain", low.display_name), ("captain", high.display_name)]
    assert steps(world.building) == [*both, *above]


def test_each_step_has_a_name_a_role_and_a_phone(world):
    world.captain(floor_from=1, floor_to=2, phone="10000001111", phone_is_public=True, about="退休教师")
    MembershipFactory(
        organisation=world.property, office="head", title="经理", user=UserFactory(display_name="区簕杜鹃")
    )
    captain, company = answer_chain(world.building, 1)[:2]
    assert (captain.phone, captain.about) == ("10000001111", "退休教师")
    assert "3栋" in captain.role
    assert "1–2" in captain.role
    assert (company.phone, company.hours, company.organisation) == ("075700000110", "24 小时", world.property)
    assert "区簕杜鹃" in company.role


def test_a_head_answers_for_an_organisation_without_a_duty_phone(world):
    MembershipFactory(organisation=world.council, office="head", phone="10000002222")
    MembershipFactory(organisation=world.council, office="member", phone="10000003333")
    council = next(a for a in answer_chain(world.building) if a.organisation == world.council)
    assert council.phone == "10000002222"


def test_a_deputy_stands_in_only_where_there_is_no_lead(world):
    deputy = world.captain(role="deputy")
    assert steps(world.building, 1)[0] == ("captain", deputy.display_name)
    lead = world.captain()
    assert [name for level, name in steps(world.building, 1) if level == "captain"] == [lead.display_name]


def test_a_vacancy_is_shown_and_passed_over(world):
    """Nobody has floors 3 and 4: the page says so, and goes on with whoever is next."""
    world.captain(floor_from=1, floor_to=2)
    vacancy, nxt = answer_chain(world.building, 3)[:2]
    assert (vacancy.level, vacancy.is_vacant, vacancy.name, vacancy.phone) == ("captain", True, "", "")
    assert "3栋" in vacancy.role
    assert nxt.name == "水岸物业"


def test_an_ended_term_leaves_a_vacancy_from_that_day_on(world):
    world.captain(ended_on=world.today + DAY)
    assert not answer_chain(world.building, 1)[0].is_vacant
    world.building.captaincies.update(ended_on=world.today)
    assert answer_chain(world.building, 1)[0].is_vacant


def test_a_building_that_never_had_a_captain_says_so(world):
    assert answer_chain(world.building, 1)[0].is_vacant


def test_stairs_come_before_the_building_and_only_those_that_had_a_captain_are_vacant(world):
    stair = PlaceFactory(kind="stair", name="1梯", parent=world.building)
    building_captain = world.captain()
    assert steps(stair, 2)[0] == ("captain", building_captain.display_name)
    stair_captain = make_captain(stair, kind="stair", floor_from=1, floor_to=2)
    names = [stair_captain.display_name, building_captain.display_name]
    assert [name for _, name in steps(stair, 2)[:2]] == names
    first, second = answer_chain(stair, 4)[:2]
    assert first.is_vacant
    assert "1梯" in first.role
    assert second.user == building_captain


def test_a_lane_without_an_estate_goes_from_the_road_to_the_community(world):
    road = PlaceFactory(kind="road", name="新村大道", parent=world.community)
    lane = PlaceFactory(kind="lane", name="15巷", parent=road)
    street_captain = make_captain(road, kind="road")
    lane_captain = make_captain(lane, kind="lane")
    assert steps(lane) == [
        ("captain", lane_captain.display_name),
        ("captain", street_captain.display_name),
        ("community", "灯湖社区居委会"),
        ("street", "桂城街道办"),
    ]


def test_what_no_organisation_does_is_said_too(world):
    Service.objects.update(ended_on=world.today)
    levels = [(a.level, a.is_vacant) for a in answer_chain(world.building)]
    assert levels == [("captain", True), ("estate", True), ("community", True), ("street", True)]


def test_the_nearest_organisation_answers(world):
    own = OrganisationFactory(kind="property_company", name="3栋自管小组", serves=[world.building])
    assert organisation_answering(world.building, "property_company") == own
    assert organisation_answering(world.estate, "property_company") == world.property
    assert organisation_answering(world.building, "club") is None


def test_captain_of_goes_up_and_falls_back(world):
    stair = PlaceFactory(kind="stair", name="1梯", parent=world.building)
    assert captain_of(stair, 2) is None
    deputy = world.captain(role="deputy")
    assert captain_of(stair, 2).user == deputy
    low = world.captain(floor_from=1, floor_to=2)
    high = world.captain(floor_from=3)
    assert captain_of(stair, 2).user == low
    assert captain_of(stair, 3).user == high
    assert captain_of(stair).user == low
    assert captain_of(world.estate) is None


def test_the_duty_line_is_the_property_company_or_whoever_is_next(world):
    assert duty_line(world.building) == ("水岸物业", "075700000110", "24 小时")
    assert duty_line(world.community).name == "灯湖社区居委会"
    assert duty_line(world.street).phone == "075700000001"
    Service.objects.all().update(ended_on=world.today)
    assert duty_line(world.building) is None


def test_full_names_leave_out_the_subdistrict(world):
    assert full_name(world.building) == "灯湖社区 · 水岸公馆 · 3栋"
    assert full_name(world.community) == "灯湖社区"
    assert full_name(world.street) == world.street.name
    assert community_of(world.building) == world.community


def test_full_names_of_many_places_are_one_query(world, django_assert_num_queries):
    places = [make_building(world.estate, f"{n}栋", floors=1) for n in range(10, 40)]
    with django_assert_num_queries(1):
        names = full_names(places)
    assert names[places[-1].pk] == "灯湖社区 · 水岸公馆 · 39栋"


def test_neighbours_are_current_residents_and_captains_below(world):
    resident, captain = world.resident("0101"), world.captain()
    world.resident("0102", ended_on=world.today)
    world.resident("0201", started_on=world.today + DAY)
    make_resident(make_building(make_estate(community=world.community)), "0101")
    world.member(world.property)
    make_captain(world.building, role="deputy", user=resident)
    assert set(neighbours_of([world.estate.path])) == {resident, captain}
    assert neighbours_of([world.estate.path]).count() == 2
    assert not neighbours_of([]).exists()


def test_people_are_found_by_number_anywhere_and_by_name_nearby(world):
    near = world.resident("0101", user__display_name="麦石榴", user__phone="10000007777")
    far = UserFactory(display_name="麦石榴", email="pomegranate@example.org")
    paths = [world.community.path]
    assert find_people(" 100 0000 7777 ", near=paths) == [near]
    assert find_people("麦石榴", near=paths) == [near]
    assert find_people("Pomegranate@example.org", near=paths) == [far]
    assert find_people("石榴", near=paths) == []


@pytest.mark.parametrize("floors", [1, 30])
def test_the_chain_costs_the_same_at_one_floor_and_at_thirty(world, floors, django_assert_num_queries):
    building = make_building(world.estate, "9栋", floors=floors)
    for floor in range(1, floors + 1):
        make_captain(building, floor_from=floor, floor_to=floor)
    with django_assert_num_queries(3):
        assert len(answer_chain(building, viewer=AnonymousUser())) == floors + 4
    viewer = User.objects.get(pk=world.staff.pk)
    with django_assert_num_queries(4):  # and what the viewer is today
        answer_chain(building, 1, viewer=viewer)


@pytest.mark.parametrize("count", [1, 30])
def test_an_estate_costs_the_same_with_one_building_and_with_thirty(world, count, django_assert_num_queries):
    estate = make_estate(community=world.community)
    for n in range(1, count + 1):
        building = make_building(estate, f"{n}栋", floors=2)
        if n != 1:
            make_captain(building)
    with django_assert_num_queries(3):
        children = children_of(estate, AnonymousUser())
    assert [child.homes for child in children] == [4] * count
    assert [child.is_vacant for child in children] == [True] + [False] * (count - 1)
