"""The page where a notice is written: the editor's HTML, floors and doors, the count, previews, two at once, robots."""

import re

import pytest
from django.utils import timezone

from buildings.models import Place
from notices.models import GroupRobot, Notice
from notices.operations import add_group_robot, edit_notice
from notifications.models import Message
from tests.browser.markup import faults_of
from tests.factories import MembershipFactory, make_captain, make_resident, make_staff
from tests.kit.test_pasted import WECHAT, WORD
from tests.notices.ground import again
from tests.notices.pages import filled, page

KEY = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"


def rows(*filled_in: dict) -> dict:
    data = {"narrow-TOTAL_FORMS": len(filled_in), "narrow-INITIAL_FORMS": 0}
    for number, fields in enumerate(filled_in):
        data |= {f"narrow-{number}-{name}": value for name, value in fields.items()}
    return data


@pytest.fixture
def writer(ground, signed_in):
    return signed_in(ground.writer)


def test_the_buildings_to_narrow_to_stand_in_their_order(ground, writer):
    """Made in the order of a roster, which may begin with 10栋."""
    for name, position in (("10栋", 10), ("9栋", 9)):
        Place.objects.create(kind="building", name=name, parent=ground.estate, position=position)
    text = writer.get("/notices/new/").content.decode().partition('name="narrow-0-place"')[2]
    choices = text.partition("</select>")[0]
    assert choices.index("9栋") < choices.index("10栋")


def test_what_the_editor_sends_is_cleaned_and_kept_twice(ground, writer):
    writer.post("/notices/new/", filled(ground, body=WORD + WECHAT))
    notice = Notice.objects.get()
    assert "<ul><li>存好水</li>" in notice.body
    assert "<table>" in notice.body
    assert "script" not in notice.body
    assert "楼栋 · 时间" in notice.source
    html = page(writer, f"/notices/{notice.pk}/edit/")
    assert "data-html=" in html
    assert ">\n停水通知" in html, "without script the box holds plain words"
    sent = filled(ground, body=notice.source, do="draft", title="换标题")
    writer.post(f"/notices/{notice.pk}/edit/", sent)
    notice.refresh_from_db()
    assert "<table>" in notice.body, "words that were not touched keep their tables"


def test_what_is_missing_is_said_at_its_field(ground, writer):
    refused = writer.post("/notices/new/", filled(ground, category="", title="", body="", places=[]))
    html = refused.content.decode()
    assert (refused.status_code, faults_of(html)) == (422, [])
    assert all(f'id="id_{name}-e"' in html for name in ("category", "title", "body", "places"))


def test_no_script_of_ours_stands_in_the_page(writer):
    html = page(writer, "/notices/new/")
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r'\sstyle="', html)
    assert "notices/editor.js" in html
    assert 'name="body"' in html


def test_script_in_every_field_is_shown_and_never_run(ground, writer):
    evil = '"><script>alert(1)</script>'
    fields = dict.fromkeys(["title", "when_text", "where_text", "ask_text", "body", "urgent_reason"], evil)
    html = writer.post("/notices/new/", filled(ground, **fields, do="preview")).content.decode()
    assert "<script>alert" not in html
    writer.post("/notices/new/", filled(ground, **fields))
    assert "<script>alert" not in page(writer, f"/notices/{Notice.objects.get().pk}/")


def test_rare_characters_stay_and_nul_has_an_answer(ground, writer):
    words = "𠮷䶮区· 👨‍👩‍👧"
    writer.post("/notices/new/", filled(ground, title=words, body=f"<p>{words}</p>"))
    notice = Notice.objects.get()
    assert (notice.title, notice.source) == (words, words)
    for name in ("title", "body", "when_text", "urgent_reason"):
        assert writer.post("/notices/new/", filled(ground, **{name: "a\0b"})).status_code == 422
    sent = filled(ground) | rows({"place": ground.first.pk, "doors": "01\0"})
    assert writer.post("/notices/new/", sent).status_code == 422
    assert writer.post("/notices/new/", filled(ground, places=["1\0"])).status_code == 422


