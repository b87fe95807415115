"""The pages, as a browser without script asks for them."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.utils import timezone

from committees import messages
from committees.models import ActionItem, Meeting
from committees.operations import (
    ActionPlan,
    ItemPlan,
    PartyPlan,
    cancel_meeting,
    close_meeting,
    publish_minutes,
    record_resolution,
    reply,
    seat_member,
)
from issues.models import Category
from issues.operations import report_issue
from notifications.models import Message
from tests.committees.ground import convene_now, convene_soon, evening, make_place, member, resident_of
from tests.committees.outbox import pending_reminders, rows
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def visit(client):
    """`visit(user)` signs the test client in and forgets what was known about an earlier visitor."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


# --- the list -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_at_1_and_at_30(estate, visit, django_assert_num_queries, count):
    for number in range(count):
        convene_soon(estate, days=9 + number)
        done = convene_soon(estate, days=-9 - number)
        record_resolution(
            by=estate.staff,
            meeting=done,
            text="补图",
            actions=[ActionPlan("补图", timezone.localdate(), organisation=estate.property)],
        )
        close_meeting(by=estate.staff, meeting=done, minutes="已议")
    client = visit(estate.manager)
    client.get("/meetings/")
    # Session, person, capacities, bell; what is coming, what was.
    with django_assert_num_queries(6):
        response = client.get("/meetings/")
    assert response.status_code == 200
    assert len(response.context["ahead"]) == min(count, 10)
    assert len(response.context["page"]) == min(count, 20)


def test_what_is_coming_stands_first_then_what_was(estate, client):
    later = convene_soon(estate, days=12, title="后天开的会")
    sooner = convene_soon(estate, days=9, title="先开的会")
    off = convene_soon(estate, days=10, title="不开的会")
    cancel_meeting(by=estate.staff, meeting=off, reason="台风")
    past = convene_soon(estate, days=-3, title="开过的会")
    response = client.get("/meetings/")
    assert response.context["ahead"] == [sooner, off, later]
    assert list(response.context["page"]) == [past]
    assert "已取消" in text_of(response)


def test_pages_of_what_was_and_of_what_is_coming(estate, client):
    for number in range(23):
        convene_soon(estate, days=-2 - number)
        convene_soon(estate, days=9 + number)
    first = client.get("/meetings/")
    assert first.context["has_more_ahead"]
    second = client.get("/meetings/", {"after": first.context["page"].next_cursor})
    assert len(second.context["page"]) == 3
    assert second.context["ahead"] == []
    seen = {m.pk for m in [*first.context["page"], *second.context["page"]]}
    assert len(seen) == 23

    ahead = client.get("/meetings/?when=ahead")
    rest = client.get("/meetings/", {"when": "ahead", "after": ahead.context["page"].next_cursor})
    dates = [m.starts_at for m in [*ahead.context["page"], *rest.context["page"]]]
    assert len(dates) == 23
    assert dates == sorted(dates)
    fragment = client.get(
        "/meetings/", {"after": first.context["page"].next_cursor}, headers={"HX-Request": "true"}
    )
    assert "<html" not in fragment.content.decode()
    assert fragment.content.decode().count('class="item"') == 3


def test_by_kind_and_by_place(estate, client):
    joint = convene_soon(estate)
    council = convene_soon(estate, kind="council", organisation=estate.council, by=estate.president)
    elsewhere = convene_soon(make_place())
    assert client.get("/meetings/?kind=council").context["ahead"] == [council]
    assert set(client.get(f"/meetings/?place={estate.place.pk}").context["ahead"]) == {joint, council}
    assert set(client.get(f"/meetings/?place={estate.place.parent.pk}").context["ahead"]) == {joint, council}
    assert elsewhere in client.get("/meetings/?kind=nonsense").context["ahead"]
    assert client.get("/meetings/?place=999999").status_code == 404


