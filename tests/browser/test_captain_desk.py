"""A captain's day on the phone: the desk, a home, a number that hides again, handing over. Also without script."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from buildings.models import Captaincy, Dwelling, Ownership
from journal.models import Entry
from notices.operations import draft_notice, publish_notice
from tests.factories import make_captain

pytestmark = pytest.mark.django_db(transaction=True)
LOOKS = [("phone", "large"), ("desktop", "normal")]


@pytest.fixture
def estate(transactional_db, settings, tmp_path):
    from tests.issues.estate import new_estate

    settings.MEDIA_ROOT = tmp_path / "media"
    estate = new_estate()
    home = Dwelling.objects.get(place=estate.building, door="0201")
    estate.report(dwelling=home, floor=2)
    estate.report(category="litter", text="门口两袋垃圾", now=timezone.now() - timedelta(days=3))
    Ownership.objects.create(dwelling=home, owner_name="冼紫荆", phone="10000007777")
    make_captain(estate.building, role="deputy", user__display_name="叶水仙")
    today = timezone.localdate()
    Captaincy.objects.filter(user=estate.captain).update(ended_on=today + timedelta(days=20))
    notice = draft_notice(
        by=estate.staff,
        organisation=estate.committee,
        title="下午停水",
        body="请存水",
        places=[estate.building],
        asks_acknowledgement=True,
    )
    publish_notice(by=estate.staff, notice=notice)
    return estate


def signed_in(tab, user):
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    tab.context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "domain": "localhost", "path": "/"}]
    )
    return tab


def fits(tab) -> bool:
    return tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("viewport, comfort", LOOKS)
def test_every_page_of_the_desk_is_clean_and_fits(estate, page, axe, viewport, comfort):
    home = Dwelling.objects.get(place=estate.building, door="0201")
    term = Captaincy.objects.get(user=estate.captain)
    tab = signed_in(page(viewport), estate.captain)
    tab.goto(f"/desk/?comfort={comfort}")
    pages = [
        "/desk/",
        f"/desk/homes/{home.pk}/",
        "/desk/people/",
        "/desk/term/",
        f"/issues/hand-over/captaincy/{term.pk}",
    ]
    for path in pages:
        tab.goto(path)
        axe(tab, in_both=True)
        assert fits(tab), path


def test_a_number_is_shown_for_a_purpose_and_hides_again(estate, page, axe):
    tab = signed_in(page("phone"), estate.captain)
    tab.clock.install()
    tab.goto("/desk/")
    tab.get_by_role("link", name="0201").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("3栋 0201")
    tab.get_by_label("维修").check()
    tab.get_by_role("button", name="看姓名和电话").click()
    expect(tab.get_by_role("link", name="打电话给冼紫荆")).to_have_attribute("href", "tel:10000007777")
    axe(tab)
    tab.clock.run_for(61_000)
    expect(tab.get_by_text("已经收起来了")).to_be_visible()
    assert "冼紫荆" not in tab.content()
    assert Entry.objects.get(verb="personal_data.read").data == {"purpose": "repair"}


def test_a_captain_hands_over_and_leaves_without_script(estate, page):
    tab = signed_in(page("phone", script=False), estate.captain)
    tab.goto("/")
    tab.get_by_role("link", name="我的任期", exact=True).click()
    tab.get_by_role("link", name="移交手上的事，结束任期").click()
    tab.get_by_label("叶水仙").check()
    tab.get_by_label("为什么结束").fill("搬家了")
    tab.get_by_role("button", name="移交并结束任期").click()
    expect(tab.get_by_text("移交了 2 件")).to_be_visible()
    tab.goto("/desk/")
    assert tab.url.removesuffix("/").count("/") == 2  # home, not the desk
    assert Captaincy.objects.get(user=estate.captain).ended_on == timezone.localdate()


def test_without_script_the_desk_leads_to_a_home_and_its_numbers(estate, page):
    tab = signed_in(page("phone", script=False), estate.captain)
    tab.goto("/desk/people/")
    tab.get_by_role("link", name="0201").click()
    tab.get_by_label("紧急情况").check()
    tab.get_by_role("button", name="看姓名和电话").click()
    expect(tab.get_by_text("冼紫荆", exact=True)).to_be_visible()
