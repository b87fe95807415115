"""Somebody's office ends between the invitation and the meeting: the seat waits for another, who is looked for."""

from datetime import timedelta

import pytest
from django.utils import timezone

from buildings.models import Membership, Residency
from committees import messages
from committees.operations import give_up_seats, invite_delegate, reply, send_substitute
from committees.operations.room import check_in_self
from committees.queries import parties_offered
from committees.queries.actions import takers
from committees.queries.room import quorum_now
from journal.models import Entry
from kit.refused import Refused
from people.models import User
from tests.committees.ground import NOW, STARTS, convene_soon, member, resident_of
from tests.committees.outbox import pending_reminders, rows
from tests.committees.pages import text_of

pytestmark = pytest.mark.django_db
NEXT = NOW + timedelta(days=1)


def leave(user, on=NEXT):
    Membership.objects.filter(user=user, ended_on=None).update(ended_on=on.date())
    return User.objects.get(pk=user.pk)


def close(user):
    User.objects.filter(pk=user.pk).update(is_active=False)


def told(meeting, user):
    return rows(meeting, kind=messages.SUBSTITUTE, recipient=user, channel="inbox")


def answer(meeting, user):
    invitation = meeting.invitations.get(user=user)
    return invitation.reply, invitation.reason


@pytest.mark.parametrize("gone", [leave, close])
def test_whoever_left_is_not_asked_again_and_those_who_are_there_hear_of_the_seat(estate, gone):
    deputy = member(organisation=estate.property, office="deputy").user
    meeting = estate.convene()
    reply(by=estate.manager, meeting=meeting, reply="coming", now=NOW)
    gone(estate.manager)
    assert give_up_seats(now=NEXT) == 1
    assert answer(meeting, estate.manager) == ("declined", f"不再代表{estate.property.name}")
    assert pending_reminders(meeting, estate.manager) == []
    for user in (deputy, estate.staff):
        assert (
            f"{estate.manager.display_name}不再代表{estate.property.name}" in told(meeting, user).get().title
        )
    assert not told(meeting, estate.manager).exists()
    assert len(pending_reminders(meeting, estate.captain)) == 3
    assert Entry.objects.filter(verb="committees.give_up_seat", by=None).count() == 1
    assert give_up_seats(now=NEXT) == 0


def test_at_midnight_when_a_term_ends_nobody_is_woken(estate):
    meeting = estate.convene()
    leave(estate.manager)
    give_up_seats(now=NEXT.replace(hour=0, minute=5))
    assert told(meeting, estate.staff).get().letter.due_at == NEXT.replace(hour=8)


def test_whoever_was_to_lead_it_is_named_no_more_and_those_who_called_it_know(estate):
    meeting = estate.convene(chair=estate.president)
    leave(estate.president)
    give_up_seats(now=NEXT)
    meeting.refresh_from_db()
    assert meeting.chair is None
    assert f"由{estate.committee.name}主持" in told(meeting, estate.staff).get().letter.body


def test_its_party_names_another_for_the_seat(estate):
    deputy = member(organisation=estate.property, office="deputy").user
    meeting = estate.convene()
    party = meeting.parties.get(organisation=estate.property)
    with pytest.raises(Refused, match="比席位还多"):
        invite_delegate(by=deputy, party=party, user=deputy, now=NOW)
    leave(estate.manager)
    give_up_seats(now=NEXT)
    invite_delegate(by=deputy, party=party, user=deputy, now=NEXT)
    assert answer(meeting, deputy) == ("none", "")
    again = member(organisation=estate.property, user=estate.manager, started_on=NEXT.date()).user
    with pytest.raises(Refused, match="已经另请人"):
        reply(by=User.objects.get(pk=again.pk), meeting=meeting, reply="coming", now=NEXT)


def test_who_was_sent_and_left_gives_the_seat_back(estate):
    one = member(organisation=estate.property).user
    meeting = estate.convene()
    send_substitute(by=estate.manager, meeting=meeting, substitute=one, now=NOW)
    leave(one)
    assert give_up_seats(now=NEXT) == 1
    assert answer(meeting, estate.manager) == ("none", "")
    assert "不再代表" in told(meeting, estate.manager).get().title
    assert len(pending_reminders(meeting, estate.manager)) == 3
    assert pending_reminders(meeting, one) == []