def test_an_empty_list_invites(estate, client, visit):
    assert "眼下没有要开的会" in text_of(client.get("/meetings/"))
    assert 'href="/meetings/new/"' in visit(estate.staff).get("/meetings/").content.decode()
    assert 'href="/meetings/new/"' not in visit(estate.manager).get("/meetings/").content.decode()


def test_a_party_sees_its_overdue_promises(estate, visit):
    meeting = convene_soon(estate, days=-20)
    due = timezone.localdate() - timedelta(days=5)
    record_resolution(
        by=estate.staff,
        meeting=meeting,
        text="补图",
        actions=[ActionPlan("补消防距离图", due, organisation=estate.property)],
    )
    client = visit(estate.manager)
    assert 'hx-get="/meetings/actions/"' in client.get("/meetings/").content.decode()
    panel = client.get("/meetings/actions/", headers={"HX-Request": "true"})
    assert "<html" not in panel.content.decode()
    assert "补消防距离图" in text_of(panel)
    assert "逾期 5 天" in text_of(panel)
    assert "您答应的事" in text_of(client.get("/meetings/actions/"))
    assert "补消防距离图" not in text_of(visit(estate.president).get("/meetings/actions/"))


# --- one meeting --------------------------------------------------------------------------------------------------


def fill(estate, count: int) -> Meeting:
    """A meeting with a previous one that decided `count` things, `count` parties and `count` items."""
    last = convene_soon(estate, days=-20)
    for number in range(count):
        record_resolution(
            by=estate.staff,
            meeting=last,
            text=f"第 {number} 件",
            actions=[
                ActionPlan("办好", timezone.localdate(), organisation=estate.property, person=estate.manager)
            ],
        )
    close_meeting(by=estate.staff, meeting=last, minutes="已议")
    category = Category.objects.get(pk="upkeep")
    issues = [
        report_issue(by=estate.resident, category=category, place=estate.building, text=f"第 {n} 盏灯不亮")
        for n in range(count)
    ]
    parties = [PartyPlan(f"第 {n} 方") for n in range(count)]
    return convene_soon(
        estate,
        parties=[*estate.parties(), *parties],
        agenda=[ItemPlan(issue=issue) for issue in issues],
        chair=estate.president,
    )


@pytest.mark.parametrize("count", [1, 30])
def test_a_meeting_costs_the_same_at_1_and_at_30(estate, visit, django_assert_num_queries, count):
    meeting = fill(estate, count)
    client = visit(estate.resident)
    client.get(meeting.get_absolute_url())
    # Session, person, capacities, bell, footer; meeting, parties, agenda, resolutions with their promises.
    with django_assert_num_queries(9):
        response = client.get(meeting.get_absolute_url())
    assert len(response.context["parties"]) == count + 4
    assert len(response.context["agenda"]) == count + 1
    assert len(response.context["resolutions"]) == count


def test_a_visitor_reads_when_where_who_and_what_became_of_the_last_one(estate, client):
    meeting = fill(estate, 1)
    page = text_of(client.get(meeting.get_absolute_url()))
    for words in (
        meeting.title,
        "4栋二层议事厅",
        f"{estate.council.name} 黄木棉",
        "上次决议落实",
        "第 0 盏灯不亮",
        "第 0 件",
        "进行中",
        "楼长代表",
        "登录后报名",
    ):
        assert words in page
    # Who the delegates are, and the issue itself, are not for a visitor.
    assert "罗白兰" not in page
    assert "看这件诉求" not in page


def test_a_neighbour_may_open_the_issue_that_an_item_comes_from(estate, visit):
    meeting = fill(estate, 1)
    issue = meeting.agenda.get(position=2).issue
    assert (
        f'href="{issue.get_absolute_url()}"'
        in visit(estate.resident).get(meeting.get_absolute_url()).content.decode()
    )


def test_behind_closed_doors(estate, client, visit):
    meeting = convene_soon(estate, is_open=False)
    url = meeting.get_absolute_url()
    assert client.get(url).status_code == 404
    assert visit(estate.resident).get(url).status_code == 404
    assert meeting not in visit(estate.resident).get("/meetings/").context["ahead"]
    for user in (estate.captain, estate.staff, estate.manager):
        assert visit(user).get(url).status_code == 200


