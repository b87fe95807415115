"""What minutes say, how they are written by two, who reads them, and what everybody may read."""

import json
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
from django.utils import timezone

from committees.minutes import assemble, opening_words, public_document
from committees.minutes_words import told
from committees.models import ActionReport, Attendance, Motion, MotionVote, Resolution
from committees.operations import (
    ActionPlan,
    ChangedMeanwhile,
    ItemPlan,
    PartyPlan,
    close_meeting,
    edit_minutes,
    record_resolution,
    reply,
    seal_minutes,
)
from committees.operations.parties import send_substitute
from committees.queries.minutes import people_at
from issues.models import Category, Issue
from issues.operations import report_issue
from kit.refused import Refused
from tests.committees.ground import NOW, STARTS, convene_soon, member, resident_of
from tests.committees.pages import text_of
from tests.committees.sealing import DURING, OVER, attended, held, sealed, sent

pytestmark = pytest.mark.django_db


def at(minutes: int):
    return STARTS + timedelta(minutes=minutes)


def checked_in(meeting, by, user=None, *, name="", party=None, came=0, left=None, online=False):
    invitation = meeting.invitations.get(user=user) if user else None
    return Attendance.objects.create(
        meeting=meeting,
        invitation=invitation,
        party=party or (invitation.party if invitation else None),
        name=name,
        is_online=online,
        arrived_at=at(came),
        left_at=at(left) if left is not None else None,
        noted_by=by,
    )


@pytest.fixture
def full(estate):
    """One that was held in the room: late, early, substitutes, guests, votes by party, a promise of last time."""
    before = estate.convene(
        starts_at=STARTS - timedelta(days=30),
        ends_at=STARTS - timedelta(days=30, hours=-1),
        now=NOW - timedelta(days=40),
    )
    old = record_resolution(
        by=estate.staff,
        meeting=before,
        text="补齐路灯",
        outcome="noted",
        actions=[
            ActionPlan("北门装两盏灯", STARTS.date(), organisation=estate.property, person=estate.manager)
        ],
        now=STARTS - timedelta(days=30),
    ).action_items.get()
    close_meeting(by=estate.staff, meeting=before, minutes="已议", now=STARTS - timedelta(days=30))
    substitute = member(organisation=estate.council, user__display_name="何茉莉").user
    policeman_party = "社区民警"
    meeting = estate.convene(parties=[*estate.parties(), PartyPlan(policeman_party)], chair=estate.staff)
    send_substitute(by=estate.president, meeting=meeting, substitute=substitute, now=NOW)
    reply(by=estate.captain, meeting=meeting, reply="declined", reason="女儿生病", now=NOW)
    reply(by=estate.resident, meeting=meeting, reply="coming", says="我家对面太吵", now=NOW)
    meeting.opened_at = STARTS
    meeting.save()
    checked_in(meeting, estate.staff, estate.staff, came=-10)
    checked_in(meeting, estate.staff, estate.manager, came=22, left=40, online=True)
    checked_in(meeting, estate.staff, estate.manager, came=45, left=60, online=True)
    checked_in(meeting, estate.staff, substitute, came=2)
    police = meeting.parties.get(name=policeman_party)
    checked_in(meeting, estate.staff, name="邓警官", party=police)
    checked_in(meeting, estate.staff, estate.resident)
    checked_in(meeting, estate.staff, name="冼紫荆")
    item = meeting.agenda.get(position=2)
    item.summary, item.spent = (
        f"{estate.manager.display_name}报两处选址，冼紫荆担心离窗太近。",
        timedelta(minutes=38),
    )
    item.save()
    motion = Motion.objects.create(
        meeting=meeting,
        item=item,
        text="由物业 7 日内补图",
        state="decided",
        method="hands",
        moved_by=estate.staff,
    )
    resolution = Resolution.objects.create(
        meeting=meeting,
        agenda_item=item,
        number=1,
        text=f"由物业 7 日内补消防距离图，{substitute.display_name}收齐意见",
        votes_for=2,
        abstentions=1,
        is_beyond_power=True,
        budget=Decimal("12000.50"),
        motion=motion,
        recorded_by=estate.staff,
    )
    resolution.action_items.create(
        meeting=meeting, text="补图", organisation=estate.property, person=estate.manager, due_on=OVER.date()
    )
    for party, choice in zip(meeting.parties.order_by("position"), ("for", "for", "abstain"), strict=False):
        MotionVote.objects.create(motion=motion, party=party, choice=choice, cast_by=estate.staff)
    ActionReport.objects.create(
        action_item=old,
        meeting=meeting,
        state="open",
        text=f"{estate.president.display_name}说等供电批复",
        by=estate.staff,
    )
    words = f"{substitute.display_name}说先征询。"
    return close_meeting(by=estate.staff, meeting=meeting, minutes=words, now=OVER)


