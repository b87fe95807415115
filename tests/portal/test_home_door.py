"""The way to a door of one's own: from the home page of a newcomer, and from the desk of the captain who helps."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from buildings.models import Dwelling
from buildings.operations import claim_home, confirm_claim, refuse_claim
from issues.models import Category
from issues.operations import report_issue, resolve_issue
from kit.times import short_day
from tests.factories import UserFactory, make_building, make_captain, make_resident, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def building(db):
    return make_building()


def home_page(client) -> str:
    return client.get("/").content.decode().partition("<main")[2]


def ask(user, building, door: str):
    dwelling = Dwelling.objects.get(place=building, door=door)
    return claim_home(by=user, dwelling=dwelling, kind="tenant", client_key=uuid4(), agreed=True)


@pytest.mark.parametrize("comfort", ["normal", "large"])
def test_a_newcomer_is_led_to_the_door_and_told_how_it_stands(building, client, comfort):
    newcomer, staff = UserFactory(), make_staff(building.parent)
    make_captain(building)
    client.force_login(newcomer)
    client.cookies["comfort"] = comfort
    page = home_page(client)
    assert "您住哪一户？" in page
    assert 'href="/places/claim/"' in page
    assert 'href="/door/"' in page

    waiting, other = ask(newcomer, building, "0101"), ask(newcomer, building, "0102")
    refuse_claim(by=staff, claim=other, reason="这里住着别家")
    page = home_page(client)
    assert "您家正在确认" in page, "what waits comes before what was answered"
    assert "等楼长或社区确认" in page
    assert 'href="/places/claims/mine/"' in page
    day = short_day(waiting.asked_at + timedelta(days=30), now=waiting.asked_at)
    assert f"到 {day}还没人答复" in page.replace("\xa0", " "), "the day has a name"
    assert f'href="{waiting.dwelling.get_absolute_url()}"' in page, "and so has whoever answers"

    confirm_claim(by=staff, claim=waiting)
    page = home_page(client)
    assert "您家正在确认" not in page
    assert "我的楼长" in page


def test_a_refusal_is_shown_with_its_reason_and_the_way_back_in(building, client):
    newcomer, staff = UserFactory(), make_staff(building.parent)
    refuse_claim(by=staff, claim=ask(newcomer, building, "0102"), reason="这里住着别家")
    client.force_login(newcomer)
    page = home_page(client)
    assert "这里住着别家" in page
    assert 'href="/places/claim/"' in page


def test_whoever_has_a_home_is_not_asked(building, client):
    client.force_login(make_resident(building))
    assert "您住哪一户？" not in home_page(client)


def test_a_captain_finds_the_codes_of_the_place_and_of_one_door(building, client):
    home = Dwelling.objects.get(place=building, door="0101")
    client.force_login(make_captain(building))
    codes = f"/places/{building.pk}/codes/"
    assert f'href="{codes}"' in client.get("/desk/people/").content.decode()
    assert f'href="{codes}?home={home.pk}"' in client.get(f"/desk/homes/{home.pk}/").content.decode()
    page = client.get(codes, {"home": home.pk})
    assert page.status_code == 200
    assert f'<option value="{home.pk}" selected>' in page.content.decode()


def test_how_long_things_take_is_said_once_there_is_something_to_say(building, client):
    resident, captain = make_resident(building), make_captain(building)
    now = timezone.now()
    fields = {"category": Category.objects.get(code="litter"), "place": building, "now": now}
    issue = report_issue(by=resident, text="纸皮", **fields)
    resolve_issue(by=captain, issue=issue, text="清了", now=now + timedelta(seconds=20))
    client.force_login(resident)
    page = home_page(client)
    assert "报了 1 件事" in page
    assert "以内办好" not in page  # within less than a minute: no figure stands there

    other = report_issue(by=resident, text="床垫", **fields)
    resolve_issue(by=captain, issue=other, text="清了", now=now + timedelta(hours=6))
    assert re.search(r"一半在 (<[^>]+>)*3 小时", home_page(client))
