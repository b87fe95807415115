"""Months gone by, what hangs now, the feed of a place."""

from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from kit.refused import Refused
from notices.models import Notice
from notices.operations import edit_notice, publish_notice, withdraw_notice
from tests.factories import UserFactory
from tests.notices.pages import page

ATOM = "{http://www.w3.org/2005/Atom}"
LONG = timedelta(days=20)


def at(notice: Notice, *when: int) -> None:
    Notice.objects.filter(pk=notice.pk).update(publish_at=timezone.make_aware(datetime(*when)))


# --- months ------------------------------------------------------------------------------------------------


def test_a_month_ends_at_midnight_here_and_shows_only_what_may_be_seen(ground, client, signed_in):
    for title, *when in (
        ("二月末", 2026, 2, 28, 23, 59),
        ("三月初", 2026, 3, 1, 0, 0),
        ("三月底", 2026, 3, 31, 23, 59),
    ):
        at(ground.publish(title=title), *when)
    at(ground.publish(title="只给一栋", is_public=False), 2026, 3, 5, 8)
    html = page(client, "/notices/archive/2026/03/")
    assert ["二月末" in html, "三月初" in html, "三月底" in html, "只给一栋" in html] == [
        False,
        True,
        True,
        False,
    ]
    assert 'href="/notices/archive/2026/02/"' in html
    assert "只给一栋" in page(signed_in(ground.resident), "/notices/archive/2026/03/")
    overview = page(client, "/notices/archive/?year=2026")
    assert "2 条" in overview
    assert "1 条" in overview
    assert "2026 年 3 月的告示" in html


@pytest.mark.parametrize("path", ["2026/13/", "2026/00/", "2026/3/", "26/03/", "1999/12/", "0000/01/"])
def test_no_such_month(ground, client, path):
    assert client.get(f"/notices/archive/{path}").status_code == 404


def test_an_empty_month_and_an_empty_board_invite(ground, client):
    assert "这个月没有告示" in page(client, "/notices/archive/2001/05/")
    assert "还没有贴过告示" in page(client, "/notices/archive/")
    assert "还没有贴过告示" in page(client, "/notices/archive/?year=nonsense")


@pytest.mark.parametrize("count", [1, 30])
def test_queries(ground, client, count, django_assert_num_queries):
    for _ in range(count):
        at(ground.publish(category="posting", expires_at=timezone.now() + LONG), 2026, 3, 5, 8)
    lately = 1  # whether what is kept of a page still holds
    with django_assert_num_queries(lately + 2):
        html = page(client, "/notices/archive/2026/03/")
    assert ('rel="next"' in html) == (count > 20)
    with django_assert_num_queries(lately + 2):
        page(client, "/notices/archive/?year=2026")
    with django_assert_num_queries(lately + 1):
        page(client, "/notices/postings/")
    with django_assert_num_queries(3):
        client.get(f"/notices/feed/{ground.estate.pk}.atom")


# --- postings ----------------------------------------------------------------------------------------------


def test_a_posting_has_a_last_day(ground):
    with pytest.raises(Refused, match="截止日"):
        ground.publish(category="posting")
    draft = ground.draft(category="posting")
    with pytest.raises(Refused, match="截止日"):
        publish_notice(by=ground.writer, notice=draft)
    posted = ground.publish(category="posting", expires_at=timezone.now() + LONG)
    with pytest.raises(Refused, match="截止日"):
        edit_notice(by=ground.writer, notice=posted, expires_at=None)


def test_what_hangs_now_with_what_is_left_of_it(ground, client):
    ends = timezone.now() + timedelta(days=7, minutes=30)
    notice = ground.publish(title="推选公告", category="posting", expires_at=ends)
    over = ground.publish(title="上一次的", category="posting", expires_at=ends)
    Notice.objects.filter(pk=over.pk).update(publish_at=timezone.now() - LONG, expires_at=timezone.now())
    ground.publish(title="停水")
    html = page(client, "/notices/postings/")
    assert ["推选公告" in html, "上一次的" in html, "停水" in html] == [True, False, False]
    assert "还剩 7 天" in html
    assert "还剩 7 天" in page(client, f"/notices/{notice.pk}/")
    assert "公示已结束" in page(client, f"/notices/{over.pk}/")