def test_what_a_closed_circle_decided_stays_in_it(estate, visit):
    inner = convene_soon(estate, days=-20, is_open=False)
    record_resolution(by=estate.staff, meeting=inner, text="内部的决定")
    close_meeting(by=estate.staff, meeting=inner, minutes="已议")
    url = convene_soon(estate).get_absolute_url()
    assert "内部的决定" in text_of(visit(estate.captain).get(url))
    page = visit(estate.resident).get(url)
    assert "内部的决定" not in text_of(page)
    assert inner.get_absolute_url() not in page.content.decode()


def test_answering_on_the_page(estate, visit):
    meeting = convene_soon(estate)
    client = visit(estate.resident)
    url = f"/meetings/{meeting.pk}/reply/"
    response = client.post(url, {"reply": "coming", "says": "能不能分两批换"}, follow=True)
    assert "您会到场" in text_of(response)
    assert "能不能分两批换" in response.content.decode()
    assert meeting.invitations.get(user=estate.resident).says == "能不能分两批换"
    client.post(url, {"reply": "declined"})
    assert pending_reminders(meeting, estate.resident) == []


def test_an_answer_that_is_refused_keeps_its_words(estate, visit):
    meeting = convene_soon(estate, seats_for_residents=1)
    reply(by=resident_of(estate.building, "0102"), meeting=meeting, reply="coming")
    client = visit(estate.resident)
    response = client.post(f"/meetings/{meeting.pk}/reply/", {"reply": "coming", "says": "想听听"})
    assert "坐满" in text_of(response)
    assert "想听听" in response.content.decode()
    for data in ({}, {"reply": "perhaps"}):
        page = client.post(f"/meetings/{meeting.pk}/reply/", data)
        assert page.context["form"].errors["reply"]
    assert not meeting.invitations.filter(user=estate.resident).exists()


def test_signing_up_needs_a_sign_in(estate, client):
    meeting = convene_soon(estate)
    response = client.post(f"/meetings/{meeting.pk}/reply/", {"reply": "coming"})
    assert response.status_code == 302
    assert "/accounts/login/" in response.url


# --- convening ----------------------------------------------------------------------------------------------------


def call(estate, **changes) -> dict:
    data = {
        "client_key": str(uuid4()),
        "rows": "6",
        "title": "电动车集中充电点选址",
        "kind": "joint",
        "place": str(estate.place.pk),
        "organisation": str(estate.committee.pk),
        "date": f"{evening(9):%Y-%m-%d}",
        "starts": "19:30",
        "ends": "21:00",
        "venue": "4栋二层议事厅",
        "is_open": "on",
        "party": [f"o{estate.committee.pk}", f"o{estate.property.pk}", "captains"],
        "delegate": [
            f"o{estate.committee.pk}:{estate.staff.pk}",
            f"o{estate.property.pk}:{estate.manager.pk}",
            f"captains:{estate.captain.pk}",
        ],
        "item0-title": "充电点选址",
        "item0-minutes": "35",
        "item3-title": "书屋开放时间",
    }
    return data | changes


def test_the_form_offers_who_serves_the_place_ticked_each_person_once(estate, visit):
    both = member(organisation=estate.council, user=estate.captain)
    response = visit(estate.staff).get(f"/meetings/new/?place={estate.place.pk}")
    offered = {row["name"]: row for row in response.context["form"].party_rows()}
    assert list(offered) == [estate.committee.name, estate.council.name, estate.property.name, "楼长代表"]
    assert all(row["is_checked"] for row in offered.values())
    ticked = [
        user for row in offered.values() for _value, user, _line, is_ticked in row["people"] if is_ticked
    ]
    assert sorted(u.pk for u in ticked) == sorted(
        {estate.staff.pk, estate.manager.pk, estate.president.pk, both.user_id}
    )
    assert 'value="19:30"' in response.content.decode()