def test_only_some_floors_and_only_some_doors(ground, writer):
    sent = rows(
        {"place": ground.first.pk, "floor_from": 1, "floor_to": 2},
        {"place": ground.second.pk, "doors": "0101、0302室"},
    )
    writer.post("/notices/new/", filled(ground, places=[ground.first.pk], **sent))
    notice = Notice.objects.get()
    found = notice.addresses.values_list("place__name", "floor_from", "floor_to", "dwelling__door").order_by(
        "pk"
    )
    assert list(found) == [("1栋", 1, 2, None), ("2栋", None, None, "0101"), ("2栋", None, None, "0302")]
    html = page(writer, f"/notices/{notice.pk}/edit/")
    assert 'value="0101、0302"' in html
    assert f'value="{ground.first.pk}" checked' not in html


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"doors": "9999"}, "水岸公馆 1栋没有 9999 这个房号。"),
        ({"floor_from": 3, "floor_to": 1}, "低的楼层在前"),
        ({"floor_from": 3}, "请写从几层到几层，或写房号。"),
        ({}, "请写从几层到几层，或写房号。"),
        ({"floor_from": 1, "floor_to": 2, "doors": "0101"}, "请只写一样"),
        ({"doors": "、".join(f"{n:04d}" for n in range(61))}, "最多写 60 个房号"),
        ({"place": ""}, None),
        ({"place": "", "doors": "0101"}, "请选是哪一栋。"),
    ],
)
def test_floors_and_doors_that_will_not_do(ground, writer, row, sentence):
    answer = writer.post("/notices/new/", filled(ground) | rows({"place": ground.first.pk} | row))
    if sentence:
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    else:
        assert Notice.objects.get().addresses.get().dwelling is None


def test_it_says_for_how_many_before_it_is_sent(ground, writer):
    make_resident(ground.first, "0302", kind="tenant")
    answer = writer.post("/notices/count/", filled(ground, title="", body=""))
    html = " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())
    assert "会通知到 3 人" in html
    assert "住户 2 · 楼长 1" in html
    assert "6 户里有 4 户没人用邻里" in html
    owners = writer.post("/notices/count/", filled(ground, audience=["owners"])).content.decode()
    assert "会通知到 2 人" in owners
    floors = filled(ground, places=[]) | rows({"place": ground.first.pk, "floor_from": 3, "floor_to": 3})
    assert "会通知到 2 人" in writer.post("/notices/count/", floors).content.decode()
    assert "选好地方和人" in writer.post("/notices/count/", filled(ground, places=[])).content.decode()
    by_button = writer.post("/notices/new/", filled(ground, do="count")).content.decode()
    assert "会通知到 3 人" in by_button
    assert not Notice.objects.exists()


def test_the_count_is_for_writers(ground, signed_in):
    assert signed_in(ground.resident).post("/notices/count/", filled(ground)).status_code == 403


def test_a_poster_of_what_is_not_saved(ground, writer):
    make_captain(ground.first, phone_is_public=True, role="deputy")
    html = writer.post("/notices/new/", filled(ground, do="poster", when_text="周六 8:30")).content.decode()
    assert "poster__facts" in html
    assert "周六大扫除" in html
    assert "周六 8:30" in html
    assert not Notice.objects.exists()


def test_two_editors_at_once_see_both_texts(ground, writer):
    notice = ground.draft()
    assert 'name="seen_version" value="1"' in page(writer, f"/notices/{notice.pk}/edit/")
    edit_notice(by=ground.writer, notice=notice, title="同事的标题", body="同事写的话。")
    mine = filled(ground, title="我的标题", body="我写的话。", do="draft", seen_version=1)
    answer = writer.post(f"/notices/{notice.pk}/edit/", mine)
    html = answer.content.decode()
    assert answer.status_code == 409
    for words in ("同事的标题", "同事写的话。", 'value="我的标题"', "我写的话。", "什么都没丢"):
        assert words in html
    assert 'name="seen_version" value="2"' in html
    notice.refresh_from_db()
    assert notice.title == "同事的标题"
    writer.post(f"/notices/{notice.pk}/edit/", mine | {"seen_version": 2})
    notice.refresh_from_db()
    assert notice.title == "我的标题"


def test_a_page_of_publishing_that_is_out_of_date_lets_nothing_out(ground, writer):
    notice = ground.draft()
    html = page(writer, f"/notices/{notice.pk}/publish/")
    assert 'name="seen_version" value="1"' in html
    assert "会通知到 2 人" in html
    edit_notice(by=ground.writer, notice=notice, title="换了")
    answer = writer.post(f"/notices/{notice.pk}/publish/", {"release": "now", "seen_version": 1}, follow=True)
    assert "请再看一遍" in answer.content.decode()
    notice.refresh_from_db()
    assert notice.state == "draft"


