import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from notices.models import Notice, NoticeRead
from notices.operations import edit_notice, withdraw_notice
from notices.views.reading import PAGE
from tests.factories import MembershipFactory, OrganisationFactory, make_staff
from tests.notices.ground import again

UNREAD = "notice__dot"


def page(client, path: str, **headers) -> str:
    response = client.get(path, **headers)
    assert response.status_code == 200, path
    return response.content.decode()


def filled(ground, **fields) -> dict:
    return {
        "client_key": str(uuid4()),
        "organisation": ground.committee.pk,
        "title": "周六大扫除",
        "category": "safety",
        "body": "各位街坊：\n\n请清积水。",
        "places": [ground.first.pk],
        "is_public": "on",
        "release": "now",
        "do": "publish",
    } | fields


def age(notice: Notice, **ago) -> None:
    Notice.objects.filter(pk=notice.pk).update(publish_at=timezone.now() - timedelta(**ago))


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


def test_ten_more_by_an_ordinary_link_and_by_htmx(ground, client):
    for number in range(PAGE + 3):
        age(ground.publish(title=f"第 {number:02} 条"), days=100 + number)
    first = page(client, "/notices/?category=other")
    assert first.count("item__title") == PAGE
    link = re.search(r'href="([^"]+)" rel="next"', first)[1].replace("&amp;", "&")
    assert "category=other" in link
    assert f'hx-get="{link.replace("&", "&amp;")}"' in first

    second = page(client, "/notices/" + link)
    assert second.count("item__title") == 3
    assert "<h1>" in second
    assert 'id="d-earlier"' in second
    assert 'rel="next"' not in second

    fragment = page(client, "/notices/" + link, headers={"HX-Request": "true"})
    assert fragment.count("item__title") == 3
    assert "<h1" not in fragment
    assert "<h2" not in fragment, "the heading stands on the page already"
    titles = re.findall(r"第 \d\d 条", first + fragment)
    assert titles == [f"第 {number:02} 条" for number in range(PAGE + 3)]


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
    for words in ("14:00 – 17:00", "请存水", "<h2>停水期间</h2>", "水岸公馆 1栋", "tel:075700000100"):
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


# --- writing ---------------------------------------------------------------------------------------------------


def test_the_form_is_for_those_who_write(ground, client, signed_in):
    assert "/accounts/login/" in client.get("/notices/new/").url
    for path in ("new/", "drafts/"):
        assert signed_in(ground.resident).get(f"/notices/{path}").status_code == 403
        assert signed_in(ground.writer).get(f"/notices/{path}").status_code == 200


def test_the_form_offers_the_places_served_and_no_others(ground, signed_in):
    html = page(signed_in(ground.writer), "/notices/new/")
    for place in (ground.community, ground.estate, ground.first, ground.second):
        assert f'name="places" value="{place.pk}"' in html
    for place in (ground.street, ground.elsewhere):
        assert f'name="places" value="{place.pk}"' not in html


def test_publishing_from_the_form(ground, signed_in):
    client = signed_in(ground.writer)
    response = client.post("/notices/new/", filled(ground, is_urgent="on", expires_at="2099-01-01T08:00"))
    notice = Notice.objects.get()
    assert response.url == f"/notices/{notice.pk}/"
    assert notice.is_out
    assert (notice.title, notice.category, notice.is_urgent) == ("周六大扫除", "safety", True)
    assert (notice.is_public, notice.asks_acknowledgement, notice.organisation) == (
        True,
        False,
        ground.committee,
    )
    assert timezone.localtime(notice.expires_at).hour == 8
    assert "data-saved" in client.get(response.url).content.decode(), (
        "the kept words on the phone are forgotten"
    )


def test_scheduling_from_the_form(ground, signed_in):
    client = signed_in(ground.writer)
    client.post("/notices/new/", filled(ground, release="later", publish_at="2099-01-01T08:30"))
    notice = Notice.objects.get()
    assert notice.is_scheduled
    assert timezone.localtime(notice.publish_at).strftime("%Y-%m-%d %H:%M") == "2099-01-01 08:30"
    assert "周六大扫除" in page(client, "/notices/drafts/")


