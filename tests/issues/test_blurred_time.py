"""Of something thrown from above neighbours read the day: the minute could tell who reported it."""

import re
import zlib
from base64 import urlsafe_b64decode
from contextlib import suppress
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.utils import timezone

from issues.models import Category, Issue
from issues.operations import accept_issue, answer_issue, join_issue
from issues.rows import row_of
from kit.paging import SIZE
from notifications.models import Message
from tests.issues.estate import fresh

MINUTE = re.compile(r"\d:\d\d|小时|分钟")


def main_of(response) -> str:
    page = response.content.decode()
    return re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")])


@pytest.fixture
def thrown(estate, now) -> Issue:
    category = Category.objects.filter(is_time_blurred=True).first()
    issue = estate.report(category=category.pk, by=estate.neighbour, now=now)
    return answer_issue(by=estate.captain, issue=issue, text="收到", now=now + timedelta(minutes=7))


def test_a_neighbour_reads_the_day(estate, thrown, client):
    client.force_login(estate.resident)
    for address in (
        thrown.get_absolute_url(),
        "/issues/?show=all",
        f"/issues/places/{estate.building.pk}/panel",
    ):
        response = client.get(address)
        page = response.content.decode()
        words = main_of(response) if "<main" in page else re.sub(r"<[^>]+>", " ", page)
        assert thrown.title in words
        assert not MINUTE.search(words), address


def test_those_who_have_to_know_read_the_minute(estate, thrown, client):
    for person in (estate.captain, estate.staff, estate.neighbour, estate.engineer):
        client.force_login(person)
        assert re.search(r"\d:\d\d", main_of(client.get(thrown.get_absolute_url())))


def test_late_says_no_hour(estate, thrown):
    issue = Issue.objects.get(pk=thrown.pk)
    later = issue.due_at + timedelta(hours=3)
    assert row_of(issue, later, fresh(estate.resident)).label == "已逾期"
    assert row_of(issue, later, fresh(estate.captain)).label == "逾期 3 小时"


def test_other_kinds_are_not_blurred(estate, client):
    issue = estate.report(category="water")
    client.force_login(estate.neighbour)
    assert re.search(r"\d:\d\d", main_of(client.get(issue.get_absolute_url())))


def test_what_is_open_nearby_tells_the_day_alone(estate, client):
    now = timezone.now()
    estate.report(category="falling_object", text="瓶子掉下来", now=now - timedelta(minutes=12))
    client.force_login(estate.neighbour)
    body = client.get(f"/issues/new?category=falling_object&place={estate.building.pk}").content.decode()
    assert "瓶子掉下来" in body
    assert "分钟前" not in body
    client.force_login(estate.captain)
    body = client.get(f"/issues/new?category=falling_object&place={estate.building.pk}").content.decode()
    assert "分钟前" in body


def test_neighbours_are_told_of_a_day_and_no_minute(estate, now):
    issue = estate.report(category="falling_object", text="瓶子掉下来", now=now)
    join_issue(by=estate.neighbour, issue=issue, now=now)
    accept_issue(by=fresh(issue.holder), issue=issue, now=now)
    body = (
        Message.objects.filter(recipient=estate.neighbour, letter__kind="issues.progress").latest("id").body
    )
    assert ":" not in body


def opened(cursor: str) -> bytes:
    """As whoever has the address of the next page can read it: base64, and perhaps squeezed."""
    value = cursor.removeprefix(".").partition(":")[0]
    plain = urlsafe_b64decode(value + "=" * (-len(value) % 4))
    with suppress(zlib.error):
        plain = zlib.decompress(plain)
    return plain


@pytest.mark.django_db
@pytest.mark.parametrize("show", ["all", "open"])
def test_the_address_of_the_next_page_tells_no_minute_either(estate, client, now, show):
    """Whoever threw it reports a few things of their own until it is the last row of a page."""
    thrown = estate.report(category="falling_object", text="瓶子掉下来", now=now)
    for number in range(SIZE):
        estate.report(by=estate.neighbour, text=f"灯不亮 {number}", now=now + timedelta(minutes=number + 1))
    estate.report(by=estate.neighbour, text="更早的", now=now - timedelta(days=1))
    Issue.objects.filter(text="灯不亮 0").update(reported_at=now - timedelta(days=2))
    client.force_login(estate.neighbour)
    page = client.get(f"/issues/?show={show}").content.decode()
    cursor = unquote(re.search(r"after=([^\"&]+)", page)[1])
    following = client.get("/issues/", {"show": show, "after": cursor}).content.decode()
    assert thrown.title in page
    assert "更早的" in following
    assert thrown.title not in following
    reported = Issue.objects.get(pk=thrown.pk).reported_at.isoformat()[:16].encode()
    assert reported not in cursor.encode() + opened(cursor)
