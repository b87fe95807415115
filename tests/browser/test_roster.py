"""Staff bring in the property company's workbook: send it, look, choose, import. Without JavaScript too."""

import os

import pytest
from django.conf import settings
from django.test import Client

from buildings.models import Dwelling
from tests.buildings.test_roster_sample import SAMPLE
from tests.factories import PlaceFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db, tmp_path, settings):
    from tests.buildings.world import make_world

    settings.MEDIA_ROOT = tmp_path
    return make_world()


def signed_in(page, user):
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "domain": "localhost", "path": "/"}]
    )
    return page


@pytest.mark.parametrize(("viewport", "script"), [("phone", False), ("desktop", True)])
def test_the_sample_comes_in_by_the_staff_page(world, page, axe, live_server, viewport, script):
    estate = PlaceFactory(kind="estate", name="中铁建水岸公馆(演示)", parent=world.community)
    tab = signed_in(page(viewport, script=script), world.staff)
    tab.goto(estate.get_absolute_url())
    tab.get_by_role(
        "link", name="导入住户名册"
    ).first.click()  # by the empty place, and among what one can do
    if script:
        axe(tab)
    tab.get_by_label("业主名册（.xlsx 表格）").set_input_files(SAMPLE)
    shot(tab, viewport, "send")
    tab.get_by_role("button", name="先看一看").click()

    tab.get_by_role("heading", name="这几处请看一看").wait_for()
    assert tab.get_by_text("第 1087 行 B 列（楼栋）").is_visible()
    assert tab.get_by_text("98,098.50 平方米").first.is_visible()
    shot(tab, viewport, "look")
    if script:
        axe(tab)
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth") if script else True
    tab.get_by_label("导不进来的 5 行不要了，其余照常导入").check()
    tab.get_by_role("button", name="导入 1,020 户").click()

    tab.get_by_text("名册已导入：1,020 户，98,098.50 平方米").wait_for()
    shot(tab, viewport, "done")
    assert Dwelling.objects.below(estate.path).count() == 1020


def shot(tab, *names):
    if folder := os.environ.get("ROSTER_SHOTS"):
        tab.screenshot(path=f"{folder}/{'-'.join(names)}.png", full_page=True)
