"""Notices by their words: what one may not see cannot be found, and no field is searched that its page hides."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from kit import search as asking
from kit.search import Asked
from notices.models import Notice
from notices.operations import withdraw_notice
from notices.search import SHELF
from tests.notices.ground import again

VISITOR = AnonymousUser()


def titles(user, words: str, place=None) -> list[str]:
    person = again(user) if user.pk else user
    rows = SHELF.find(person, Asked.read(words), place).order_by(*SHELF.order)
    return [notice.title for notice in rows]


def hit(user, words: str):
    asked = Asked.read(words)
    row = SHELF.fetch(SHELF.find(user, asked, None)).get()
    return SHELF.hit(row, asked, user)


@pytest.fixture(params=[(0, 0), (0, 10**6), (10**6, 0)], ids=["by date", "by all pairs", "by pairs"])
def every_way(request, monkeypatch):
    """However common the words are, among all notices and among those that this reader may see."""
    common, a_few = request.param
    monkeypatch.setattr(asking, "COMMON", common)
    monkeypatch.setattr(asking, "A_FEW", a_few)


WORDS = {
    "title": "更换ＡＢ座水泵",
    "body": "各位街坊：\n\n## 请注意\n\n- 𠮷先生家的 3 栋水压 100%_低 🚰",
    "when_text": "下午两点",
    "where_text": "东门水箱",
    "ask_text": "请提前存水",
}


PARTS = [
    "水",
    "水泵",
    "ab座",
    "街坊",
    "3栋",
    "𠮷",
    "🚰",
    "100%",
    "%_低",
    "下午两点",
    "东门",
    "各位街坊：",
    "请注意",
]


def test_found_by_any_part_of_what_its_page_says(ground, every_way):
    ground.publish(**WORDS)
    for words in [*PARTS, "存水 ＡＢ"]:
        assert titles(ground.resident, words) == ["更换ＡＢ座水泵"], words


def test_no_sign_stands_for_others_and_every_word_must_be_there(ground, every_way):
    ground.publish(**WORDS | {"body": "各位街坊：水压 100 低"})
    for words in ["龙", "水压低", "100_", "%", "\\", "存水 龙舟", "泵各", "_街"]:
        assert titles(ground.resident, words) == [], words


def test_for_whom_it_is_found(ground, every_way):
    ground.publish(title="只给一栋的水", is_public=False)
    ground.publish(title="大家的水")
    both = {"只给一栋的水", "大家的水"}
    assert set(titles(ground.resident, "的水")) == both
    assert set(titles(ground.captain, "的水")) == both
    assert set(titles(ground.writer, "的水")) == both
    for person in (ground.neighbour, ground.outsider, ground.stranger, VISITOR):
        assert titles(person, "的水") == ["大家的水"]


def test_nothing_before_its_hour_nor_after_it_was_taken_down(ground, every_way):
    """Not even for those who wrote it."""
    ground.draft(title="草稿停水")
    ground.publish(title="明天停水", publish_at=timezone.now() + timedelta(days=1))
    gone = ground.publish(title="写错停水")
    withdraw_notice(by=ground.writer, notice=gone, reason="写错停水了")
    out = ground.publish(title="现在停水", is_urgent=True, urgent_reason="停水等不及")
    assert out.pk
    for person in (ground.resident, ground.captain, ground.writer, VISITOR):
        assert titles(person, "停水") == ["现在停水"]
        assert titles(person, "等不及") == []


def test_a_place_narrows_it(ground, every_way):
    ground.publish(title="一栋的水", places=[ground.first])
    ground.publish(title="二栋的水", places=[ground.second])
    assert titles(VISITOR, "的水", ground.second) == ["二栋的水"]
    assert len(titles(VISITOR, "的水", ground.estate)) == 2


def test_the_newest_come_first(ground, every_way):
    now = timezone.now()
    for number in range(3):
        notice = ground.publish(title=f"停水{number}")
        Notice.objects.filter(pk=notice.pk).update(publish_at=now - timedelta(days=number))
    assert titles(VISITOR, "停水") == ["停水0", "停水1", "停水2"]


def test_changed_words_are_found_at_once_and_the_old_ones_no_more(ground, every_way):
    notice = ground.publish(title="停水")
    Notice.objects.filter(pk=notice.pk).update(title="停电")
    assert titles(VISITOR, "停电") == ["停电"]
    assert titles(VISITOR, "停水") == []


def test_how_it_is_shown(ground):
    ground.publish(**WORDS)
    shown = hit(ground.resident, "3栋")
    assert "<mark>3\xa0栋</mark>" in shown.lead
    assert "##" not in shown.lead
    assert "<mark>东门</mark>" in hit(ground.resident, "东门").lead
    assert hit(ground.resident, "ab座").title == "更换<mark>ＡＢ座</mark>水泵"
    assert "灯湖居委会" in shown.meta


def test_words_that_turn_out_common_after_all(ground, monkeypatch):
    """Rare among the newest, more than a list of keys may hold among all: the same is found by going down."""
    monkeypatch.setattr(asking, "COMMON", 10**6)
    monkeypatch.setattr(asking, "MOST_CANDIDATES", 1)
    for number in range(3):
        ground.publish(title=f"停水{number}")
    assert len(titles(VISITOR, "停水")) == 3
