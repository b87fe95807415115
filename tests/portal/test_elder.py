"""长辈版: the sticker's address, the home page in large text, and the sticker itself."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_building, make_captain, make_resident, make_staff
from tests.notices.ground import new_ground

pytestmark = pytest.mark.django_db


def words(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode().partition("<main")[2]).split())


def test_the_sticker_leads_to_large_text_which_is_remembered_for_a_year(client):
    answer = client.get("/elder/")
    assert answer.status_code == 200
    assert b'data-comfort="large"' in answer.content
    assert client.cookies["comfort"].value == "large"
    assert client.cookies["comfort"]["max-age"] == 31_536_000
    for path in ("/", "/notices/", "/accounts/login/", "/no/such/page/"):
        assert b'data-comfort="large"' in client.get(path).content, path


def test_the_way_back_to_the_usual_text_does_not_lead_into_large_text_again(client):
    page = client.get("/elder/").content.decode()
    backs = set(re.findall(r'href="([^"]*comfort=normal)"', page))
    assert backs == {"/?comfort=normal"}
    answer = client.get(backs.pop(), follow=True)
    assert b'data-comfort="normal"' in answer.content


def test_a_visitor_finds_public_notices_and_the_communitys_phone(client):
    ground = new_ground()
    ground.publish(title="周五灭蚊", is_public=True)
    ground.publish(title="只给住户看的", is_public=False)
    said = words(client.get("/elder/"))
    assert "周五灭蚊" in said
    assert "只给住户看的" not in said
    assert "0757-0000 0100" in said
    assert 'href="tel:075700000100"' in client.get("/elder/").content.decode()


def test_a_resident_reads_what_matters_today_as_it_is_said_and_says_so_with_one_tap(client):
    ground = new_ground()
    notice = ground.publish(
        title="今天停水",
        is_urgent=True,
        urgent_reason="阀门漏水",
        when_text="今天 14:00 – 17:00（约 3 小时）",
        ask_text="请在 13:30 前存好水",
        asks_acknowledgement=True,
    )
    user = make_resident(ground.first, "0201")
    client.force_login(user)
    client.cookies["comfort"] = "large"
    said = words(client.get("/"))
    assert "今天下午 2 点到 5 点（约 3 小时）" in said
    assert "请在下午 1 点半前存好水" in said
    assert said.index("今天停水") < said.index("报个事")
    acknowledge = reverse("notices:acknowledge", args=[notice.pk])
    assert acknowledge in client.get("/").content.decode()
    client.post(acknowledge)
    after = client.get("/")
    assert acknowledge not in after.content.decode()
    assert "您家知道了" in words(after)


def test_the_four_buttons_are_there_and_the_captain_is_one_of_them(client):
    building = make_building()
    captain = make_captain(building, phone="10000000301")
    client.force_login(make_resident(building))
    client.cookies["comfort"] = "large"
    page = client.get("/").content.decode()
    quick = re.search(r'<nav class="quick".*?</nav>', page, re.DOTALL)[0]
    assert captain.display_name in page
    for address in (reverse("issues:new"), reverse("notices:list"), "tel:10000000301"):
        assert f'href="{address}"' in quick, address
    for label in ("报个事", "看告示", "打给楼长", "听一听"):
        assert label in quick, label
    # without script, and where the phone has no voice, there is no button that does nothing
    assert re.search(r"<button[^>]*data-read-aloud=[^>]* hidden>", quick)


def test_the_usual_home_page_is_another(client):
    client.force_login(make_resident(make_building()))
    assert b"data-read-aloud" not in client.get("/").content


def test_the_sticker_is_printed_four_to_a_page_or_alone(client):
    for query, copies in (("", 4), ("?paper=a6", 1), ("?paper=wall", 4)):
        page = client.get(f"/elder/sticker/{query}").content.decode()
        assert page.count('class="sheet sticker"') == copies
        assert page.count("<svg") >= copies
    staff = Client()
    staff.force_login(make_staff(make_building().parent))
    assert "0757-0000 0100" in staff.get("/elder/sticker/").content.decode()


def test_the_addresses_only_read(client):
    assert client.post("/elder/").status_code == 405
    assert client.post("/elder/sticker/").status_code == 405