def test_the_document_says_all_that_happened(full, estate):
    document = assemble(full, now=OVER)
    assert document["head"]["chair"]["name"] == estate.staff.display_name
    assert (document["head"]["secretary"], document["head"]["number"]) == (estate.staff.display_name, 2)
    assert document["head"]["opened_at"] == "2026-03-11T19:30:00+08:00"
    rows = {row["party"]: row for row in told(document, OVER)["attendance"]}
    assert rows[str(estate.property)]["people_lines"] == [
        f"{estate.manager.display_name}（19:52 到，20:30 离开，线上）"
    ]
    assert rows[str(estate.council)]["people_lines"] == [f"何茉莉（代{estate.president.display_name}）"]
    assert rows[str(estate.council)]["absent_lines"] == [f"{estate.president.display_name}（委托何茉莉）"]
    assert rows["楼长代表"]["absent_lines"] == [f"{estate.captain.display_name}（女儿生病）"]
    assert rows["社区民警"]["people_lines"] == ["邓警官"]
    assert (document["guests"], document["is_checked_in"]) == (2, True)
    assert document["quorum"] == {"counts": "parties", "have": 4, "need": 3, "total": 5, "is_met": True}
    carried = document["carried"]
    assert [(row["text"], row["state"]) for row in carried] == [("北门装两盏灯", "open")]
    assert "等供电批复" in carried[0]["said"]
    item = document["items"][1]
    assert (item["spent"], item["minutes"]) == (38, 35)
    [resolution] = document["resolutions"]
    assert (resolution["item"], resolution["method"], resolution["budget"]) == (2, "hands", "12000.50")
    assert [(v["party"], v["for"], v["abstain"]) for v in resolution["votes"]] == [
        (str(estate.committee), 1, 0),
        (str(estate.property), 1, 0),
        (str(estate.council), 0, 1),
    ]
    shown = told(document, OVER)["items"][1]["resolutions"][0]
    assert (shown["budget_line"], shown["votes_line"]) == ("12,000.50 元", "通过，2 方同意，1 方弃权")
    assert "第二百七十八条" in shown["beyond"]
    assert resolution["actions"][0]["due_on"] == "2026-03-11"
    assert json.loads(json.dumps(document)) == document


def test_the_public_reads_no_names_but_those_who_answer_for_it(full, estate):
    document = assemble(full, now=OVER)
    public = json.dumps(public_document(document, people_at(full)), ensure_ascii=False)
    for hidden in (
        "女儿生病",
        "我家对面太吵",
        "邓警官",
        "冼紫荆",
        estate.captain.display_name,
        estate.president.display_name,
    ):
        assert hidden not in public
    for shown in (estate.staff.display_name, estate.manager.display_name, "北门装两盏灯", "担心离窗太近"):
        assert shown in public
    # The exact wording of a resolution is never touched; what was said about it is.
    assert public.count("何茉莉") == 1
    assert f"{estate.council}代表说先征询。" in public
    assert "secretary" not in public


def test_without_a_check_in_the_replies_say_who_came(estate):
    meeting = attended(estate, estate.convene(), away=[estate.captain])
    reply(by=estate.manager, meeting=meeting, reply="late", now=NOW)
    reply(by=estate.resident, meeting=meeting, reply="coming", now=NOW)
    document = told(assemble(meeting, now=DURING), DURING)
    rows = {row["party"]: row for row in document["attendance"]}
    assert rows[str(estate.property)]["people_lines"] == [f"{estate.manager.display_name}（晚到）"]
    assert rows["楼长代表"]["absent_lines"] == [f"{estate.captain.display_name}（那天出差）"]
    assert (document["is_checked_in"], document["guests"]) == (False, 1)
    assert document["quorum_line"] == "4 方中到了 3 方，到 3 方就能作决议。"
    assert opening_words(document) == "3 方共 3 人参加。议了 3 项，没有形成决议。"


def test_what_went_to_mediation_is_told_to_nobody_else(estate):
    issue = report_issue(
        by=estate.resident, category=Category.objects.get(pk="upkeep"), place=estate.building, text="楼上太吵"
    )
    meeting = attended(estate, estate.convene(agenda=[ItemPlan(minutes=10, issue=issue)]))
    meeting.agenda.filter(position=2).update(summary="两家各说各的")
    over = {"closed_at": NOW, "next_alarm": None, "next_alarm_at": None}
    Issue.objects.filter(pk=issue.pk).update(state="mediation", **over)
    document = assemble(meeting, now=DURING)
    assert document["items"][1]["summary"] == "两家各说各的"
    public = public_document(document, people_at(meeting))
    assert public["items"][1]["summary"] == ""
    assert "太吵" not in json.dumps(public, ensure_ascii=False)


# --- writing ------------------------------------------------------------------------------------


def edited(estate, minutes, text, seen, **words):
    return edit_minutes(by=estate.staff, minutes=minutes, text=text, seen_version=seen, now=OVER, **words)


