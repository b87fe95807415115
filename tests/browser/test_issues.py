"""A captain logs an issue on the stairs, the property company works it, the neighbour who rang says that it is done."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from issues.models import Issue
from issues.operations import dispatch_issue
from tests.issues.photos import picture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def estate(transactional_db):
    from tests.issues.estate import new_estate

    return new_estate()


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


def check_at_rest(axe, tab) -> None:
    """As the page looks when no pointer rests on it."""
    tab.mouse.move(0, 0)
    axe(tab)
    assert fits(tab)


def photo(name="leak.jpg", size=(2400, 1800)):
    return {"name": name, "mimeType": "image/jpeg", "buffer": picture(size=size).read()}


def test_captain_logs_property_resolves_reporter_confirms(estate, page, axe):
    estate.neighbour.phone_verified = True
    estate.neighbour.save()

    tab = signed_in(page("phone"), estate.captain)
    tab.goto("/issues/new")
    tab.get_by_text("供水管网").click()
    expect(tab.locator("#receiver")).to_contain_text(str(estate.property))
    tab.get_by_label("2 楼").check()
    tab.get_by_label("电梯口").check()
    expect(tab.locator("#receiver")).to_contain_text("供水管网 · 3栋 2 楼电梯口")
    tab.locator("input[type=file]").set_input_files([photo("one.jpg"), photo("two.jpg")])
    expect(tab.locator(".photo img")).to_have_count(2)
    tab.get_by_role("button", name="删除照片 two.jpg").click()
    tab.get_by_label("说一句").fill("天花滴水，地上滑")
    tab.get_by_text("替来电或路上遇到的街坊记").click()
    tab.get_by_label("对方手机").fill(estate.neighbour.phone)
    check_at_rest(axe, tab)
    tab.get_by_role("button", name="记下").click()

    expect(tab.get_by_role("heading", level=1)).to_have_text("2 楼电梯口天花滴水")
    expect(tab.get_by_text("记下了，编号")).to_be_visible()
    expect(tab.locator(".timeline .photo img")).to_have_count(1)
    issue = Issue.objects.get()
    assert (issue.reporter, issue.logged_by) == (estate.neighbour, estate.captain)
    shown = tab.locator(".timeline .photo img").first
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1600

    tab = signed_in(page("desktop"), estate.engineer)
    tab.goto("/issues/")
    tab.get_by_role("link", name="2 楼电梯口天花滴水").click()
    tab.get_by_role("button", name="接手").click()
    expect(tab.get_by_text("由您接手了")).to_be_visible()
    tab.get_by_role("button", name="开始处理").click()
    expect(tab.locator(".steps [aria-current=step]")).to_have_text("正在办")
    done = tab.locator("form[action$='/resolve']")
    done.get_by_label("说一句").fill("换了接头，试过不滴了")
    done.locator("input[type=file]").set_input_files(photo())
    check_at_rest(axe, tab)
    done.get_by_role("button", name="办好了，请报事人看").click()
    expect(tab.locator(".chip").first).to_have_text("等报事人确认")

    tab = signed_in(page("phone"), estate.neighbour)
    tab.goto(issue.get_absolute_url())
    expect(tab.get_by_role("heading", name="办好了吗？")).to_be_visible()
    tab.get_by_label("满意", exact=True).check()
    check_at_rest(axe, tab)
    tab.get_by_role("button", name="办好了", exact=True).click()
    expect(tab.locator(".chip").first).to_have_text("已办结")
    issue.refresh_from_db()
    assert (issue.state, issue.is_satisfied, issue.photos.count()) == ("confirmed", True, 2)


def test_without_script_a_resident_reports_as_well(estate, page):
    tab = signed_in(page("phone", script=False), estate.resident)
    tab.goto("/issues/new")
    tab.get_by_text("电梯故障").click()
    tab.get_by_label("3 楼").check()
    tab.locator("input[type=file]").set_input_files([photo()])
    tab.get_by_label("说一句").fill("右边电梯会抖")
    tab.get_by_role("button", name="报上去").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("3 楼右边电梯会抖")
    assert Issue.objects.get().photos.count() == 1


def test_danger_shows_whom_to_call_at_once(estate, page, axe):
    tab = signed_in(page("phone"), estate.resident)
    tab.goto("/issues/new")
    tab.get_by_text("高空抛物").click()
    expect(tab.get_by_role("heading", name="先打电话，再记")).to_be_visible()
    expect(tab.get_by_role("link", name="110 警察")).to_have_attribute("href", "tel:110")
    check_at_rest(axe, tab)
    tab.get_by_text("乱扔垃圾").click()
    expect(tab.get_by_role("heading", name="先打电话，再记")).to_have_count(0)
    tab.get_by_label("有危险，要马上处理").check()
    expect(tab.get_by_role("heading", name="先打电话，再记")).to_be_visible()


def test_another_place_is_picked_without_losing_what_was_said(estate, page):
    tab = signed_in(page("phone"), estate.resident)
    tab.goto("/issues/new")
    tab.get_by_text("乱扔垃圾").click()
    tab.get_by_label("说一句").fill("门口两袋垃圾")
    tab.get_by_text("换一栋").click()
    tab.get_by_role("link", name="4栋").click()
    expect(tab.locator("#receiver")).to_contain_text("乱扔垃圾 · 4栋")
    expect(tab.get_by_label("说一句")).to_have_value("门口两袋垃圾")
    tab.get_by_role("button", name="报上去").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("4栋门口两袋垃圾")
    assert Issue.objects.get().place == estate.other


def test_what_was_written_goes_out_after_the_session_ended(estate, page):
    tab = signed_in(page("phone"), estate.resident)
    tab.goto("/issues/new")
    tab.get_by_text("噪声").click()
    tab.get_by_label("说一句").fill("楼上夜里 12 点还在拖椅子")
    tab.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    tab.get_by_role("button", name="报上去").click()
    tab.wait_for_url("**/accounts/login/**")
    signed_in(tab, estate.resident).goto("/issues/new")
    expect(tab.get_by_text("已送到")).to_be_visible()
    expect(tab.get_by_label("说一句")).to_have_value("")
    assert Issue.objects.get().text == "楼上夜里 12 点还在拖椅子"


@pytest.mark.parametrize("viewport, comfort", [("phone", "large"), ("desktop", "normal")])
def test_every_page_is_clean_and_fits(estate, page, axe, viewport, comfort):
    issue = dispatch_issue(
        by=estate.captain, issue=estate.report(photos=[picture()]), organisation=estate.property
    )
    tab = signed_in(page(viewport), estate.engineer)
    tab.goto(f"/issues/?comfort={comfort}")
    for path in (
        "/issues/",
        "/issues/?show=mine",
        f"/issues/new?place={estate.building.pk}&category=falling_object",
        issue.get_absolute_url(),
    ):
        tab.goto(path)
        axe(tab, in_both=True)
        assert fits(tab), path