def test_sending_the_call(estate, visit):
    response = visit(estate.staff).post("/meetings/new/", call(estate), follow=True)
    meeting = Meeting.objects.get()
    assert response.redirect_chain == [(meeting.get_absolute_url(), 302)]
    assert "3 位收到邀请" in text_of(response)
    assert meeting.starts_at == evening(9)
    assert [(i.title, i.minutes) for i in meeting.agenda.all()] == [
        ("上次决议落实", 10),
        ("充电点选址", 35),
        ("书屋开放时间", 15),
    ]
    assert [p.name for p in meeting.parties.all()] == [
        estate.committee.name,
        estate.property.name,
        "楼长代表",
    ]


def test_the_second_tap_on_send(estate, visit):
    data, client = call(estate), visit(estate.staff)
    assert client.post("/meetings/new/", data).url == client.post("/meetings/new/", data).url
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize(
    "changes, sentence",
    [
        ({"date": "2020-01-01"}, "这个时间已经过了"),
        ({"date": "2026-02-30"}, None),
        ({"date": ""}, None),
        ({"ends": "19:30"}, "结束时间要晚于开始时间"),
        ({"ends": "18:00"}, "结束时间要晚于开始时间"),
        ({"party": []}, "请至少邀请一方"),
        ({"party": ["o999999"]}, None),
        ({"delegate": ["captains:999999"]}, None),
        ({"organisation": "999999"}, None),
        ({"chair": "999999"}, None),
        ({"item0-title": "", "item3-title": ""}, "议程至少要有一项"),
        ({"item0-minutes": "0"}, None),
        ({"item0-issue": "999999"}, None),
        ({"title": ""}, None),
        ({"title": "长" * 81}, None),
        ({"client_key": "no key"}, None),
    ],
)
def test_a_call_that_cannot_be_comes_back_with_its_words(estate, visit, changes, sentence):
    response = visit(estate.staff).post("/meetings/new/", call(estate, **changes))
    assert response.status_code == 200
    form = response.context["form"]
    assert form.errors or any(item.errors for item in form.items)
    if sentence:
        assert sentence in text_of(response)
    assert "书屋开放时间" in response.content.decode() or changes.get("item3-title") == ""
    assert not Meeting.objects.exists()
    assert not Message.objects.filter(kind__startswith="committees").exists()


def test_a_delegate_ticked_for_two_parties(estate, visit):
    member(organisation=estate.council, user=estate.captain)
    data = call(estate)
    data["party"].append(f"o{estate.council.pk}")
    data["delegate"].append(f"o{estate.council.pk}:{estate.captain.pk}")
    assert "只能代表一方" in text_of(visit(estate.staff).post("/meetings/new/", data))
    assert not Meeting.objects.exists()


def test_an_issue_that_the_convenor_cannot_see_is_not_offered_and_not_taken(estate, visit):
    there = make_place()
    hidden = report_issue(
        by=there.resident, category=Category.objects.get(pk="upkeep"), place=there.building, text="灯不亮"
    )
    response = visit(estate.staff).post("/meetings/new/", call(estate, **{"item0-issue": str(hidden.pk)}))
    assert response.context["form"].items[0].errors["issue"]
    assert not Meeting.objects.exists()


def test_bringing_an_issue_to_a_meeting(estate, visit):
    issue = report_issue(
        by=estate.resident,
        category=Category.objects.get(pk="upkeep"),
        place=estate.building,
        text="大堂灯不亮",
    )
    client = visit(estate.staff)
    form = client.get(f"/meetings/new/?issue={issue.pk}").context["form"]
    assert form.offers.place == estate.place
    assert (form.items[0]["title"].value(), form.items[0]["issue"].value()) == (issue.title, issue.pk)
    client.post("/meetings/new/", call(estate, **{"item0-title": "", "item0-issue": str(issue.pk)}))
    assert Meeting.objects.get().agenda.get(position=2).title == issue.title


