"""From the writer's desk to the last door: three buildings, and in the end every home of them knows."""

import pytest
from playwright.sync_api import expect

from buildings.models import Dwelling
from notices.models import Notice
from tests.browser.pasting import editor, paste
from tests.factories import make_building, make_captain, make_resident
from tests.issues.photos import picture
from tests.kit.test_papers import PDF
from tests.kit.test_pasted import WORD

pytestmark = pytest.mark.django_db(transaction=True)

TITLE = "周三上午停水，换总阀门"
BUILDINGS = ["3栋", "4栋", "5栋"]


@pytest.fixture
def ground(transactional_db, settings, tmp_path):
    from tests.notices.ground import new_ground

    settings.MEDIA_ROOT = tmp_path
    return new_ground()


@pytest.mark.slow
def test_written_read_knocked_and_known_in_every_home(ground, page, as_):
    """Two homes each; in the first lives somebody with a phone, one captain climbs the stairs of all three."""
    buildings = [make_building(ground.estate, name, floors=1) for name in BUILDINGS]
    residents = [make_resident(building) for building in buildings]
    captain = make_captain(buildings[0])
    for building in buildings[1:]:
        make_captain(building, user=captain)

    desk = as_(page("desktop"), ground.writer)
    write(desk)
    attach(desk)
    publish(desk)
    notice = Notice.objects.get()
    assert [place.name for place in notice.places.order_by("name")] == BUILDINGS

    for resident in residents[:2]:
        read(as_(page("phone"), resident))
    knock(as_(page("phone"), captain))
    desk.goto(f"/notices/{notice.pk}/coverage/")
    expect(desk.get_by_role("img", name="100% 的住户已知道")).to_be_visible()
    expect(desk.get_by_role("heading", name="6 / 6 户已知道")).to_be_visible()
    for name in BUILDINGS:
        expect(desk.get_by_role("row", name=name)).to_contain_text("2 / 2 户")


def write(desk) -> None:
    desk.goto("/notices/new/")
    desk.get_by_label("标题", exact=True).first.fill(TITLE)
    text = editor(desk)
    text.click()
    desk.keyboard.type("各位街坊：")
    desk.keyboard.press("Enter")
    paste(desk, WORD)
    expect(text.get_by_text("存好水")).to_be_visible()
    desk.get_by_text("水岸公馆", exact=True).first.click()
    for name in BUILDINGS:
        desk.locator(".pick", has_text=name).first.click()
    expect(desk.get_by_text("会通知到 4 人")).to_be_visible()  # three residents and the captain of all three
    desk.get_by_label("请每户点一下").check()


def attach(desk) -> None:
    """The first file makes a draft; the words and the places are still there."""
    photo = picture("阀门.jpg")
    for name, mime, content in (
        ("阀门.jpg", "image/jpeg", photo.read()),
        ("停水安排.pdf", "application/pdf", PDF),
    ):
        desk.locator("#files input[type=file]").set_input_files(
            {"name": name, "mimeType": mime, "buffer": content}
        )
        desk.get_by_role("button", name="加上这个文件").click()
        expect(desk.locator("#files").get_by_role("link", name=name.replace(".jpg", ".webp"))).to_be_visible()
    expect(desk.get_by_label("标题", exact=True).first).to_have_value(TITLE)
    expect(desk.get_by_text("会通知到 4 人")).to_be_visible()


def publish(desk) -> None:
    desk.get_by_role("button", name="发布", exact=True).click()
    expect(desk.get_by_role("heading", name=TITLE, level=1)).to_be_visible()
    expect(desk.get_by_text("已发布，正在通知街坊。")).to_be_visible()


def read(phone) -> None:
    """On a phone of 390 px: the dot, the words as they were pasted, the picture, the paper, "I know"."""
    phone.goto("/notices/")
    expect(phone.locator(".notice__dot")).to_have_count(1)
    phone.get_by_role("link", name=TITLE).click()
    text = phone.locator("#notice-text")
    expect(text.get_by_role("listitem").filter(has_text="存好水")).to_be_visible()
    expect(text.locator("img")).to_have_js_property("naturalWidth", 640)
    expect(phone.get_by_role("link", name="停水安排.pdf")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.get_by_role("button", name="我家知道了").click()
    expect(phone.get_by_role("heading", name="您家知道了")).to_be_visible()
    phone.goto("/notices/")
    expect(phone.locator(".notice__dot")).to_have_count(0)


def knock(phone) -> None:
    """From the desk: a whole floor at once, then door by door, until none is left."""
    phone.goto("/desk/")
    phone.get_by_role("link", name=TITLE).first.click()
    expect(phone.get_by_role("heading", name="还有 4 户要上门")).to_be_visible()
    floors = [f"{name} 1 楼" for name in BUILDINGS]
    expect(phone.locator("#doors h2")).to_have_text(floors)
    phone.get_by_role("button", name="这层都告诉了").click()  # of 5栋, where nobody has read it
    expect(phone.get_by_role("heading", name="还有 2 户要上门")).to_be_visible()
    for left in (1, 0):
        phone.locator("button.knock[name=home]").first.click()
        expect(phone.locator("button.knock[name=home]")).to_have_count(left)
    expect(phone.get_by_role("heading", name="都通知到了")).to_be_visible()
    assert Dwelling.objects.filter(place__name__in=BUILDINGS).count() == 6
