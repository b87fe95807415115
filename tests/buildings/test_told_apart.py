"""Two estates of one name in two communities: where somebody chooses or finds them, it is said which is which."""

from html import unescape

import pytest
from django.urls import reverse

from buildings.models import Place
from buildings.models.places import AROUND
from buildings.place_choice import PlaceChoice
from buildings.wording import told_apart
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    PlaceFactory,
    make_building,
    make_captain,
    make_resident,
)
from tests.portal.test_search import page

pytestmark = pytest.mark.django_db
TWO = ("灯湖社区 · 花园小区 1栋", "怡海社区 · 花园小区 1栋")


class Twins:
    def __init__(self) -> None:
        self.street = PlaceFactory()
        self.first, self.second = (self.community(name) for name in ("灯湖社区", "怡海社区"))
        self.other = make_building(
            PlaceFactory(kind="estate", name="海韵苑", parent=self.first.parent.parent), "1栋"
        )
        offices = OrganisationFactory(
            kind="residents_committee", serves=[self.first.parent.parent, self.second.parent.parent]
        )
        self.staff = MembershipFactory(organisation=offices, office="head").user

    def community(self, name: str) -> Place:
        community = PlaceFactory(kind="community", name=name, parent=self.street)
        return make_building(PlaceFactory(kind="estate", name="花园小区", parent=community), "1栋")


@pytest.fixture
def twins(db):
    return Twins()


def fetched(*places: Place) -> list[Place]:
    return list(
        Place.objects.filter(pk__in=[place.pk for place in places]).select_related(AROUND).order_by("pk")
    )


def test_only_who_is_called_as_another_is_said_with_the_community(twins, django_assert_num_queries):
    places = fetched(twins.first, twins.second, twins.other)
    with django_assert_num_queries(0):
        names = [name for _place, name in told_apart(places, within=None)]
    assert names == [*TWO, "海韵苑 1栋"]
    estates = fetched(twins.first.parent, twins.second.parent, twins.other.parent)
    assert [name for _place, name in told_apart(estates, within=None)] == [
        "灯湖社区 · 花园小区",
        "怡海社区 · 花园小区",
        "海韵苑",
    ]
    assert [name for _place, name in told_apart(places[:1], within=None)] == ["花园小区 1栋"]


def test_a_field_of_places_says_so_and_still_takes_their_numbers(twins):
    rows = Place.objects.filter(kind="building").select_related(AROUND).order_by("pk")
    field = PlaceChoice(queryset=rows, empty_label="请选择")
    assert [label for _value, label in field.choices] == ["请选择", *TWO, "海韵苑 1栋"]
    assert field.clean(str(twins.second.pk)) == twins.second


@pytest.mark.parametrize("name", ["issues:new", "ballots:new", "ballots:proposal_new", "notices:new"])
def test_the_forms_to_choose_from(twins, client, name):
    client.force_login(twins.staff)
    html = unescape(client.get(reverse(name)).content.decode())
    for said in ("灯湖社区", "怡海社区"):
        assert f"{said} · 花园小区" in html, said


def test_the_queue_of_an_office_is_narrowed_by_the_right_one(twins, client):
    client.force_login(twins.staff)
    html = unescape(client.get(reverse("issues:queue") + "?filter=1").content.decode())
    assert [f">{said}<" in html for said in TWO] == [True, True]
    assert ">海韵苑 1栋<" in html


def test_what_is_found_is_said_with_its_community(twins):
    for building in (twins.first, twins.second):
        make_captain(building, user__display_name="罗白兰")
    html = page("花园小区 1栋", make_resident(twins.first))
    assert html.count("灯湖社区") >= 2
    assert html.count("怡海社区") >= 2
    assert html.index("灯湖社区") < html.index("怡海社区"), "the nearer one first"
