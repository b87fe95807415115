"""Answers, and what they do to the reminders."""

from datetime import timedelta

import pytest

from committees import messages
from committees.operations import invite_delegate, move_meeting, reply
from committees.operations.room import check_in_self, open_meeting
from journal.models import Entry
from kit.refused import Refused
from notifications.models import State
from tests.committees.ground import NOW, STARTS, member, resident_of
from tests.committees.outbox import counts, pending_reminders, rows
from tests.factories import make_building

pytestmark = pytest.mark.django_db
ALL = ["03-08 19:30", "03-10 19:30", "03-11 17:30"]


def test_declining_voids_ones_own_reminders_only(estate):
    meeting = estate.convene()
    invitation = reply(
        by=estate.manager, meeting=meeting, reply="declined", reason="那天出差", says="那天出差", now=NOW
    )
    assert (invitation.reply, invitation.says, invitation.replied_at) == ("declined", "那天出差", NOW)
    for channel in ("inbox", "email"):
        assert pending_reminders(meeting, estate.manager, channel) == []
        assert pending_reminders(meeting, estate.staff, channel) == ALL


def test_coming_after_all_brings_back_what_is_still_ahead(estate):
    meeting = estate.convene()
    after_the_first = STARTS - timedelta(days=2)
    rows(meeting, recipient=estate.manager, kind=messages.REMINDER, due_at__lte=after_the_first).update(
        state=State.SENT, sent_at=after_the_first
    )
    reply(by=estate.manager, meeting=meeting, reply="declined", reason="那天出差", now=after_the_first)
    reply(by=estate.manager, meeting=meeting, reply="coming", now=after_the_first)
    for channel in ("inbox", "email"):
        assert pending_reminders(meeting, estate.manager, channel) == ["03-10 19:30", "03-11 17:30"]
    # The one that was sent is not sent again, and nobody has two for one moment.
    sent = rows(
        meeting, recipient=estate.manager, kind=messages.REMINDER, channel="inbox", due_at__lt=after_the_first
    )
    assert [m.state for m in sent] == [State.SENT]


def test_changing_ones_mind_many_times_leaves_one_row_for_each_moment(estate):
    meeting = estate.convene()
    for _round in range(3):
        reply(by=estate.manager, meeting=meeting, reply="declined", reason="那天出差", now=NOW)
        reply(by=estate.manager, meeting=meeting, reply="online", now=NOW)
        reply(by=estate.manager, meeting=meeting, reply="coming", now=NOW)
    for channel in ("inbox", "email"):
        assert pending_reminders(meeting, estate.manager, channel) == ALL
    assert meeting.invitations.get(user=estate.manager).returns == 3


def test_after_a_move_a_declined_and_returned_delegate_is_reminded_of_the_new_date_only(estate):
    meeting = estate.convene()
    reply(by=estate.manager, meeting=meeting, reply="declined", reason="那天出差", now=NOW)
    move_meeting(
        by=estate.staff,
        meeting=meeting,
        starts_at=STARTS + timedelta(days=1),
        ends_at=STARTS + timedelta(days=1, hours=1),
        now=NOW,
    )
    reply(by=estate.manager, meeting=meeting, reply="declined", reason="那天出差", now=NOW)
    reply(by=estate.manager, meeting=meeting, reply="late", now=NOW)
    assert pending_reminders(meeting, estate.manager) == ["03-09 19:30", "03-11 19:30", "03-12 17:30"]


def test_the_same_answer_twice_is_one(estate):
    meeting = estate.convene()
    for _tap in range(2):
        reply(by=estate.manager, meeting=meeting, reply="coming", now=NOW)
    assert Entry.objects.filter(verb="committees.reply").count() == 1
    assert pending_reminders(meeting, estate.manager) == ALL


def test_a_neighbour_signs_up_for_an_open_meeting_and_is_reminded(estate):
    meeting = estate.convene()
    invitation = reply(by=estate.resident, meeting=meeting, reply="coming", now=NOW)
    assert invitation.party is None
    assert pending_reminders(meeting, estate.resident) == ALL


@pytest.mark.parametrize("who, is_open", [("stranger", True), ("resident", False)])
def test_others_do_not(estate, who, is_open):
    meeting = estate.convene(is_open=is_open)
    people = {"stranger": resident_of(make_building()), "resident": estate.resident}
    with pytest.raises(Refused):
        reply(by=people[who], meeting=meeting, reply="coming", now=NOW)
    assert meeting.invitations.count() == 4