def test_more_lines_and_another_place_keep_what_was_typed(estate, visit):
    client = visit(estate.staff)
    data = call(estate) | {"step": "rows"}
    more = client.post("/meetings/new/", data).context["form"]
    assert len(more.items) == 9
    assert (more["title"].value(), more.items[3]["title"].value()) == ("电动车集中充电点选址", "书屋开放时间")
    assert more["client_key"].value() == data["client_key"]
    assert set(more["party"].value()) == set(data["party"])

    community = estate.place.parent
    other = client.post("/meetings/new/", call(estate) | {"step": "place", "place": str(community.pk)})
    form = other.context["form"]
    assert form.offers.place == community
    assert form["venue"].value() == "4栋二层议事厅"
    # The company serves an estate of the community: offered, not called.
    rows_by_name = {row["name"]: row["is_checked"] for row in form.party_rows()}
    assert rows_by_name[estate.committee.name] is True
    assert rows_by_name[estate.property.name] is False
    assert not Meeting.objects.exists()


def test_who_finds_the_form(estate, client, visit):
    assert client.get("/meetings/new/").status_code == 302
    for user in (estate.resident, estate.captain, estate.manager):
        assert visit(user).get("/meetings/new/").status_code == 404
        assert visit(user).post("/meetings/new/", call(estate)).status_code == 404
    there = make_place()
    assert visit(estate.staff).get(f"/meetings/new/?place={there.place.pk}").status_code == 404
    assert visit(estate.president).get(f"/meetings/new/?place={estate.place.pk}").status_code == 200
    assert not Meeting.objects.exists()


# --- moving, calling off ------------------------------------------------------------------------------------------


def test_moving_on_the_page(estate, visit):
    meeting = convene_soon(estate)
    client = visit(estate.staff)
    url = f"/meetings/{meeting.pk}/move/"
    data = {
        "revision": "1",
        "date": f"{evening(11):%Y-%m-%d}",
        "starts": "20:00",
        "ends": "21:30",
        "venue": "1栋架空层",
    }
    past = client.post(url, data | {"date": "2020-01-01"})
    assert past.context["form"].errors["date"]
    assert client.post(url, data).url == meeting.get_absolute_url()
    meeting.refresh_from_db()
    assert (meeting.starts_at, meeting.venue) == (evening(11).replace(hour=20, minute=0), "1栋架空层")
    stale = client.post(url, data | {"date": f"{evening(12):%Y-%m-%d}"})
    assert "刚才有人先改到了" in text_of(stale)


def test_calling_off_on_the_page(estate, visit):
    meeting = convene_soon(estate)
    client = visit(estate.staff)
    url = f"/meetings/{meeting.pk}/cancel/"
    assert client.post(url, {"reason": ""}).context["form"].errors["reason"]
    page = client.post(url, {"reason": "台风，改天再约"}, follow=True)
    assert "这次会议不开了" in text_of(page)
    assert "台风，改天再约" in text_of(page)
    moved = {
        "revision": "2",
        "date": f"{evening(11):%Y-%m-%d}",
        "starts": "20:00",
        "ends": "21:30",
        "venue": "议事厅",
    }
    assert "已经取消" in text_of(client.post(f"/meetings/{meeting.pk}/move/", moved))


@pytest.mark.parametrize("page", ["move", "cancel", "record", "sent"])
def test_these_pages_are_for_who_runs_it(estate, client, visit, page):
    meeting = convene_soon(estate)
    url = f"/meetings/{meeting.pk}/{page}/"
    assert client.get(url).status_code == 302
    for user in (estate.resident, estate.manager, estate.captain):
        assert visit(user).get(url).status_code == 404
    assert visit(estate.staff).get(url).status_code == 200


# --- the secretary's page -----------------------------------------------------------------------------------------


def decision(meeting, **changes) -> dict:
    parties = list(meeting.parties.all())
    data = {
        "client_key": str(uuid4()),
        "item": str(meeting.agenda.get(position=2).pk),
        "text": "在架空层建充电棚，40 个车位",
        "outcome": "adopted",
        f"vote{parties[0].pk}": "for",
        f"vote{parties[1].pk}": "for",
        f"vote{parties[2].pk}": "abstain",
    }
    return data | changes


