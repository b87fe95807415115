"""The secretary's page: resolutions, agenda, minutes, and what was sent to whom."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from committees import messages
from committees.models import ActionItem
from committees.operations import (
    cancel_meeting,
    reply,
)
from tests.committees.ground import convene_now, convene_soon, fill, make_place, member
from tests.committees.outbox import rows
from tests.committees.pages import text_of

pytestmark = pytest.mark.django_db


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
    reply(by=estate.captain, meeting=meeting, reply="declined", reason="那天出差")
    response = visit(estate.staff).get(f"/meetings/{meeting.pk}/sent/")
    waves = {(wave.label, wave.due_at): wave for wave in response.context["summary"]}
    assert len(waves) == 4
    invitation = next(wave for (label, _due), wave in waves.items() if label == "邀请")
    assert (invitation.sent, invitation.waiting, invitation.void) == (2, 4, 0)
    reminders = [wave for (label, _due), wave in waves.items() if label == "提醒"]
    assert {(wave.sent, wave.waiting, wave.void) for wave in reminders} == {(0, 5, 1)}
    assert estate.manager.display_name in text_of(response)
