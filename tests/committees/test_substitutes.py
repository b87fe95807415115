"""Somebody else sits on a delegate's seat: to and fro, over a move, and once in every count."""

from datetime import timedelta

import pytest

from committees import messages
from committees.models import Meeting
from committees.operations import PartyPlan, cancel_meeting, move_meeting, reply, send_substitute
from committees.operations.room import check_in, open_meeting
from committees.queries.room import quorum_now
from kit.refused import Refused
from tests.committees.ground import NOW, STARTS, convene_by, member
from tests.committees.outbox import pending_reminders, rows
from tests.committees.votes import BY_DELEGATES
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
LATER = STARTS + timedelta(days=7)


def sends(estate, meeting, user, **more):
    fields = {"by": estate.manager, "meeting": meeting, "substitute": user, "now": NOW}
    return send_substitute(**fields | more)


def state(meeting, user) -> str:
    return meeting.invitations.get(user=user).reply


def waiting(meeting, user, kind) -> int:
    return rows(meeting, kind=kind, recipient=user, channel="inbox", state="pending").count()


def test_sent_to_and_fro_each_time_the_one_who_comes_is_told_and_reminded(estate):
    meeting = estate.convene()
    one, two = (member(organisation=estate.property).user for _n in range(2))
    for number, user in enumerate((one, two, one, two), start=1):
        sends(estate, meeting, user)
        other = two if user == one else one
        assert len(pending_reminders(meeting, user)) == 3, number
        assert pending_reminders(meeting, other) == []
        assert waiting(meeting, user, messages.INVITATION) == 1
    assert pending_reminders(meeting, estate.manager) == []
    assert rows(meeting, kind=messages.SUBSTITUTE, recipient=one, channel="inbox").count() == 2
    reply(by=estate.manager, meeting=meeting, reply="coming", now=NOW)
    assert (state(meeting, one), state(meeting, two)) == ("declined", "declined")
    assert len(pending_reminders(meeting, estate.manager)) == 3


def test_who_was_sent_and_says_no_gives_the_seat_back(estate):
    meeting = estate.convene()
    one, two = (member(organisation=estate.property).user for _n in range(2))
    for number in (1, 2):
        sends(estate, meeting, one)
        assert pending_reminders(meeting, estate.manager) == []
        reply(by=one, meeting=meeting, reply="declined", reason="要值班", now=NOW)
        assert [state(meeting, user) for user in (estate.manager, one)] == ["none", "declined"]
        told = rows(meeting, kind=messages.SUBSTITUTE, recipient=estate.manager, channel="inbox")
        assert told.count() == number
        assert "要值班" in told.last().letter.body
        assert len(pending_reminders(meeting, estate.manager)) == 3
        assert pending_reminders(meeting, one) == []
    with pytest.raises(Refused, match="不再由您坐"):
        reply(by=one, meeting=meeting, reply="coming", now=NOW)
    sends(estate, meeting, two)
    with pytest.raises(Refused, match="不再由您坐"):
        reply(by=one, meeting=meeting, reply="online", now=NOW)
    reply(by=one, meeting=meeting, reply="declined", reason="还是要值班", now=NOW)
    assert [state(meeting, user) for user in (estate.manager, two)] == ["proxy", "none"]
    reply(by=estate.manager, meeting=meeting, reply="coming", now=NOW)
    with pytest.raises(Refused, match="不再由您坐"):
        reply(by=two, meeting=meeting, reply="coming", now=NOW)