def test_writing_a_resolution_with_votes_and_a_promise(estate, visit):
    meeting = convene_now(estate)
    due = timezone.localdate() + timedelta(days=7)
    promise = {
        "action0-text": "补消防距离图",
        "action0-who": f"o{estate.property.pk}u{estate.manager.pk}",
        "action0-due_on": due.isoformat(),
    }
    client = visit(estate.staff)
    url = f"/meetings/{meeting.pk}/record/"
    data = decision(meeting, **promise, is_beyond_power="on")
    page = client.post(url, data, follow=True)
    client.post(url, data)
    resolution = meeting.resolutions.get()
    assert (resolution.votes_for, resolution.votes_against, resolution.abstentions) == (2, 0, 1)
    assert resolution.is_beyond_power
    assert resolution.agenda_item.position == 2
    action = ActionItem.objects.get()
    assert (action.text, action.organisation, action.person, action.due_on) == (
        "补消防距离图",
        estate.property,
        estate.manager,
        due,
    )
    assert "通过，2 方同意，1 方弃权" in text_of(page)
    assert "第二百七十八条" in text_of(page)


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"text": ""}, "text"),
        ({"outcome": "perhaps"}, "outcome"),
        ({"action1-text": "补图"}, "who"),
        ({"action1-due_on": "2030-01-01"}, "text"),
        ({"action0-text": "补图", "action0-who": "o999999", "action0-due_on": "2030-01-01"}, "who"),
        ({"action0-text": "补图", "action0-who": "", "action0-due_on": "2030-02-30"}, "due_on"),
    ],
)
def test_a_resolution_with_something_missing_comes_back(estate, visit, changes, field):
    meeting = convene_now(estate)
    response = visit(estate.staff).post(f"/meetings/{meeting.pk}/record/", decision(meeting, **changes))
    form = response.context["form"]
    assert field in form.errors or any(field in action.errors for action in form.actions)
    assert changes.get("text") == "" or "在架空层建充电棚" in response.content.decode()
    assert not meeting.resolutions.exists()


def test_no_resolution_on_the_page_of_one_that_was_called_off(estate, visit):
    meeting = convene_now(estate)
    cancel_meeting(by=estate.staff, meeting=meeting, reason="台风")
    client = visit(estate.staff)
    url = f"/meetings/{meeting.pk}/record/"
    assert client.get(url).context["form"] is None
    assert "已经取消" in text_of(client.post(url, decision(meeting)))
    assert not meeting.resolutions.exists()


def test_the_agenda_is_ordered_and_added_to(estate, visit):
    meeting = convene_soon(estate)
    client = visit(estate.staff)
    last = meeting.agenda.last()
    client.post(f"/meetings/{meeting.pk}/record/agenda/{last.pk}/up/")
    client.post(f"/meetings/{meeting.pk}/record/agenda/", {"item-title": "书屋", "item-minutes": "10"})
    assert [i.title for i in meeting.agenda.order_by("position")] == [
        "上次决议落实",
        "高空抛物监控",
        "电动车集中充电点",
        "书屋",
    ]
    blank = client.post(f"/meetings/{meeting.pk}/record/agenda/", {"item-title": " "})
    assert "请写明每一项议什么" in text_of(blank)
    other = convene_soon(make_place()).agenda.last()
    assert client.post(f"/meetings/{meeting.pk}/record/agenda/{other.pk}/up/").status_code == 404
    assert client.post(f"/meetings/{meeting.pk}/record/agenda/{last.pk}/sideways/").status_code == 404


def test_one_more_delegate_is_called_from_the_page(estate, visit):
    meeting = convene_soon(estate)
    colleague = member(organisation=estate.property).user
    party = meeting.parties.get(organisation=estate.property)
    client = visit(estate.staff)
    url = f"/meetings/{meeting.pk}/record/delegates/{party.pk}/"
    assert client.post(url, {"user": str(estate.resident.pk)}).status_code == 404
    page = client.post(url, {"user": str(colleague.pk)}, follow=True)
    assert "已邀请" in text_of(page)
    assert meeting.invitations.filter(user=colleague, party=party).exists()