def test_a_neighbour_who_moved_away_is_not_reminded(estate):
    meeting = estate.convene()
    reply(by=estate.resident, meeting=meeting, reply="coming", now=NOW)
    assert give_up_seats(now=NEXT) == 0
    Residency.objects.filter(user=estate.resident).update(ended_on=NEXT.date())
    assert give_up_seats(now=NEXT) == 1
    assert answer(meeting, estate.resident) == ("declined", "")
    assert pending_reminders(meeting, estate.resident) == []


def test_whoever_left_and_lives_there_sits_in_as_a_neighbour_and_counts_for_no_party(estate):
    meeting = estate.convene()
    resident_of(estate.building, user=estate.president)
    former = leave(estate.president, on=NOW)
    invitation = reply(by=former, meeting=meeting, reply="coming", now=NEXT)
    assert (invitation.party, invitation.reply) == (None, "coming")
    assert len(pending_reminders(meeting, former)) == 3
    assert told(meeting, estate.staff).count() == 1


def test_at_the_door_they_are_let_in_as_a_neighbour(estate):
    meeting = estate.convene()
    resident_of(estate.building, user=estate.president)
    former = leave(estate.president, on=NOW)
    came = check_in_self(by=former, meeting=meeting, code=meeting.checkin_code, now=STARTS)
    assert (came.party, came.invitation.party, came.invitation.reply) == (None, None, "coming")
    assert quorum_now(meeting).people == 0
    gone = leave(estate.manager, on=NOW)  # who lives nowhere here
    with pytest.raises(Refused):
        check_in_self(by=gone, meeting=meeting, code=meeting.checkin_code, now=STARTS)


def test_a_neighbour_who_said_no_can_be_called_as_a_delegate(estate):
    meeting = estate.convene()
    colleague = resident_of(estate.building)
    reply(by=colleague, meeting=meeting, reply="declined", now=NOW)
    member(organisation=estate.property, user=colleague)
    party = meeting.parties.get(organisation=estate.property)
    invite_delegate(by=estate.staff, party=party, user=colleague, now=NOW)
    assert answer(meeting, colleague) == ("none", "")
    assert len(pending_reminders(meeting, colleague)) == 3


def test_their_page_asks_no_answer_for_a_party_that_is_no_longer_theirs(estate, visit):
    meeting = convene_soon(estate)
    former = leave(estate.manager, on=timezone.now())
    page = text_of(visit(former).get(meeting.get_absolute_url()))
    assert "您代表" not in page
    assert "等您答复" not in page


def test_a_colleague_finds_the_seat_free_on_the_page(estate, visit):
    meeting = convene_soon(estate)
    deputy = member(organisation=estate.property, office="deputy").user
    page = visit(deputy).get(meeting.get_absolute_url())
    assert "1 个席位，已定 1 人" in text_of(page)
    leave(estate.manager, on=timezone.now())
    give_up_seats()
    page = text_of(visit(deputy).get(meeting.get_absolute_url()))
    assert "1 个席位，已定 0 人" in page
    assert "再请一位代表" in page


def test_the_page_names_the_reminders_that_are_still_to_come(estate, visit):
    meeting = convene_soon(estate, days=2)
    page = text_of(visit(estate.manager).get(meeting.get_absolute_url()))
    assert "会前 1 天、2 小时各提醒您一次" in page
    answer = {"reply": "coming", "seen_start": meeting.starts_at.isoformat()}
    page = text_of(visit(estate.manager).post(f"{meeting.get_absolute_url()}reply/", answer, follow=True))
    assert "3 天" not in page


def test_a_closed_account_is_offered_for_no_seat(estate):
    people = {user for offer in parties_offered(estate.place) for user, _line in offer.people}
    assert {estate.captain, estate.manager} <= people
    close(estate.captain)
    close(estate.manager)
    people = {user for offer in parties_offered(estate.place) for user, _line in offer.people}
    assert not {estate.captain, estate.manager} & people
    with pytest.raises(Refused, match="的人"):
        estate.convene()


def test_a_promise_is_handed_over_to_nobody_whose_account_is_closed(estate):
    meeting = estate.convene()
    assert {estate.captain.pk, estate.manager.pk} <= takers(meeting).people.keys()
    close(estate.captain)
    close(estate.manager)
    assert not {estate.captain.pk, estate.manager.pk} & takers(meeting).people.keys()