def test_a_new_date_leaves_who_was_sent_and_who_was_stood_down_as_they_are(estate):
    meeting = estate.convene(seats_for_residents=1)
    one, two = (member(organisation=estate.property).user for _n in range(2))
    sends(estate, meeting, one)
    sends(estate, meeting, two)
    reply(by=two, meeting=meeting, reply="coming", now=NOW)
    reply(by=estate.resident, meeting=meeting, reply="online", now=NOW)
    moved = {"starts_at": LATER, "ends_at": LATER + timedelta(minutes=90), "now": NOW}
    move_meeting(by=estate.staff, meeting=meeting, **moved)
    assert [state(meeting, user) for user in (estate.manager, one, two)] == ["proxy", "declined", "none"]
    assert state(meeting, estate.resident) == "online"  # and takes no chair by it
    assert pending_reminders(meeting, one) == []
    assert len(pending_reminders(meeting, two)) == 3
    reply(by=estate.manager, meeting=meeting, reply="coming", now=NOW)
    assert state(meeting, two) == "declined"


def test_whoever_sent_another_hears_that_it_moved_and_that_it_is_off(estate):
    meeting = estate.convene()
    one = member(organisation=estate.property).user
    rows(meeting, kind=messages.INVITATION).update(state="sent", sent_at=NOW)
    sends(estate, meeting, one)
    moved = {"starts_at": LATER, "ends_at": LATER + timedelta(minutes=90), "now": NOW}
    move_meeting(by=estate.staff, meeting=meeting, **moved)
    told = rows(meeting, kind=messages.MOVED, recipient=estate.manager, channel="inbox").get()
    assert "3 月 18 日" in told.title
    assert f"仍由{one.display_name}代您出席" in told.letter.body
    assert pending_reminders(meeting, estate.manager) == []
    cancel_meeting(by=estate.staff, meeting=meeting, reason="台风", now=NOW)
    assert waiting(meeting, estate.manager, messages.CANCELLED) == 1


def test_both_in_the_room_are_one_seat(estate):
    colleague, vice, deputy = (member(organisation=estate.property).user for _n in range(3))
    parties = [PartyPlan("", estate.property, [estate.manager, colleague, vice]), *estate.parties()[:1]]
    meeting = convene_by(estate, rules=BY_DELEGATES, parties=parties)
    sends(estate, meeting, deputy)
    for user in (estate.manager, deputy):
        invitation = meeting.invitations.get(user=user)
        check_in(by=estate.staff, meeting=meeting, invitation=invitation, now=STARTS)
    assert quorum_now(meeting).people == 1


def test_what_cannot_be_sent(estate):
    meeting = estate.convene()
    for user in (estate.manager, estate.president, member(organisation=OrganisationFactory()).user):
        with pytest.raises(Refused):
            sends(estate, meeting, user)
    with pytest.raises(Refused, match="只有代表"):
        sends(estate, meeting, estate.captain, by=estate.resident)
    Meeting.objects.filter(pk=meeting.pk).update(has_substitutes=False)
    with pytest.raises(Refused, match="不能由别人代替"):
        sends(estate, meeting, member(organisation=estate.property).user)
    office = estate.manager.memberships.get()
    office.ended_on = "2026-01-01"
    office.save()
    del estate.manager._standing
    with pytest.raises(Refused, match="只有代表"):
        sends(estate, meeting, member(organisation=estate.property).user)


def test_who_came_early_to_the_old_date_is_not_there_on_the_new_one(estate):
    meeting = estate.convene()
    invitation = meeting.invitations.get(user=estate.manager)
    early = STARTS - timedelta(minutes=50)
    check_in(by=estate.staff, meeting=meeting, invitation=invitation, now=early)
    moved = {"starts_at": LATER, "ends_at": LATER + timedelta(minutes=90), "now": early}
    move_meeting(by=estate.staff, meeting=meeting, **moved)
    assert quorum_now(meeting).people == 0


def test_nobody_is_reminded_of_what_has_begun(estate):
    meeting = estate.convene(now=STARTS - timedelta(hours=3))
    assert pending_reminders(meeting, estate.manager)
    open_meeting(by=estate.staff, meeting=meeting, now=STARTS - timedelta(minutes=55))
    assert not rows(meeting, kind=messages.REMINDER, state="pending").exists()