def test_closing_and_posting_the_minutes(estate, visit):
    meeting = convene_now(estate)
    client = visit(estate.staff)
    base = f"/meetings/{meeting.pk}/record/"
    client.post(base, decision(meeting))
    assert client.post(f"{base}close/", {"minutes": ""}).context["close_form"].errors["minutes"]
    client.post(f"{base}close/", {"minutes": "物业报两处选址。"})
    page = client.post(f"{base}publish/", follow=True)
    meeting.refresh_from_db()
    assert meeting.minutes_notice.state == "published"
    assert "纪要已公示" in text_of(page)
    assert "在架空层建充电棚" in meeting.minutes_notice.body
    public = text_of(client.get(meeting.get_absolute_url()))
    assert "物业报两处选址" in public
    assert "在架空层建充电棚" in public


def test_closing_on_the_page_before_it_began(estate, visit):
    meeting = convene_soon(estate)
    page = visit(estate.staff).post(f"/meetings/{meeting.pk}/record/close/", {"minutes": "已议"})
    assert "会议还没开始" in text_of(page)
    meeting.refresh_from_db()
    assert meeting.is_convened


@pytest.mark.parametrize("count", [1, 30])
def test_the_secretarys_page_costs_the_same_at_1_and_at_30(estate, visit, django_assert_num_queries, count):
    meeting = fill(estate, count)
    for _colleague in range(count):
        member(organisation=estate.property)
    client = visit(estate.staff)
    url = f"/meetings/{meeting.pk}/record/"
    client.get(url)
    with django_assert_num_queries(12):
        response = client.get(url)
    assert len(response.context["carried"]) == count


def test_what_was_sent_to_whom_and_when(estate, visit):
    meeting = convene_soon(estate)
    sent_at = timezone.now()
    first = rows(meeting, kind=messages.INVITATION, recipient=estate.manager)
    first.update(state="sent", sent_at=sent_at)
    reply(by=estate.captain, meeting=meeting, reply="declined")
    response = visit(estate.staff).get(f"/meetings/{meeting.pk}/sent/")
    waves = {(wave.label, wave.due_at): wave for wave in response.context["summary"]}
    assert len(waves) == 4
    invitation = next(wave for (label, _due), wave in waves.items() if label == "邀请")
    assert (invitation.sent, invitation.waiting, invitation.void) == (2, 4, 0)
    reminders = [wave for (label, _due), wave in waves.items() if label == "提醒"]
    assert {(wave.sent, wave.waiting, wave.void) for wave in reminders} == {(0, 5, 1)}
    assert estate.manager.display_name in text_of(response)


# --- promises, panels ---------------------------------------------------------------------------------------------


def test_saying_how_a_promise_stands(estate, client, visit):
    meeting = convene_now(estate)
    plan = ActionPlan("补消防距离图", timezone.localdate(), organisation=estate.property)
    action = record_resolution(
        by=estate.staff, meeting=meeting, text="补图", actions=[plan]
    ).action_items.get()
    url = f"/meetings/actions/{action.pk}/"
    assert client.get(url).status_code == 302
    assert visit(estate.resident).get(url).context["form"] is None
    denied = client.post(url, {"progress": "快了", "state": "open"})
    assert denied.status_code == 200
    action.refresh_from_db()
    assert action.progress == ""

    owner = visit(estate.manager)
    assert owner.post(url, {"progress": "", "state": "done"}).context["form"].errors["progress"]
    assert owner.post(url, {"progress": "不做", "state": "dropped"}).context["form"].errors["state"]
    page = owner.post(url, {"progress": "已贴在大堂", "state": "done"}, follow=True)
    assert "已完成" in text_of(page)
    action.refresh_from_db()
    assert (action.state, action.progress) == ("done", "已贴在大堂")


