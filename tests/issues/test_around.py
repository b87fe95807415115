"""The public list and plan: what they say to anyone, and what they never say."""

import re

import pytest

from issues.models import Issue
from issues.operations import accept_issue, mediate_issue, withdraw_issue
from tests.factories import PlaceFactory


def address(place) -> str:
    return f"/issues/around/{place.pk}/"


def test_counts_and_outlines_for_anyone(estate, client):
    estate.report(by=estate.captain, category="water", floor=2, spot="lift", text="秘密的话")
    accept_issue(by=estate.engineer, issue=Issue.objects.get())
    estate.report(by=estate.far_neighbour, place=estate.other, category="litter")
    response = client.get(address(estate.place))
    page = response.content.decode()
    figures = response.context["figures"]
    assert (figures.open, figures.late, figures.done) == (2, 0, 0)
    assert [(row.where, row.is_late) for row in response.context["page"]] == [("4栋", False), ("3栋", False)]
    assert {spot["name"]: spot["count"] for spot in response.context["spots"]} == {"3栋": 1, "4栋": 1}
    main = page[page.index("<main") : page.index("</main>")]
    issue = Issue.objects.first()
    for hidden in (
        "秘密的话",
        "天花滴水",
        "2 楼",
        "电梯",
        "罗白兰",
        "冼紫荆",
        "区簕杜鹃",
        str(issue.title),
        issue.number,
    ):
        assert hidden not in main
    assert not re.search(r"\d:\d\d", main)  # the day, not the minute
    assert "/issues/photos/" not in main
    assert f'href="{estate.building.get_absolute_url()}"' in main


def test_what_is_private_or_gone_does_not_exist_here(estate, client):
    estate.report(is_private=True)
    withdraw_issue(by=estate.resident, issue=estate.report(text="一"), text="算了")
    mediate_issue(by=estate.staff, issue=estate.report(text="二"))
    response = client.get(address(estate.place))
    assert response.context["figures"].open == 0
    assert response.context["page"].items == []
    assert all(spot["count"] == 0 for spot in response.context["spots"])


def test_a_stair_counts_for_its_building_and_is_not_named(estate, client):
    stair = PlaceFactory(kind="stair", name="1 单元", parent=estate.building)
    estate.report(by=estate.captain, place=stair)
    response = client.get(address(estate.place))
    assert [row.where for row in response.context["page"]] == ["3栋"]
    assert {spot["name"]: spot["count"] for spot in response.context["spots"]} == {"3栋": 1, "4栋": 0}


def test_a_community_by_its_estates(estate, client):
    estate.report()
    response = client.get(address(estate.place.parent))
    (spot,) = response.context["spots"]
    assert (spot["name"], spot["count"], spot["url"]) == (estate.place.name, 1, address(estate.place))
    assert [row.where for row in response.context["page"]] == [f"{estate.place} 3栋"]


def test_only_for_an_estate_or_a_community(estate, client):
    for place in (estate.building, estate.place.parent.parent):
        assert client.get(address(place)).status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_asks_as_much_for_one_as_for_thirty(estate, client, django_assert_num_queries, count):
    for number in range(count):
        estate.report(text=str(number))
    with django_assert_num_queries(
        5
    ):  # the place, its rows, what stands in it, open by building, the figures
        page = client.get(address(estate.place)).context["page"]
    assert len(page.items) == min(count, 20)
    assert bool(page.next_cursor) is (count == 30)


def test_the_next_page_goes_on_where_the_first_ended(estate, client):
    for number in range(25):
        estate.report(text=str(number))
    cursor = client.get(address(estate.place)).context["page"].next_cursor
    with_rest = client.get(address(estate.place), {"after": cursor}, headers={"HX-Request": "true"})
    assert len(with_rest.context["page"].items) == 5
