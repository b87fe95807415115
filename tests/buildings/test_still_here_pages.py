"""The list of doors asked about, the door's own page, and where their count stands."""

import pytest
from django.urls import reverse

from buildings.models import Ownership, StillHere
from buildings.operations import (
    end_residency,
    say_moved_out,
)
from buildings.queries.still_here import doors_in_doubt
from buildings.standing import standing_of
from journal.models import Entry
from notifications.models import Message
from tests.factories import UserFactory, make_building, make_resident

from .still_here import DAY, LIST, at


@pytest.fixture(autouse=True)
def _database(db):
    pass


def test_the_list_names_doors_and_the_door_names_people_on_record(world, sold, page):
    captain = world.captain(user=UserFactory(display_name="罗白兰"))
    text = page(captain, LIST).content.decode()
    assert at(world.home()) in text
    assert "陈荔枝" not in text
    assert not Entry.objects.filter(verb="personal_data.read").exists()
    text = page(captain, at(world.home())).content.decode()
    assert "陈荔枝" in text
    assert "黄木棉" in text
    entry = Entry.objects.about(world.home()).get(verb="personal_data.read")
    assert (entry.by, entry.data) == (captain, {"purpose": "still_here"})
    assert "原业主" in page(sold, reverse("my_data")).content.decode()
    for user in (sold, world.resident("0201"), world.member(world.property), world.admin):
        assert page(user, LIST).status_code == page(user, at(world.home())).status_code == 404


def test_answering_by_form_and_tapping_twice(world, sold, page):
    address, stays = at(world.home()), {"person": sold.pk, "answer": "stays"}
    answer = page(world.staff, address, stays)
    assert answer.status_code == 422
    assert not StillHere.objects.exists()
    for _tap in range(2):
        assert page(world.staff, address, stays | {"kind": "tenant"}).url == LIST
    assert StillHere.objects.count() == 1
    answer = page(world.staff, address, {"person": sold.pk, "answer": "gone"})
    assert answer.status_code == 422
    assert "还住" in answer.content.decode()
    assert "没有要问" in page(world.staff, LIST).content.decode()


@pytest.mark.parametrize("posted", [{}, {"person": "x"}, {"person": "9" * 40}, {"answer": "gone"}])
def test_a_form_about_nobody_finds_nobody(world, sold, page, posted):
    assert page(world.staff, at(world.home()), posted).status_code == 404
    assert page(world.staff, at(world.home()), {"person": sold.pk, "answer": "perhaps"}).status_code == 422


def test_a_door_with_two_people_is_asked_about_until_both_are_answered(world, sold, page):
    other = world.resident("0101", user=UserFactory(display_name="荔枝的先生"))
    address = at(world.home())
    assert page(world.staff, address, {"person": sold.pk, "answer": "gone"}).url == address
    assert page(world.staff, address, {"person": other.pk, "answer": "gone"}).url == LIST


def test_who_cannot_read_it_here_is_to_be_told_in_person(world, sold, page, client):
    other = UserFactory(display_name="荔枝的先生", phone=None, registered_at_desk=True)
    world.resident("0101", user=other)
    for person, words in ((sold, "已经告诉陈荔枝"), (other, "请当面")):
        page(world.staff, at(world.home()), {"person": person.pk, "answer": "gone"})
        assert words in client.get(LIST).content.decode()


def test_of_whom_nobody_was_told_nobody_says_so(world, sold, page, client):
    """They ended it themselves meanwhile, while the page with the question stood open."""
    end_residency(by=sold, residency=sold.residencies.get(), on=world.today)
    page(world.staff, at(world.home()), {"person": sold.pk, "answer": "gone"})
    text = client.get(LIST).content.decode()
    assert "记下了。" in text
    assert "已经告诉" not in text
    assert not Message.objects.filter(letter__kind="buildings.moved_out").exists()


def test_a_child_s_end_is_said_to_the_guardian(world):
    mother = world.resident("0101")
    child = make_resident(world.building, "0101", is_minor=True, guardian=mother)
    end_residency(by=world.staff, residency=child.residencies.get(), on=world.today)
    told = Message.objects.get(letter__kind="buildings.moved_out")
    assert told.recipient == mother
    assert "孩子" in told.title