def test_two_secretaries_lose_nothing(estate):
    minutes = held(estate).minutes
    assert edited(estate, minutes, "甲的话", 1, summaries={2: "两处选址"}).version == 2
    with pytest.raises(ChangedMeanwhile, match="两份") as refused:
        edited(estate, minutes, "乙的话", 1)
    assert refused.value.theirs.text == "甲的话"
    assert edited(estate, minutes, "甲的话", 1, summaries={2: "两处选址"}).version == 2  # the same once more
    with pytest.raises(Refused) as refused:
        edited(estate, minutes, "  ", 2)
    assert refused.value.field == "text"
    with pytest.raises(Refused):
        edit_minutes(by=estate.manager, minutes=minutes, text="改", seen_version=2, now=OVER)
    assert minutes.meeting.agenda.get(position=2).summary == "两处选址"


def test_the_edit_page_shows_both_texts(estate, visit):
    meeting = held(estate)
    client, url = visit(estate.staff), f"/meetings/{meeting.pk}/minutes/edit/"
    first = {"seen_version": "1", "text": "甲的话", "item1": "", "item2": "甲记的", "item3": ""}
    assert client.post(url, first).status_code == 302
    page = client.post(url, first | {"text": "乙的话", "item2": "乙记的"})
    body = text_of(page)
    for words in ("甲的话", "乙的话", "甲记的", "乙记的", "两份"):
        assert words in body
    joined = first | {"seen_version": str(page.context["form"]["seen_version"].value()), "text": "甲乙的话"}
    client.post(url, joined)
    meeting.minutes.refresh_from_db()
    assert (meeting.minutes.text, meeting.minutes.version) == ("甲乙的话", 3)


# --- reading ------------------------------------------------------------------------------------


def test_who_reads_what_and_when(estate, visit):
    meeting = held(estate, away=[estate.captain])
    base = f"/meetings/{meeting.pk}/minutes"
    neighbour = resident_of(estate.building, "0102")

    def body(user):
        return text_of(visit(user).get(f"{base}/"))

    # While they are written only those who write them read them.
    assert "物业报两处选址" in body(estate.staff)
    for user in (estate.manager, neighbour):
        assert "物业报两处选址" not in body(user)
        assert "纪要还在写" in body(user)
        assert visit(user).get(f"{base}.pdf").status_code == 404
    for path in ("/edit/", "/paper/", "/confirm/"):
        assert visit(neighbour).get(f"{base}{path}").status_code == 404

    sent(estate, meeting)
    assert "那天出差" in body(estate.manager)
    public = body(neighbour)
    assert "物业报两处选址" in public
    for hidden in ("那天出差", estate.captain.display_name, estate.president.display_name):
        assert hidden not in public
    assert visit(neighbour).get(f"{base}.json").status_code == 404


def test_behind_closed_doors_nobody_else_reads_them(estate, visit):
    meeting = held(estate, is_open=False)
    sealed(estate, meeting)
    base = f"/meetings/{meeting.pk}/minutes"
    for path in ("/", ".json", ".pdf"):
        assert visit(estate.resident).get(base + path).status_code == 404
    assert visit(estate.manager).get(f"{base}/").status_code == 200


def test_the_bytes_served_are_the_bytes_that_were_hashed(full, estate, visit):
    minutes = sent(estate, full)
    seal_minutes(by=estate.staff, meeting=full, now=OVER + timedelta(hours=25))
    minutes.refresh_from_db()
    url = f"/meetings/{full.pk}/minutes.json"
    public = visit(estate.resident).get(url)
    assert sha256(public.content).hexdigest() == minutes.document["public_sha256"]
    assert "女儿生病" not in public.content.decode()
    assert visit(estate.resident).get(f"{url}?whole=1").status_code == 404
    whole = visit(estate.manager).get(f"{url}?whole=1")
    assert sha256(whole.content).hexdigest() == minutes.sha256
    assert "女儿生病" in whole.content.decode()
    assert minutes.document["public_sha256"] in text_of(
        visit(estate.resident).get(f"/meetings/{full.pk}/minutes/")
    )
    assert minutes.sha256 in text_of(visit(estate.manager).get(f"/meetings/{full.pk}/minutes/"))


def test_while_it_is_held_its_page_leads_to_the_closing(estate, visit):
    meeting = attended(estate, convene_soon(estate, days=2), now=None)
    url = f"/meetings/{meeting.pk}/minutes/"
    for user in (estate.staff, estate.resident):
        assert visit(user).get(url).status_code == 404  # it has not begun
    meeting.starts_at = timezone.now() - timedelta(minutes=5)
    meeting.save()
    assert visit(estate.resident).get(url).status_code == 404
    assert visit(estate.resident).post(f"{url}close/").status_code == 404
    with pytest.raises(Refused, match="先结束"):
        sent(estate, meeting)
    form = visit(estate.staff).get(url, follow=True)
    assert "4 方共 4 人参加" in form.content.decode()
    assert visit(estate.staff).post(f"{url}close/", {"minutes": " "}).context["form"].errors["minutes"]
    page = visit(estate.staff).post(f"{url}close/", {"minutes": "已议"}, follow=True)
    assert page.redirect_chain[-1][0] == url
    assert "发给各方确认" in text_of(page)
