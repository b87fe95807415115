"""Who is called and what they answered, one delegate more, and what was sent to whom."""

import pytest
from django.utils import timezone

from committees import messages
from committees.operations import PartyPlan, reply, send_substitute
from tests.committees.ground import convene_soon, fill, member
from tests.committees.outbox import rows
from tests.committees.pages import text_of

pytestmark = pytest.mark.django_db


def test_the_convenor_sees_per_party_who_comes_and_whether_quorum_is_in_sight(estate, visit):
    meeting = convene_soon(estate)
    url = f"/meetings/{meeting.pk}/invited/"
    client = visit(estate.staff)
    assert "答复要来的 0，需要 3，还不够" in text_of(client.get(url))
    for user in (estate.staff, estate.manager):
        reply(by=user, meeting=meeting, reply="coming")
    reply(by=estate.president, meeting=meeting, reply="late", says="晚到十分钟")
    reply(by=estate.captain, meeting=meeting, reply="declined", reason="那天出差")
    page = text_of(client.get(url))
    assert "答复要来的 3，需要 3，人数够了" in page
    assert "那天出差" in page
    assert "晚到十分钟" in page
    assert visit(estate.manager).get(url).status_code == 404


def test_a_substitute_is_shown_and_counts_once(estate, visit):
    meeting = convene_soon(estate)
    colleague = member(organisation=estate.property).user
    send_substitute(by=estate.manager, meeting=meeting, substitute=colleague)
    reply(by=colleague, meeting=meeting, reply="coming")
    response = visit(estate.staff).get(f"/meetings/{meeting.pk}/invited/")
    party = next(p for p in response.context["parties"] if p.organisation_id == estate.property.pk)
    assert (party.seats, party.coming) == (1, 1)
    assert "代别人出席" in text_of(response)


def test_one_more_delegate_is_called_from_the_page(estate, visit):
    meeting = convene_soon(estate)
    colleague = member(organisation=estate.property).user
    party = meeting.parties.get(organisation=estate.property)
    client = visit(estate.staff)
    url = f"/meetings/{meeting.pk}/invited/{party.pk}/"
    stranger = client.post(url, {"user": str(estate.resident.pk)}, follow=True)
    assert "里的人" in text_of(stranger)
    page = client.post(url, {"user": str(colleague.pk)}, follow=True)
    assert "已邀请" in text_of(page)
    assert meeting.invitations.filter(user=colleague, party=party).exists()


def test_a_party_fills_its_own_seats_on_the_meetings_page(estate, visit):
    parties = estate.parties()
    parties[1] = PartyPlan("", estate.property, [estate.manager], seats=2)
    meeting = convene_soon(estate, parties=parties)
    colleague, third = (member(organisation=estate.property).user for _n in range(2))
    party = meeting.parties.get(organisation=estate.property)
    url = f"/meetings/{meeting.pk}/invited/{party.pk}/"
    client = visit(estate.manager)
    assert "2 个席位，已定 1 人" in text_of(client.get(meeting.get_absolute_url()))
    assert "已邀请" in text_of(client.post(url, {"user": str(colleague.pk)}, follow=True))
    assert "比席位还多" in text_of(client.post(url, {"user": str(third.pk)}, follow=True))
    assert {i.user for i in party.invitations.all()} == {estate.manager, colleague}
    assert visit(estate.president).post(url, {"user": str(third.pk)}).status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_costs_the_same_at_1_and_at_30(estate, visit, django_assert_num_queries, count):
    meeting = fill(estate, count)
    for _colleague in range(count):
        member(organisation=estate.property)
    client = visit(estate.staff)
    url = f"/meetings/{meeting.pk}/invited/"
    client.get(url)
    with django_assert_num_queries(8):
        client.get(url)


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