def test_a_child_is_asked_for_in_the_same_form(world, sold, page):
    make_resident(world.building, "0101", is_minor=True, guardian=sold)
    address, gone = at(world.home()), {"person": sold.pk, "answer": "gone"}
    assert 'name="with_children"' in page(world.staff, address).content.decode()
    assert page(world.staff, address, gone).status_code == 422
    assert page(world.staff, address, gone | {"with_children": "on"}).url == LIST


def test_where_they_work_the_count_leads_there(world, sold, page):
    captain, home = world.captain(), world.home()
    here, way = f"{LIST}?place=", at(home)
    for user in (captain, world.staff):
        assert f"{here}{world.building.pk}" in page(user, f"/places/{world.building.pk}/").content.decode()
        assert way in page(user, f"/places/homes/{home.pk}/").content.decode()
        assert LIST in page(user, "/desk/" if user == captain else "/").content.decode()
        assert way in page(user, f"{here}{world.building.pk}").content.decode()
    assert f"{here}{world.estate.pk}" in page(world.staff, f"/places/{world.estate.pk}/").content.decode()
    assert way in page(captain, f"/desk/homes/{home.pk}/").content.decode()
    street = world.member(world.office)  # may answer, but is not asked on the overview of a whole subdistrict
    assert LIST not in page(street, "/").content.decode()
    assert way in page(street, f"{here}{world.building.pk}").content.decode()
    high = world.captain(floor_from=2, floor_to=4, role="deputy")
    for user in (high, world.resident("0201"), world.member(world.property), None):
        for address in (f"/places/{world.building.pk}/", f"/places/{world.estate.pk}/"):
            assert LIST not in page(user, address).content.decode()
        assert way not in page(user, f"/places/homes/{home.pk}/").content.decode()
    say_moved_out(by=captain, dwelling=home, user=sold)
    for address in (f"/places/{world.building.pk}/", f"/places/homes/{home.pk}/", "/desk/"):
        assert LIST not in page(captain, address).content.decode()
        assert way not in page(captain, address).content.decode()


def test_another_place_has_none_of_them(world, sold, page):
    other = make_building(world.estate, "9栋")
    assert at(world.home()) not in page(world.staff, f"{LIST}?place={other.pk}").content.decode()
    assert page(world.staff, f"{LIST}?place={'9' * 30}").status_code == 200
    assert page(world.staff, f"{LIST}?place=999999999").status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same(world, client, count, django_assert_num_queries):
    building = make_building(world.estate, "9栋", floors=30, doors=1)
    for home in building.dwellings.order_by("pk")[:count]:
        make_resident(building, home.door)
        Ownership.objects.create(
            dwelling=home, owner_name="麦石榴", started_on=world.today - 9 * DAY, ended_on=world.today
        )
    client.force_login(world.staff)
    client.get(LIST)
    with django_assert_num_queries(5):
        text = client.get(LIST).content.decode()
    assert text.count("/still-here/") >= min(count, 20)
    if count == 30:
        after = text.split("after=")[1].split('"')[0]
        assert client.get(f"{LIST}?after={after}").content.decode().count("/homes/") == 10


def test_the_page_looks_for_its_few_doors_among_these_alone(world, sold):
    """Joined, a page of twenty was looked for among all homes of the town, one after the other."""
    found = doors_in_doubt(standing_of(world.staff))
    assert [home.door for home in found] == ["0101"]
    assert '"buildings_dwelling"."id" = ANY(ARRAY(' in str(found.query)


def test_of_one_place_the_doors_are_looked_for_there_alone(world, sold, page):
    standing = standing_of(world.staff)
    other = make_building(world.estate, "9栋")
    assert [home.door for home in doors_in_doubt(standing, world.building)] == ["0101"]
    assert not doors_in_doubt(standing, other).exists()
    inside = str(doors_in_doubt(standing, world.estate).query).split("ANY(ARRAY(")[2]
    assert f"~>=~ {world.estate.path}" in inside
    assert at(world.home()) in page(world.staff, f"{LIST}?place={world.estate.pk}").content.decode()
    assert at(world.home()) not in page(world.staff, f"{LIST}?place={other.pk}").content.decode()