@pytest.mark.parametrize("hour", ["0001-01-01T00:00", "9999-12-31T23:59:59-12:00", "2026-02-30T10:00"])
@pytest.mark.parametrize("name", ["expires_at", "publish_at"])
def test_an_hour_that_no_page_could_show_again_is_refused(ground, writer, name, hour):
    refused = writer.post("/notices/new/", filled(ground, release="later", **{name: hour}))
    assert refused.status_code == 422
    assert refused.context["form"].errors[name]
    assert not Notice.objects.exists()


def test_an_emergency_without_a_reason_or_a_second_person(ground, writer):
    answer = writer.post("/notices/new/", filled(ground, is_urgent="on", urgent_reason=""))
    assert answer.status_code == 422
    assert "紧急告示要第二个人确认" in answer.content.decode()
    MembershipFactory(organisation=ground.committee)
    sent = filled(ground, is_urgent="on", urgent_reason="", repeats="2", repeat_minutes="30", do="review")
    html = writer.post("/notices/new/", sent, follow=True).content.decode()
    assert "已送审" in html
    notice = Notice.objects.get()
    assert (notice.state, notice.repeats, notice.repeat_minutes) == ("review", 2, 30)


@pytest.mark.parametrize("count", [1, 30])
def test_the_drafts_page_asks_the_same_however_many_wait(ground, writer, count, django_assert_num_queries):
    for _ in range(count):
        sent = {"state": "review", "submitted_by": ground.writer, "submitted_at": timezone.now()}
        Notice.objects.filter(pk=ground.draft().pk).update(**sent)
    with django_assert_num_queries(6):
        assert page(writer, "/notices/drafts/").count("送审") == count


# --- robots --------------------------------------------------------------------------------------------------------


def test_a_robot_tells_its_group_once_and_its_secret_is_never_shown(ground, writer, signed_in):
    for _ in range(2):  # the second tap
        writer.post("/notices/robots/", {"place": ground.estate.pk, "name": "水岸公馆街坊群", "url": KEY})
    group = GroupRobot.objects.get()
    html = page(writer, "/notices/robots/")
    assert "水岸公馆街坊群" in html
    assert "693a91f6" not in html
    inside = ground.publish(places=[ground.first])
    around = ground.publish(places=[ground.community], is_urgent=True)
    ground.publish(is_public=False)
    ground.publish(places=[ground.first], audience=["owners"], is_public=False)
    edit_notice(by=ground.writer, notice=inside, places=[ground.first, ground.second])
    told = (
        Message.objects.filter(channel="robot")
        .values_list("letter__subject", "letter__is_essential", "letter__by_day")
        .order_by("pk")
    )
    assert list(told) == [
        (f"notices.notice:{inside.pk}", False, True),
        (f"notices.notice:{around.pk}", True, False),
    ]
    stranger = make_staff(ground.elsewhere)
    assert signed_in(stranger).post(f"/notices/robots/{group.pk}/remove/").status_code == 404
    for _ in range(2):
        writer.post(f"/notices/robots/{group.pk}/remove/")
    group.robot.refresh_from_db()
    assert (bool(group.robot.ended_at), group.robot.url) == (True, "")
    ground.publish()
    assert Message.objects.filter(channel="robot").count() == 2


def test_robots_are_for_those_who_publish_and_their_places(ground, writer, signed_in):
    assert signed_in(ground.resident).get("/notices/robots/").status_code == 403
    council = (
        make_staff(ground.estate, kind="neighbour_council", office="head").memberships.get().organisation
    )
    member = MembershipFactory(organisation=council, office="member").user
    assert signed_in(again(member)).get("/notices/robots/").status_code == 403
    elsewhere = {"place": ground.elsewhere.pk, "name": "别处", "url": KEY}
    assert writer.post("/notices/robots/", elsewhere).status_code == 422
    strange = {"place": ground.estate.pk, "name": "群", "url": "https://169.254.169.254/latest"}
    assert writer.post("/notices/robots/", strange).status_code == 422
    assert not GroupRobot.objects.exists()


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_of_robots_asks_the_same_however_many_there_are(
    ground, writer, count, django_assert_num_queries
):
    for number in range(count):
        url = f"{KEY}{number:03d}"
        add_group_robot(by=ground.writer, place=ground.first, name=f"群 {number}", url=url)
    with django_assert_num_queries(6):
        html = page(writer, "/notices/robots/")
    assert html.count("不再说话") == min(count, 20)
