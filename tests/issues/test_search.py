"""Issues by their words, for those who may read them."""

import pytest
from django.contrib.auth.models import AnonymousUser

from issues.models import Issue
from issues.operations import answer_issue
from issues.search import SHELF
from kit import search as asking
from kit.search import Asked
from tests.factories import UserFactory, make_resident
from tests.issues.estate import fresh


def found(user, words: str, place=None) -> list[int]:
    person = fresh(user) if user.pk else user
    return list(
        SHELF.find(person, Asked.read(words), place).order_by(*SHELF.order).values_list("pk", flat=True)
    )


@pytest.fixture(
    params=[(0, 0), (0, 10**6), (10**6, 0)], ids=["by date", "by what one sees", "by pairs"], autouse=True
)
def each_way(request, monkeypatch):
    common, seen = request.param
    monkeypatch.setattr(asking, "COMMON", common)
    monkeypatch.setattr(asking, "are_few", lambda *_args: bool(seen))


def test_neighbours_find_what_is_not_private(estate, elsewhere):
    issue = estate.report(text="水管爆裂，地下室进水")
    near = (estate.resident, estate.neighbour, estate.captain, estate.staff, estate.engineer, estate.desk)
    for person in near:
        assert found(person, "爆裂") == [issue.pk]
    far = (estate.far_neighbour, make_resident(elsewhere), UserFactory(), AnonymousUser())
    for person in far:
        assert found(person, "爆裂") == []
    assert found(estate.staff, "爆裂", estate.other) == []
    assert found(estate.staff, "爆裂", estate.place) == [issue.pk]


def test_a_private_one_is_found_by_those_whom_it_concerns(estate):
    issue = estate.report(text="隔壁夜里吵架", is_private=True)
    assert found(estate.resident, "吵架") == found(estate.staff, "吵架") == [issue.pk]
    assert found(estate.neighbour, "吵架") == found(estate.far_neighbour, "吵架") == []


def test_of_what_went_to_mediation_nobody_finds_a_word(estate):
    issue = estate.report(text="为了花盆争吵")
    now = issue.reported_at
    Issue.objects.filter(pk=issue.pk).update(
        state="mediation", closed_at=now, next_alarm=None, next_alarm_at=None
    )
    for person in (estate.resident, estate.captain, estate.staff, estate.neighbour):
        assert found(person, "花盆") == []


def test_neither_the_caller_nor_what_neighbours_do_not_read_is_searched(estate):
    issue = estate.report(by=estate.captain, text="水表漏水", caller="黄荔枝")
    answer_issue(by=estate.captain, issue=issue, text="只给报事人的话", is_relay=True)
    for words in ("黄荔枝", "报事人", "罗白兰", "0201"):
        assert found(estate.captain, words) == []


def test_how_it_is_shown(estate):
    estate.report(title="水泵房漏水", text="昨晚开始，水泵房<b>漏水</b>")
    asked = Asked.read("漏水")
    row = SHELF.fetch(SHELF.find(estate.neighbour, asked, None)).get()
    hit = SHELF.hit(row, asked, estate.neighbour)
    assert hit.title == "水泵房<mark>漏水</mark>"
    assert "&lt;b&gt;<mark>漏水</mark>" in hit.lead
    assert "3栋" in hit.meta