# --- the feed ----------------------------------------------------------------------------------------------


def entries(client, place) -> list[str]:
    root = ElementTree.fromstring(client.get(f"/notices/feed/{place.pk}.atom").content)
    return [entry.find(f"{ATOM}title").text for entry in root.iter(f"{ATOM}entry")]


def test_the_feed_is_atom_with_full_addresses_and_ids_that_stay(ground, client, settings):
    settings.BASE_URL = "https://linli.example"
    notice = ground.publish(title="<b>停水</b> & 停电 𠮷", body="一 < 二\n\n<script>alert(1)</script>")
    answer = client.get(f"/notices/feed/{ground.first.pk}.atom")
    assert answer["Content-Type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(answer.content)
    (entry,) = root.iter(f"{ATOM}entry")
    identity = entry.find(f"{ATOM}id").text
    assert identity == f"tag:linli.example,2026-01-01:notice-{notice.pk}"
    for element in (root, entry):
        for name in ("id", "title", "updated", "author"):  # what RFC 4287 requires of both
            assert element.find(f"{ATOM}{name}") is not None
        assert all(
            link.get("href").startswith("https://linli.example/") for link in element.findall(f"{ATOM}link")
        )
    assert entry.find(f"{ATOM}title").text == "<b>停水</b> & 停电 𠮷"
    assert entry.find(f"{ATOM}summary").get("type") == "text"
    assert b"<script" not in answer.content
    assert entry.find(f"{ATOM}content") is None
    edit_notice(by=ground.writer, notice=notice, ask_text="请存水")
    (after,) = ElementTree.fromstring(client.get(f"/notices/feed/{ground.first.pk}.atom").content).iter(
        f"{ATOM}entry"
    )
    assert after.find(f"{ATOM}id").text == identity
    assert after.find(f"{ATOM}updated").text >= entry.find(f"{ATOM}updated").text


def test_only_what_everybody_may_read_and_still_holds_is_in_it(ground, client, signed_in):
    ground.publish(title="公开的", places=[ground.estate])
    ground.publish(title="只给一栋", is_public=False)
    ground.publish(title="二栋的", places=[ground.second])
    ground.draft(title="草稿")
    waiting = ground.draft(title="等时候")
    publish_notice(by=ground.writer, notice=waiting, publish_at=timezone.now() + timedelta(hours=1))
    over = ground.publish(title="过期的", expires_at=timezone.now() + LONG)
    Notice.objects.filter(pk=over.pk).update(publish_at=timezone.now() - LONG, expires_at=timezone.now())
    withdraw_notice(by=ground.writer, notice=ground.publish(title="撤下的"), reason="搞错了")
    assert entries(client, ground.first) == ["公开的"]
    assert entries(signed_in(ground.writer), ground.first) == ["公开的"], "the same for everybody"
    assert client.get("/notices/feed/999999.atom").status_code == 404


def test_asking_again_costs_nothing_until_something_changed(ground, client):
    path = f"/notices/feed/{ground.first.pk}.atom"
    assert client.get(path).status_code == 200, "an empty feed is a feed"
    notice = ground.publish()
    first = client.get(path)
    assert "public" in first["Cache-Control"]
    tag, hour = {"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}
    for headers in (tag, hour):
        again = client.get(path, headers=headers)
        assert (again.status_code, again.content) == (304, b"")
        assert "Content-Length" not in again, "of what is not sent (RFC 9110, 8.6)"
    Notice.objects.filter(pk=notice.pk).update(publish_at=timezone.now() - LONG)
    withdraw_notice(
        by=ground.writer, notice=notice, reason="搞错了", now=timezone.now() + timedelta(seconds=2)
    )
    for headers in (tag, hour):
        assert client.get(path, headers=headers).status_code == 200


def test_what_is_no_longer_for_everybody_is_gone_for_whoever_asks_by_date_too(ground, client):
    path = f"/notices/feed/{ground.first.pk}.atom"
    notice = ground.publish()
    ground.publish(title="留着的")
    first = client.get(path)
    later = timezone.now() + timedelta(seconds=2)
    edit_notice(by=ground.writer, notice=notice, is_public=False, now=later)
    again = client.get(path, headers={"If-Modified-Since": first["Last-Modified"]})
    assert again.status_code == 200
    assert notice.title not in again.content.decode()
    edit_notice(by=ground.writer, notice=notice, is_public=True, now=later)
    notice.refresh_from_db()
    assert notice.private_since is None


def test_pages_name_their_feed(ground, client, signed_in):
    notice = ground.publish()
    assert f'href="/notices/feed/{ground.first.pk}.atom"' in page(
        client, f"/notices/?place={ground.first.pk}"
    )
    assert f'href="/notices/feed/{ground.first.pk}.atom"' in page(client, f"/notices/{notice.pk}/")
    assert f'href="/notices/feed/{ground.community.pk}.atom"' in page(signed_in(ground.resident), "/notices/")
    link = '<link rel="alternate" type="application/atom+xml" title="告示" href="/notices/feed/{}.atom">'
    everything = link.format(ground.street.pk)
    for reader in (Client(), signed_in(UserFactory())):
        assert everything in page(reader, "/notices/"), "no home yet: what hangs anywhere in the subdistrict"
    assert entries(client, ground.street) == [notice.title]


def test_another_name_of_the_site_announces_nothing_anew(ground, client, settings):
    settings.BASE_URL = "https://linli.example"
    before = ground.publish(title="停水")
    settings.BASE_URL = "https://guicheng.example"
    after = ground.publish(title="停电")
    feed = ElementTree.fromstring(client.get(f"/notices/feed/{ground.first.pk}.atom").content)
    assert {entry.find(f"{ATOM}id").text for entry in feed.iter(f"{ATOM}entry")} == {
        f"tag:linli.example,2026-01-01:notice-{before.pk}",
        f"tag:guicheng.example,2026-01-01:notice-{after.pk}",
    }


def test_a_summary_is_words_without_the_signs_for_headings_and_lists(ground, client):
    ground.publish(body="先说一句。\n\n## 停水期间\n\n- 请存水\n- 关好龙头")
    answer = client.get(f"/notices/feed/{ground.first.pk}.atom", headers={"Accept-Language": "en"})
    entry = ElementTree.fromstring(answer.content).find(f"{ATOM}entry")
    assert entry.find(f"{ATOM}summary").text.endswith("先说一句。 · 停水期间 · 请存水 · 关好龙头")
    assert answer["Content-Language"] == "zh-CN", "and no other, whoever asks: any cache may keep it"


def test_a_feed_names_its_place_as_a_reader_far_away_needs_it(ground, client):
    """Between a hundred other feeds, "3栋" is no name."""
    feed = ElementTree.fromstring(client.get(f"/notices/feed/{ground.first.pk}.atom").content)
    assert feed.find(f"{ATOM}title").text == f"{ground.estate.name} {ground.first.name}的告示"
    above = ElementTree.fromstring(client.get(f"/notices/feed/{ground.community.pk}.atom").content)
    assert above.find(f"{ATOM}title").text == f"{ground.community.name}的告示"


def test_a_feed_stays_well_formed_whatever_is_in_a_title(ground, client):
    ground.publish(title="甲\ufffe乙\uffff\x0b<b>]]>&")
    entry = ElementTree.fromstring(client.get(f"/notices/feed/{ground.first.pk}.atom").content)
    assert entry.find("{*}entry/{*}title").text == "甲乙 <b>]]>&"