def test_the_seats_for_neighbours(estate):
    meeting = estate.convene(seats_for_residents=1)
    second = resident_of(estate.building, "0102")
    third = resident_of(estate.building, "0201")
    reply(by=estate.resident, meeting=meeting, reply="coming", now=NOW)
    with pytest.raises(Refused, match="坐满"):
        reply(by=second, meeting=meeting, reply="coming", now=NOW)
    assert not meeting.invitations.filter(user=second).exists()
    # Online needs no chair, delegates have theirs, and a chair given up is free.
    reply(by=third, meeting=meeting, reply="online", now=NOW)
    reply(by=estate.captain, meeting=meeting, reply="coming", now=NOW)
    reply(by=estate.resident, meeting=meeting, reply="coming", says="还是来", now=NOW)
    reply(by=estate.resident, meeting=meeting, reply="declined", reason="那天出差", now=NOW)
    assert reply(by=second, meeting=meeting, reply="coming", now=NOW).reply == "coming"


def test_a_chair_is_kept_when_the_date_moves(estate):
    meeting = estate.convene(seats_for_residents=1)
    reply(by=estate.resident, meeting=meeting, reply="coming", now=NOW)
    starts_at = STARTS + timedelta(days=1)
    move_meeting(
        by=estate.staff, meeting=meeting, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), now=NOW
    )
    with pytest.raises(Refused, match="坐满"):
        reply(by=resident_of(estate.building, "0102"), meeting=meeting, reply="coming", now=NOW)


@pytest.mark.parametrize("word", ["none", "", "perhaps"])
def test_no_answer_is_no_answer(estate, word):
    with pytest.raises(Refused) as refused:
        reply(by=estate.manager, meeting=estate.convene(), reply=word, now=NOW)
    assert refused.value.field == "reply"


def test_once_it_began_it_is_too_late_to_answer(estate):
    with pytest.raises(Refused, match="已经开始"):
        reply(by=estate.manager, meeting=estate.convene(), reply="coming", now=STARTS)


# --- one more delegate --------------------------------------------------------------------------------------------


def test_a_party_names_one_more_delegate_who_gets_what_the_others_got(estate):
    meeting = estate.convene()
    party = meeting.parties.get(organisation=estate.property)
    colleague = member(organisation=estate.property).user
    later = STARTS - timedelta(days=2)
    with pytest.raises(Refused, match="比席位还多"):  # a party gives itself no vote more
        invite_delegate(by=estate.manager, party=party, user=colleague, now=later)
    invite_delegate(by=estate.staff, party=party, user=colleague, now=later)

    assert pending_reminders(meeting, colleague) == ["03-10 19:30", "03-11 17:30"]
    assert rows(meeting, kind=messages.INVITATION, recipient=colleague).count() == 1
    party.refresh_from_db()
    assert party.seats == 2
    again = invite_delegate(by=estate.manager, party=party, user=colleague, now=later)
    assert again.party == party
    assert counts(meeting, messages.INVITATION)["pending", "inbox"] == 5


def test_not_for_another_party_not_a_stranger_not_a_delegate_of_two(estate):
    meeting = estate.convene()
    party = meeting.parties.get(organisation=estate.property)
    colleague = member(organisation=estate.property).user
    with pytest.raises(Refused, match="各方自己"):
        invite_delegate(by=estate.president, party=party, user=colleague, now=NOW)
    with pytest.raises(Refused, match="不是"):
        invite_delegate(by=estate.staff, party=party, user=estate.resident, now=NOW)
    both = member(organisation=estate.property, user=estate.president).user
    with pytest.raises(Refused, match="一方"):
        invite_delegate(by=estate.staff, party=party, user=both, now=NOW)
    assert meeting.invitations.count() == 4


def test_a_neighbour_who_signed_up_may_become_a_delegate(estate):
    meeting = estate.convene()
    reply(by=estate.resident, meeting=meeting, reply="coming", now=NOW)
    party = meeting.parties.get(organisation=None)
    invitation = invite_delegate(by=estate.staff, party=party, user=estate.resident, now=NOW)
    assert (invitation.party, invitation.reply) == (party, "coming")
    assert pending_reminders(meeting, estate.resident) == ALL


def test_no_child_stands_in_a_list_of_names_by_an_answer_or_the_code_at_the_door(estate, client):
    """As the page about privacy says: they come along with a grown-up of their home."""
    meeting = estate.convene(is_open=True)
    child = resident_of(estate.building, "0101", is_minor=True, guardian=estate.resident)
    client.force_login(child)
    assert 'id="rsvp"' not in client.get(meeting.get_absolute_url()).content.decode()
    with pytest.raises(Refused, match="未满 14 岁"):
        reply(by=child, meeting=meeting, reply="coming", now=NOW)
    open_meeting(by=estate.staff, meeting=meeting, now=STARTS)
    code = meeting.checkin_code
    with pytest.raises(Refused, match="未满 14 岁"):
        check_in_self(by=child, meeting=meeting, code=code, now=STARTS)
    page = client.get(f"{meeting.get_absolute_url()}here/{code}/").content.decode()
    assert "未满 14 岁" in page
    assert not meeting.invitations.filter(user=child).exists()
