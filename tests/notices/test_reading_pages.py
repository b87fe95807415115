"""The board and a notice, as its readers open them."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from notices.models import Notice, NoticeRead
from notices.operations import edit_notice
from notices.views.reading import PAGE
from tests.notices.pages import UNREAD, age, page

# --- the list --------------------------------------------------------------------------------------------------


def test_a_visitor_finds_the_public_ones_without_dots(ground, client):
    ground.publish()
    ground.publish(title="只给一栋", is_public=False)
    html = page(client, "/notices/")
    assert "今天下午停水" in html
    assert "只给一栋" not in html
    assert UNREAD not in html
    assert "/notices/new/" not in html


def test_a_resident_sees_dots_until_the_notice_is_opened(ground, signed_in):
    notice = ground.publish(is_urgent=True, category="utilities")
    client = signed_in(ground.resident)
    html = page(client, "/notices/")
    assert html.count(UNREAD) == 1
    assert "chip--urgent" in html
    page(client, f"/notices/{notice.pk}/")
    assert UNREAD not in page(client, "/notices/")


def test_all_marked_as_read(ground, signed_in):
    ground.publish()
    client = signed_in(ground.resident)
    assert client.get("/notices/read/").status_code == 405
    html = client.post("/notices/read/", follow=True).content.decode()
    assert UNREAD not in html


def test_the_days_stand_under_their_headings(ground, client):
    for days in (0, 40, 41):
        age(ground.publish(), days=days)
    html = page(client, "/notices/")
    assert len(re.findall('id="d-today"', html)) == 1
    assert len(re.findall('id="d-earlier"', html)) == 1


def test_ten_more_by_an_ordinary_link_and_as_a_fragment(ground, client):
    for number in range(PAGE + 3):
        age(ground.publish(title=f"第 {number:02} 条"), days=100 + number)
    first = page(client, "/notices/?category=other")
    assert first.count("item__title") == PAGE
    link = re.search(r'href="([^"]+)" rel="next"', first)[1].replace("&amp;", "&")
    assert "category=other" in link
    assert f'href="{link.replace("&", "&amp;")}" rel="next" data-more' in first

    second = page(client, "/notices/" + link)
    assert second.count("item__title") == 3
    assert "<h1>" in second
    assert 'id="d-earlier"' in second
    assert 'rel="next"' not in second

    fragment = page(client, "/notices/" + link, headers={"HX-Request": "true"})
    assert fragment.count("item__title") == 3
    assert "<h1" not in fragment
    assert "<h2" not in fragment, "the heading stands on the page already"
    titles = re.findall(r"第 \d\d\xa0条", first + fragment)
    assert titles == [f"第 {number:02}\xa0条" for number in range(PAGE + 3)]


def test_what_the_list_does_not_understand_it_leaves_out(ground, client):
    ground.publish()
    for query in ("?category=nonsense", "?mine=1", "?place=x", "?after=forged", f"?place={'9' * 30}"):
        assert "今天下午停水" in page(client, f"/notices/{query}")
    assert client.get("/notices/?place=999999").status_code == 404


def test_an_empty_board_invites(ground, client, signed_in):
    assert 'class="empty"' in page(client, "/notices/")
    assert "看全部告示" in page(signed_in(ground.resident), "/notices/?mine=1")


# --- one notice ------------------------------------------------------------------------------------------------


def test_a_visitor_reads_a_public_one_and_leaves_no_trace(ground, client):
    notice = ground.publish(when_text="14:00 – 17:00", ask_text="请存水", body="## 停水期间\n- 先关电源")
    html = page(client, f"/notices/{notice.pk}/")
    for words in ("14:00\xa0– 17:00", "请存水", "<h2>停水期间</h2>", "水岸公馆 1栋", "tel:075700000100"):
        assert words in html
    assert "罗白兰" not in html, "a captain's name and number are for neighbours"
    assert not NoticeRead.objects.exists()


def test_the_words_of_a_writer_cannot_break_the_page(ground, client):
    notice = ground.publish(
        title="<b>停水</b>",
        when_text="<i>今天</i>",
        body='<img src=x onerror="alert(1)"> [x](javascript:alert(1))',
    )
    html = page(client, f"/notices/{notice.pk}/")
    for bad in ("<b>停水", "<i>今天", "<img", 'href="javascript'):
        assert bad not in html


@pytest.mark.parametrize("who", ["neighbour", "outsider", "stranger"])
def test_what_is_not_public_does_not_exist_for_others(ground, client, signed_in, who):
    notice = ground.publish(is_public=False)
    for path in ("", "poster/"):
        assert client.get(f"/notices/{notice.pk}/{path}").status_code == 404
        assert signed_in(getattr(ground, who)).get(f"/notices/{notice.pk}/{path}").status_code == 404
    assert signed_in(getattr(ground, who)).post(f"/notices/{notice.pk}/acknowledge/").status_code == 404


def test_a_neighbour_finds_the_captain_to_ring(ground, signed_in):
    notice = ground.publish()
    html = page(signed_in(ground.resident), f"/notices/{notice.pk}/")
    assert "罗白兰" in html
    assert "tel:10000009999" in html


def test_opening_is_recorded_once_and_a_head_request_is_not_opening(ground, signed_in):
    notice = ground.publish()
    client = signed_in(ground.resident)
    client.head(f"/notices/{notice.pk}/")
    assert not NoticeRead.objects.exists()
    for _ in range(2):
        page(client, f"/notices/{notice.pk}/")
    assert NoticeRead.objects.get().user == ground.resident


def test_a_home_says_that_it_knows_with_and_without_script(ground, signed_in):
    notice = ground.publish(asks_acknowledgement=True)
    client = signed_in(ground.resident)
    assert "0 / 6 户" in page(client, f"/notices/{notice.pk}/")
    path = f"/notices/{notice.pk}/acknowledge/"
    fragment = client.post(path, headers={"HX-Request": "true"}).content.decode()
    assert fragment.startswith("<section")
    assert "1 / 6 户" in fragment
    assert "<button" not in fragment
    html = client.post(path, follow=True).content.decode()
    assert "1 / 6 户" in html
    assert NoticeRead.objects.filter(acknowledged_at__isnull=False).count() == 1


def test_who_looks_after_the_places_sees_which_homes_know(ground, signed_in):
    notice = ground.publish(asks_acknowledgement=True, places=[ground.estate])
    html = page(signed_in(ground.writer), f"/notices/{notice.pk}/")
    assert html.count("0 / 6 户") == 2
    captains = page(signed_in(ground.captain), f"/notices/{notice.pk}/")
    assert captains.count("0 / 6 户") == 1, "the captain of one building sees that one"


def test_a_refused_confirmation_says_why(ground, signed_in):
    notice = ground.publish()
    response = signed_in(ground.resident).post(f"/notices/{notice.pk}/acknowledge/", follow=True)
    assert "不用您家回复" in response.content.decode()


def test_confirming_signed_out_leads_to_the_sign_in(ground, client):
    notice = ground.publish(asks_acknowledgement=True)
    response = client.post(f"/notices/{notice.pk}/acknowledge/")
    assert response.status_code == 302
    assert "/accounts/login/" in response.url


def test_the_updates_are_listed(ground, client):
    notice = ground.publish()
    assert "timeline" not in page(client, f"/notices/{notice.pk}/")
    edit_notice(by=ground.writer, notice=notice, ask_text="存水", note="增加了取水点")
    html = page(client, f"/notices/{notice.pk}/")
    assert "增加了取水点" in html
    assert "李龙眼" in html


def test_one_that_is_over_says_so(ground, client):
    notice = ground.publish()
    past = timezone.now() - timedelta(minutes=1)
    Notice.objects.filter(pk=notice.pk).update(publish_at=past - timedelta(hours=1), expires_at=past)
    assert "这件事过去了" in page(client, f"/notices/{notice.pk}/")
    assert "今天下午停水" in page(client, "/notices/"), "it stays in the list, as history"


def test_the_poster(ground, client):
    notice = ground.publish(is_urgent=True, body="总阀门关不严。\n\n- 先关电源")
    ground.captain.captaincies.update(phone_is_public=True)
    html = page(client, f"/notices/{notice.pk}/poster/")
    for words in (
        "poster__tag",
        "总阀门关不严。",
        "<li>先关电源</li>",
        "0757-0000 0100",
        "100 0000 9999",
        "<svg",
    ):
        assert words in html
    assert "style=" not in html
    assert not re.search(r"<script(?![^>]*src=)", html)


def test_a_captain_who_keeps_the_number_private_is_not_on_the_poster(ground, client):
    notice = ground.publish()
    assert "100 0000 9999" not in page(client, f"/notices/{notice.pk}/poster/")


def test_in_english(ground, client):
    ground.publish(is_urgent=True)
    html = client.get("/notices/", headers={"Accept-Language": "en"}).content.decode()
    assert "<h1>Notices</h1>" in html
    assert "Urgent" in html
