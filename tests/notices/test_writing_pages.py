"""Writing, publishing and withdrawing by the pages."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from notices.models import Notice
from notices.operations import publish_notice, withdraw_notice
from tests.factories import MembershipFactory, OrganisationFactory, make_staff
from tests.notices.ground import again
from tests.notices.pages import filled, page


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


def test_a_preview_says_of_which_estate_a_building_is(ground, signed_in):
    sent = filled(ground, do="preview", places=[ground.first.pk, ground.second.pk])
    html = signed_in(ground.writer).post("/notices/new/", sent).content.decode()
    assert "水岸公馆 1栋、水岸公馆 2栋" in html


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
        ({"release": "later", "publish_at": "2026-01-05T08:30"}, "这个时间已经过了。"),
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
    for path in ("edit", "publish"):
        assert client.get(f"/notices/{notice.pk}/{path}/").url == f"/notices/{notice.pk}/"
    assert "日期写错了" in page(client, f"/notices/{notice.pk}/")


def test_what_was_typed_into_a_notice_that_was_withdrawn_meanwhile_stays_there_with_the_reason(
    ground, signed_in
):
    """In one window it is written, in another taken down."""
    notice, client = ground.publish(), signed_in(ground.writer)
    withdraw_notice(by=ground.writer, notice=notice, reason="日期写错了")
    for wish in ("draft", "publish", "review", "upload"):
        answer = client.post(f"/notices/{notice.pk}/edit/", filled(ground, title="改到周六", do=wish))
        assert answer.status_code == 422, wish
        assert "这条告示已经撤下" in answer.content.decode()
        assert 'value="改到周六"' in answer.content.decode()
    # One press keeps them as another notice: the button's own address, with what stands hidden beside it.
    assert 'formaction="/notices/new/"' in answer.content.decode()
    bar = answer.content.decode().rpartition('class="actionbar"')[2]
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', bar))
    client.post("/notices/new/", filled(ground, title="改到周六", do="draft") | hidden)
    assert (kept := Notice.objects.get(title="改到周六")).state == "draft"
    assert kept.organisation == notice.organisation
    answer = client.post(f"/notices/{notice.pk}/publish/", {"release": "now"})
    assert answer.status_code == 422
    assert "这条告示已经撤下" in answer.content.decode()


def test_a_member_whose_notice_was_let_out_meanwhile_reads_why_it_is_not_changed(ground, signed_in):
    head = make_staff(ground.estate, kind="neighbour_council", office="head")
    council = head.memberships.get().organisation
    member = MembershipFactory(organisation=council, office="member").user
    signed_in(member).post("/notices/new/", filled(ground, organisation=council.pk, do="draft"))
    notice = Notice.objects.get()
    publish_notice(by=head, notice=notice)
    answer = signed_in(again(member)).post(f"/notices/{notice.pk}/edit/", filled(ground, title="改到周六"))
    assert answer.status_code == 422
    assert "已经发出" in answer.content.decode()
    assert 'value="改到周六"' in answer.content.decode()


def test_a_notice_that_was_sent_back_and_is_out_meanwhile_leads_its_writer_to_its_page(ground, signed_in):
    """A member writes, a head lets it out: the message "sent back" is opened a month later."""
    head = make_staff(ground.estate, kind="neighbour_council", office="head")
    council = head.memberships.get().organisation
    member = MembershipFactory(organisation=council, office="member").user
    signed_in(member).post("/notices/new/", filled(ground, organisation=council.pk, do="draft"))
    notice = Notice.objects.get()
    assert signed_in(member).get(f"/notices/{notice.pk}/edit/").status_code == 200
    publish_notice(by=head, notice=notice)
    answer = signed_in(again(member)).get(f"/notices/{notice.pk}/edit/")
    assert answer.status_code == 302, "its writer is not told that it is not theirs"
    assert answer.url == f"/notices/{notice.pk}/"