def test_keeping_a_draft_then_changing_and_publishing_it(ground, signed_in):
    client = signed_in(ground.writer)
    client.post("/notices/new/", filled(ground, do="draft"))
    notice = Notice.objects.get()
    assert notice.state == "draft"
    html = page(client, f"/notices/{notice.pk}/edit/")
    assert "请清积水。" in html
    assert re.search(rf'value="{ground.first.pk}" checked', html)
    client.post(f"/notices/{notice.pk}/edit/", filled(ground, title="改好的", do="publish"))
    notice.refresh_from_db()
    assert notice.title == "改好的"
    assert notice.is_out


def test_a_preview_saves_nothing_and_keeps_the_words(ground, signed_in):
    html = (
        signed_in(ground.writer)
        .post("/notices/new/", filled(ground, do="preview", body="## 停水期间"))
        .content
    )
    assert "<h2>停水期间</h2>" in html.decode()
    assert "## 停水期间</textarea>" in html.decode()
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ""}, "请写个标题。"),
        ({"title": "长" * 81}, "标题太长了，最多 80 个字。"),
        ({"body": " "}, "请写上要让大家知道的事。"),
        ({"places": []}, "请至少选一个地方。"),
        ({"places": ["x"]}, "不归您的单位服务"),
        ({"release": "later"}, "请选好哪一天、几点。"),
        ({"release": "later", "publish_at": "明天"}, "请写日期和时间"),
        ({"expires_at": "2001-01-01T00:00"}, "结束时间要在发出时间之后。"),
        ({"expires_at": "soon"}, "请写日期和时间"),
        ({"organisation": 999999}, "您不能用这个单位的名义写告示。"),
    ],
)
def test_bad_input_gets_a_sentence_and_the_words_stay(ground, signed_in, fields, sentence):
    response = signed_in(ground.writer).post("/notices/new/", filled(ground, **fields))
    html = response.content.decode()
    assert response.status_code == 422
    assert sentence in html
    assert not Notice.objects.exists()
    if "body" not in fields:
        assert "请清积水。" in html


def test_tampered_places_and_organisations_are_refused(ground, signed_in):
    office = OrganisationFactory(serves=[ground.elsewhere])
    client = signed_in(ground.writer)
    for fields in (
        {"places": [ground.elsewhere.pk]},
        {"places": [ground.street.pk]},
        {"organisation": office.pk},
    ):
        assert client.post("/notices/new/", filled(ground, **fields)).status_code == 422
    assert not Notice.objects.exists()


def test_a_writer_for_two_chooses_and_may_not_mix_their_places(ground, signed_in):
    club = OrganisationFactory(kind="club", name="粤曲社", serves=[ground.elsewhere])
    MembershipFactory(organisation=club, user=ground.writer)
    client = signed_in(again(ground.writer))
    assert '<select name="organisation"' in page(client, "/notices/new/")
    response = client.post("/notices/new/", filled(ground, places=[ground.elsewhere.pk]))
    assert response.status_code == 422
    assert "请重新选" in response.content.decode()


def test_a_double_tap_makes_one(ground, signed_in):
    client, data = signed_in(ground.writer), filled(ground)
    first, second = client.post("/notices/new/", data), client.post("/notices/new/", data)
    assert first.url == second.url
    assert Notice.objects.count() == 1


def test_plain_members_keep_drafts_and_see_no_button_to_publish(ground, signed_in):
    head = make_staff(ground.estate, kind="neighbour_council", office="head")
    council = head.memberships.get().organisation
    client = signed_in(MembershipFactory(organisation=council, office="member").user)
    assert 'value="publish"' not in page(client, "/notices/new/")
    response = client.post("/notices/new/", filled(ground, organisation=council.pk))
    assert response.status_code == 422
    assert "由单位里管事的人发布" in response.content.decode()
    assert not Notice.objects.exists(), "refused as a whole: the form is the only copy"
    client.post("/notices/new/", filled(ground, organisation=council.pk, do="draft"))
    notice = Notice.objects.get()
    assert signed_in(head).post(f"/notices/{notice.pk}/publish/", {"release": "now"}).status_code == 302
    notice.refresh_from_db()
    assert notice.is_out


