"""Faces and number plates are blacked out on the phone; what is stored has no pixel of them left."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from issues.models import Issue
from tests.browser.test_issues import photo, signed_in
from tests.browser.test_photos import OLDER

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def estate(transactional_db):
    from tests.issues.estate import new_estate

    return new_estate()


def fill(tab: Page) -> None:
    tab.get_by_text("电梯故障", exact=True).click()
    tab.locator("input[type=file]").set_input_files([photo("0.jpg")])
    expect(tab.locator(".photo img")).to_have_count(1)
    tab.get_by_label("说一句").fill("右边电梯会抖")


def drag(tab: Page, *, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Across the photo, in shares of its width and height."""
    box = tab.locator("dialog canvas").bounding_box()
    points = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in (start, end)]
    tab.mouse.move(*points[0])
    tab.mouse.down()
    tab.mouse.move(*points[1], steps=4)
    tab.mouse.up()


def stored(issue: Issue) -> Image.Image:
    with issue.photos.get().file.open() as file:
        return Image.open(BytesIO(file.read())).convert("RGB")


def test_what_is_blacked_out_is_black_in_the_stored_photo(estate, page, axe):
    tab = signed_in(page("phone"), estate.resident)
    tab.goto("/issues/new")
    fill(tab)
    opener = tab.get_by_role("button", name="涂黑人脸和车牌： 0.jpg")
    opener.click()
    expect(tab.locator("dialog canvas")).to_be_focused()
    axe(tab)
    drag(tab, start=(0.1, 0.1), end=(0.4, 0.4))
    drag(tab, start=(0.9, 0.9), end=(0.6, 0.6))
    expect(tab.get_by_text("涂了 2 处")).to_be_visible()
    tab.get_by_role("button", name="撤销一步").click()
    expect(tab.get_by_text("涂了 1 处")).to_be_visible()
    tab.get_by_role("button", name="好了").click()
    expect(opener).to_be_focused()
    tab.get_by_role("button", name="报上去").click()
    expect(tab.get_by_text("记下了，编号")).to_be_visible()
    picture = stored(Issue.objects.get())
    assert picture.size == (1600, 1200)
    assert max(picture.getpixel((400, 300))) < 8
    assert min(picture.getpixel((1200, 900))) > 100


def test_blacking_out_by_keyboard(estate, page):
    tab = signed_in(page("desktop"), estate.resident)
    tab.goto("/issues/new")
    fill(tab)
    tab.get_by_role("button", name="涂黑人脸和车牌： 0.jpg").press("Enter")
    tab.get_by_role("button", name="加一块").press("Enter")
    for key in ["ArrowLeft"] * 4 + ["Shift+ArrowDown"] * 2 + ["Enter"]:
        tab.keyboard.press(key)
    expect(tab.get_by_text("涂了 1 处")).to_be_visible()
    tab.get_by_role("button", name="好了").press("Enter")
    tab.get_by_role("button", name="报上去").click()
    expect(tab.get_by_text("记下了，编号")).to_be_visible()
    picture = stored(Issue.objects.get())
    # A box of a tenth of the long edge, from (720, 520), four steps of 40 px to the left and 80 px taller.
    assert max(picture.getpixel((640, 640))) < 8
    assert min(picture.getpixel((800, 600))) > 100


def test_left_alone_the_photo_stays_as_it_was(estate, page):
    tab = signed_in(page("phone"), estate.resident)
    tab.goto("/issues/new")
    fill(tab)
    tab.get_by_role("button", name="涂黑人脸和车牌： 0.jpg").click()
    drag(tab, start=(0.1, 0.1), end=(0.9, 0.9))
    tab.keyboard.press("Escape")
    expect(tab.locator("dialog")).to_be_hidden()
    tab.get_by_role("button", name="报上去").click()
    expect(tab.get_by_text("记下了，编号")).to_be_visible()
    assert min(stored(Issue.objects.get()).getpixel((800, 600))) > 100


def test_an_older_phone_blacks_out_too(estate, page):
    tab = signed_in(page("phone"), estate.resident)
    tab.add_init_script(OLDER)
    tab.goto("/issues/new")
    fill(tab)
    tab.get_by_role("button", name="涂黑人脸和车牌： 0.jpg").click()
    drag(tab, start=(0.1, 0.1), end=(0.4, 0.4))
    tab.get_by_role("button", name="好了").click()
    expect(tab.locator("dialog")).to_be_hidden()
    tab.get_by_role("button", name="报上去").click()
    expect(tab.get_by_text("记下了，编号")).to_be_visible()
    picture = stored(Issue.objects.get())
    assert max(picture.getpixel((400, 300))) < 8
    assert min(picture.getpixel((1200, 900))) > 100


def test_an_editor_that_does_not_arrive_is_said_and_comes_with_the_next_press(estate, page):
    """A weak line, or a page from before an update, whose files the site no longer has."""
    tab = signed_in(page("phone"), estate.resident)
    tab.goto("/issues/new")
    fill(tab)
    opener = tab.get_by_role("button", name="涂黑人脸和车牌： 0.jpg")
    tab.route("**/blackout*.js", lambda route: route.fulfill(status=404))
    opener.click()
    expect(tab.locator("#toasts")).to_contain_text("刚才没连上")
    expect(tab.locator("dialog canvas")).to_be_hidden()
    tab.unroute("**/blackout*.js")
    opener.click()
    expect(tab.locator("dialog canvas")).to_be_focused()
