"""The page of the search: groups, counts, one kind page by page, and what it says when it finds nothing."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from tests.committees.ground import convene_soon, make_place
from tests.issues.estate import new_estate
from tests.notices.ground import new_ground

pytestmark = pytest.mark.django_db


def page(words: str, user=None, **query) -> str:
    client = Client()
    if user:
        client.force_login(user)
    answer = client.get("/search/", {"q": words} | query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def finds(html: str) -> list[str]:
    """The titles that are shown, without their marks, and as they were written."""
    titles = re.findall(r'<span class="item__title">(.*?)</span>', html)
    return [re.sub("<.*?>", "", title).replace("\xa0", " ") for title in titles]


def test_every_kind_has_its_group(settings):
    ground, meeting_ground = new_ground(), make_place()
    ground.publish(title="水岸停水")
    convene_soon(meeting_ground, title="水压怎么办")
    html = page("水")
    assert "水岸停水" in finds(html)
    assert "水压怎么办" in finds(html)
    assert "<mark>水</mark>" in html
    assert "kind=notices" in html
    assert "报事" not in re.findall(r"<h2.*?</h2>", html), "a visitor reads no issues"
    only = page("水", kind="notices")
    assert finds(only) == ["水岸停水"]
    assert finds(page("水", kind="龙舟")) == finds(html), "an unknown kind is every kind"


def test_issues_are_for_those_who_may_read_them():
    estate = new_estate()
    estate.report(title="水泵房漏水")
    assert "水泵房漏水" in finds(page("漏水", estate.neighbour))
    for stranger in (None, estate.far_neighbour):
        html = page("漏水", stranger)
        assert finds(html) == []
        assert "水泵房" not in html
        assert finds(page("漏水", stranger, kind="issues")) == []


def test_counts_are_of_what_one_sees_and_bounded(monkeypatch):
    monkeypatch.setattr("portal.search.COUNTED", 6)
    ground = new_ground()
    for number in range(5):
        ground.publish(title=f"大家停水{number}")
    assert ">5</span>" in page("停水")
    for number in range(5):
        ground.publish(title=f"一栋停水{number}", is_public=False)
    assert ">5</span>" in page("停水")
    assert ">5+</span>" in page("停水", ground.resident)
    assert len(finds(page("停水"))) == 4


def test_one_kind_page_by_page(client):
    ground = new_ground()
    for number in range(23):
        ground.publish(title=f"停水{number}")
    html = page("停水", kind="notices")
    assert len(finds(html)) == 20
    after = re.search(r'href="(\?[^"]*after=[^"]*)" rel="next"', html)[1]
    rest = client.get(f"/search/{after}")
    assert finds(unescape(rest.content.decode())) == ["停水2", "停水1", "停水0"]
    fragment = client.get(f"/search/{after}", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert len(finds(fragment)) == 3


def test_a_place_narrows_every_kind():
    ground = new_ground()
    ground.publish(title="一栋停水", places=[ground.first])
    ground.publish(title="二栋停水", places=[ground.second])
    html = page("停水", place=ground.second.pk)
    assert finds(html) == ["二栋停水"]
    assert f'name="place" value="{ground.second.pk}"' in html
    assert Client().get("/search/", {"q": "停水", "place": 10**9}).status_code == 404


def test_an_invitation_where_nothing_was_asked_or_found():
    assert "两个字往往就够了" in page("")
    assert "没有找到" in page("龙舟")
    assert "全部" in page("龙舟", kind="notices")


def test_what_is_too_long_is_cut_and_said():
    ground = new_ground()
    ground.publish(title="水" * 60)
    html = page("水" * 51)
    assert "前 50 个字" in html
    assert finds(html) == ["水" * 60]
    assert "前 50 个字" not in page("水" * 50)


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        "%",
        "_",
        "\\",
        "'; DROP TABLE x; --",
        "\0",
        "🚰",
        "䶮",
        "𠮷",
        "ﷺ" * 50,
        "é",
    ],
)
def test_whatever_is_typed_has_an_answer(words):
    new_ground().publish(title="停水")
    html = page(words)
    assert finds(html) == []
    assert "<script>alert" not in Client().get("/search/", {"q": words}).content.decode()


def test_the_board_has_a_field_that_asks_for_notices(client):
    html = client.get("/notices/").content.decode()
    assert f'action="{reverse("search")}" role="search"' in html
    assert 'name="kind" value="notices"' in html


# Session, person, what they are, the unread messages of the bar.
FRAME = 4


@pytest.mark.parametrize("count", [1, 30])
def test_the_same_queries_for_one_find_and_for_thirty(count, django_assert_num_queries):
    ground, meetings, estate = new_ground(), make_place(), new_estate()
    for _ in range(count):
        ground.publish(title="停水")
        convene_soon(meetings, title="停水")
        estate.report(title="停水")
    client = Client()
    client.force_login(estate.staff)
    # What can hold it at all: no ballot, no proposal, no office, no captain, no place.
    with django_assert_num_queries(FRAME + 2 + 4 + 4 + 5):
        client.get("/search/", {"q": "停水"})
    with django_assert_num_queries(FRAME + 3):  # how common, which, the rows
        client.get("/search/", {"q": "停水", "kind": "notices"})
    with django_assert_num_queries(FRAME + 3):
        client.get("/search/", {"q": "停水", "kind": "issues"})
    with django_assert_num_queries(FRAME + 4):  # which, the rows, their agendas, their resolutions
        client.get("/search/", {"q": "停水", "kind": "meetings"})