def test_a_promise_of_a_closed_circle_is_read_by_who_owes_it(estate, visit):
    meeting = convene_now(estate, is_open=False)
    plan = ActionPlan("补图", timezone.localdate(), organisation=estate.property)
    action = record_resolution(
        by=estate.staff, meeting=meeting, text="补图", actions=[plan]
    ).action_items.get()
    colleague = member(organisation=estate.property).user
    assert visit(colleague).get(f"/meetings/actions/{action.pk}/").status_code == 200
    assert visit(estate.resident).get(f"/meetings/actions/{action.pk}/").status_code == 404


def test_the_seats_panel(estate, client):
    seat_member(
        by=estate.staff,
        council=estate.council,
        number=1,
        duty="会长",
        holder=estate.council.memberships.get(),
    )
    seat_member(by=estate.staff, council=estate.council, number=2, duty="长者关怀")
    url = f"/meetings/seats/{estate.building.pk}/"
    panel = client.get(url, headers={"HX-Request": "true"})
    assert "<html" not in panel.content.decode()
    for words in ("黄木棉", "会长", "长者关怀", "暂缺"):
        assert words in text_of(panel)
    assert "谁替我们说话" in text_of(client.get(url))
    assert client.get("/meetings/seats/999999/").status_code == 404


def test_the_issue_panel(estate, client, visit):
    issue = report_issue(
        by=estate.resident,
        category=Category.objects.get(pk="upkeep"),
        place=estate.building,
        text="大堂灯不亮",
    )
    url = f"/meetings/about-issue/{issue.pk}/"
    htmx = {"HX-Request": "true"}
    assert "带到联席会议" in text_of(visit(estate.staff).get(url, headers=htmx))
    assert text_of(visit(estate.resident).get(url, headers=htmx)).strip() == ""
    meeting = convene_soon(estate, agenda=[ItemPlan(issue=issue)])
    assert "联席会议第 2 项" in text_of(visit(estate.resident).get(url, headers=htmx))
    cancel_meeting(by=estate.staff, meeting=meeting, reason="台风")
    assert "第 2 项" not in text_of(visit(estate.resident).get(url, headers=htmx))
    assert visit(make_place().resident).get(url).status_code == 404
    client.logout()
    assert client.get(url).status_code == 404


def test_the_panel_tells_the_reporter_what_was_decided(estate, visit):
    issue = report_issue(
        by=estate.resident,
        category=Category.objects.get(pk="upkeep"),
        place=estate.building,
        text="大堂灯不亮",
    )
    meeting = convene_now(estate, agenda=[ItemPlan(issue=issue)])
    record_resolution(
        by=estate.staff, meeting=meeting, agenda_item=meeting.agenda.get(position=2), text="换成感应灯"
    )
    close_meeting(by=estate.staff, meeting=meeting, minutes="已议")
    publish_minutes(by=estate.staff, meeting=meeting)
    page = text_of(visit(estate.resident).get(f"/meetings/about-issue/{issue.pk}/"))
    assert "换成感应灯" in page
    assert "纪要已公示" in page


# --- the administration -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", ["meeting", "invitation", "resolution", "actionitem", "councilseat"])
def test_the_administration_shows_and_changes_nothing(estate, client, model):
    meeting = convene_now(estate)
    plan = ActionPlan("补图", timezone.localdate(), organisation=estate.property)
    record_resolution(by=estate.staff, meeting=meeting, text="补图", actions=[plan])
    seat_member(by=estate.staff, council=estate.council, number=1)
    root = UserFactory(email="root@example.org", is_staff=True, is_superuser=True)
    client.force_login(root)
    rows_ = client.get(f"/admin/committees/{model}/")
    assert rows_.status_code == 200
    assert rows_.context["cl"].result_count > 0
    first = rows_.context["cl"].result_list[0]
    page = client.get(f"/admin/committees/{model}/{first.pk}/change/")
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    assert client.get(f"/admin/committees/{model}/add/").status_code == 403
    assert client.post(f"/admin/committees/{model}/{first.pk}/delete/", {"post": "yes"}).status_code == 403