def test_others_pages_of_writing_are_closed(ground, signed_in):
    notice = ground.publish()
    other = signed_in(make_staff(ground.estate, kind="property_company"))
    for path in ("edit", "publish", "withdraw"):
        assert other.get(f"/notices/{notice.pk}/{path}/").status_code == 403
        assert signed_in(ground.resident).get(f"/notices/{notice.pk}/{path}/").status_code == 403
    response = other.post(f"/notices/{notice.pk}/withdraw/", {"reason": "不好看"})
    assert response.status_code == 422
    assert "不由您来撤下" in response.content.decode()
    notice.refresh_from_db()
    assert notice.is_out


def test_editing_what_is_out_asks_what_is_new(ground, signed_in):
    client, notice = signed_in(ground.writer), ground.publish()
    assert 'name="note"' in page(client, f"/notices/{notice.pk}/edit/")
    data = filled(ground, ask_text="请存水", note="增加了取水点", do="draft")
    html = client.post(f"/notices/{notice.pk}/edit/", data, follow=True).content.decode()
    assert "增加了取水点" in html
    notice.refresh_from_db()
    assert notice.is_out


def test_withdrawing_from_the_page(ground, signed_in):
    client, notice = signed_in(ground.writer), ground.publish()
    path = f"/notices/{notice.pk}/withdraw/"
    assert client.post(path, {"reason": ""}).status_code == 422
    html = client.post(path, {"reason": "日期写错了"}, follow=True).content.decode()
    assert "日期写错了" in html
    twice = client.post(path, {"reason": "再来"})
    assert twice.status_code == 422
    assert "已经撤下了" in twice.content.decode()


def test_withdrawing_what_waits_goes_back_to_the_drafts(ground, signed_in):
    notice = ground.publish(publish_at=timezone.now() + timedelta(hours=1))
    response = signed_in(ground.writer).post(f"/notices/{notice.pk}/withdraw/", {"reason": "不办了"})
    assert response.url == "/notices/drafts/"


def test_unscheduling_and_discarding_from_the_page(ground, signed_in):
    client = signed_in(ground.writer)
    notice = ground.publish(publish_at=timezone.now() + timedelta(hours=1))
    assert "已收回" in client.post(f"/notices/{notice.pk}/unschedule/", follow=True).content.decode()
    assert "没有在等定时" in client.post(f"/notices/{notice.pk}/unschedule/", follow=True).content.decode()
    client.post(f"/notices/{notice.pk}/discard/")
    assert not Notice.objects.exists()


def test_a_withdrawn_one_can_no_longer_be_changed(ground, signed_in):
    notice = ground.publish()
    withdraw_notice(by=ground.writer, notice=notice, reason="日期写错了")
    client = signed_in(ground.writer)
    assert client.get(f"/notices/{notice.pk}/edit/").status_code == 403
    assert client.get(f"/notices/{notice.pk}/publish/").status_code == 403


def test_in_english(ground, client):
    ground.publish(is_urgent=True)
    html = client.get("/notices/", headers={"Accept-Language": "en"}).content.decode()
    assert "<h1>Notices</h1>" in html
    assert "Urgent" in html


def test_the_administration_looks_and_does_not_touch(ground, signed_in):
    from tests.factories import UserFactory

    notice = ground.publish()
    client = signed_in(UserFactory(is_superuser=True, is_staff=True))
    assert "今天下午停水" in page(client, "/admin/notices/notice/")
    assert client.get(f"/admin/notices/notice/{notice.pk}/change/").status_code == 200
    assert client.get("/admin/notices/notice/add/").status_code == 403
    assert client.post(f"/admin/notices/notice/{notice.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Notice.objects.exists()
