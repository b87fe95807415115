"""Public pages are made once for all visitors, and never shown when they would be made otherwise by now."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from buildings.queries.chain import captain_above
from kit import changes
from kit.models import Change
from kit.operations import KEEP, forget_changes
from notices.models import Notice
from notices.operations import draft_and_publish, withdraw_notice
from portal import kept_pages
from tests.committees.ground import convene_soon, make_place
from tests.committees.test_posting import posted_now

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def within_a_minute(monkeypatch):
    """However slow the machine is."""
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)


@pytest.fixture
def ground():
    return make_place()


def publish(ground, title: str) -> Notice:
    return draft_and_publish(
        by=ground.staff,
        organisation=ground.committee,
        title=title,
        body="换阀门。",
        is_public=True,
        places=[ground.place.parent],
        client_key=uuid4(),
    )


def asked(client: Client, path: str, **more) -> int:
    with CaptureQueriesContext(connection) as questions:
        response = client.get(path, **more)
    assert response.status_code == 200
    return len(questions)


def pages(ground) -> list[str]:
    notice, meeting = publish(ground, "今天停水"), convene_soon(ground)
    places = [f"/places/{place.pk}/" for place in (ground.building, ground.place)]
    return [
        "/", "/notices/", "/notices/archive/", "/notices/postings/", f"/notices/{notice.pk}/", "/meetings/",
        f"/meetings/{meeting.pk}/", f"/meetings/{posted_now(ground).pk}/minutes/", "/places/", *places,
    ]  # fmt: skip


def test_the_second_visitor_costs_one_question(ground):
    client = Client()
    for path in pages(ground):
        first = asked(client, path)
        client.cookies.clear()
        assert (path, asked(client, path)) == (path, 1), f"{first} at first: is a table not noted?"


def test_a_change_is_seen_at_once(ground):
    client, notice = Client(), publish(ground, "今天停水")
    assert "今天停水" in client.get("/notices/").content.decode()
    second = publish(ground, "明天停电")
    assert "明天停电" in client.get("/notices/").content.decode()
    withdraw_notice(by=ground.staff, notice=second, reason="写错了")
    assert "明天停电" not in client.get("/notices/").content.decode()
    Notice.objects.filter(pk=notice.pk).update(title="今晚停水")
    assert "今晚停水" in client.get(f"/notices/{notice.pk}/").content.decode()
    ground.committee.name = "灯湖新居委会"
    ground.committee.save()
    assert "灯湖新居委会" in client.get("/notices/").content.decode()


def test_what_a_kept_question_found_is_seen_to_change_too(ground):
    """Its words say no table; a remark behind them does."""
    client, meeting = Client(), posted_now(ground)
    path = f"/meetings/{meeting.pk}/"
    client.get(path)
    assert asked(client, path) == 1
    meeting.resolutions.create(number=1, text="铁门换新锁", recorded_by=ground.staff)
    assert "铁门换新锁" in client.get(path).content.decode()
    with CaptureQueriesContext(connection) as questions:
        captain_above(ground.building.path)
    assert "buildings_captaincy" in questions[0]["sql"]


def test_a_rush_asks_twenty_times_a_second_and_whoever_writes_here_sees_it(ground, settings, monkeypatch):
    settings.KEPT_PAGES_CHECKED_MS, client, clock = 50, Client(), [1000.0]
    monkeypatch.setattr(kept_pages, "monotonic", lambda: clock[0])
    notice = publish(ground, "今天停水")
    client.get("/notices/")
    assert [asked(client, "/notices/") for _ in range(3)] == [1, 0, 0]
    Notice.objects.filter(pk=notice.pk).update(title="今晚停水")  # by another process
    clock[0] += 0.049
    assert "今天停水" in client.get("/notices/").content.decode()
    clock[0] += 0.001
    assert "今晚停水" in client.get("/notices/").content.decode()

    Notice.objects.filter(pk=notice.pk).update(title="明晚停水")
    assert "今晚停水" in client.get("/notices/").content.decode()
    client.post("/language/setlang/", {"language": "zh-hans"})  # something is sent to this process
    assert "明晚停水" in client.get("/notices/").content.decode()


def test_what_ends_by_the_clock_ends_with_its_minute(ground, monkeypatch):
    client, notice = Client(), publish(ground, "今天停水")
    at = timezone.now().replace(second=10, microsecond=0) + timedelta(minutes=1)
    Notice.objects.filter(pk=notice.pk).update(publish_at=at.replace(second=0) + timedelta(minutes=1))
    shown = []
    for now in (at, at + timedelta(seconds=40), at + timedelta(seconds=50)):
        monkeypatch.setattr(timezone, "now", lambda now=now: now)
        shown.append("今天停水" in client.get("/notices/").content.decode())
    assert shown == [False, False, True]


def test_each_visitor_has_a_token_of_their_own(ground):
    publish(ground, "今天停水")
    client, tokens = Client(enforce_csrf_checks=True), set()
    for _ in range(3):
        client.cookies.clear()
        page = client.get("/notices/").content.decode()
        token = page.partition('name="csrfmiddlewaretoken" value="')[2][:64]
        tokens.add(token)
        sent = {"csrfmiddlewaretoken": token, "language": "en", "next": "/notices/"}
        assert client.post("/language/setlang/", sent).status_code in (302, 204)
    assert len(tokens) == 3


def test_language_and_letters_are_not_mixed_up_and_the_signed_in_have_their_own(ground):
    publish(ground, "今天停水")
    client = Client()

    def page(**headers: str) -> str:
        return client.get("/notices/", headers=headers).content.decode()

    assert 'lang="zh-CN"' in page()
    assert 'lang="en"' in page(**{"accept-language": "en"})
    client.get("/notices/?comfort=large")
    assert 'data-comfort="large"' in page()
    client.cookies.clear()
    assert 'data-comfort="normal"' in page()
    client.force_login(ground.resident)
    assert f'data-who="{ground.resident.pk}"' in page()
    client.logout()
    assert "data-who" not in page()


def test_an_unchanged_page_is_not_sent_again(ground):
    publish(ground, "今天停水")
    client = Client()
    tag = client.get("/notices/")["ETag"]
    answer = client.get("/notices/", headers={"if-none-match": tag})
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", tag)
    stranger = Client().get("/notices/", headers={"if-none-match": tag})
    assert stranger.status_code == 200, "its forms have another's token"
    assert stranger["ETag"] != tag
    assert b'name="csrfmiddlewaretoken" value=""' not in stranger.content
    publish(ground, "明天停电")
    assert client.get("/notices/", headers={"if-none-match": tag}).status_code == 200


def test_old_changes_are_forgotten(ground):
    publish(ground, "今天停水")
    before = changes.version(["notices_notice"])
    Change.objects.update(at=timezone.now() - KEEP - timedelta(seconds=1))
    assert forget_changes() > 0
    assert changes.version() == {} != before


@pytest.mark.django_db(transaction=True)
def test_whoever_ends_later_is_not_missed(ground):
    """Two transactions take their numbers in one order and end in the other."""
    notice = publish(ground, "今天停水")
    client = Client()
    other = connections["default"].copy()
    try:
        with other.cursor() as early:
            early.execute("BEGIN")
            early.execute("UPDATE notices_notice SET title = '早开始' WHERE id = %s", [notice.pk])
            Notice.objects.filter(pk=publish(ground, "别的").pk).update(body="晚开始、先结束")
            assert "早开始" not in client.get("/notices/").content.decode()
            early.execute("COMMIT")
        assert "早开始" in client.get("/notices/").content.decode()
    finally:
        other.close()
