"""Opening a meeting, who is there, and the clock of the item on the table."""

from datetime import timedelta

import pytest

from buildings.models import Membership
from committees.models import Attendance
from committees.operations import PartyPlan, cancel_meeting, close_meeting, reply
from committees.operations.room import (
    add_minutes,
    check_in,
    check_in_expected,
    check_in_self,
    check_out,
    finish_item,
    open_meeting,
    pause_clock,
    take_up,
)
from committees.queries.room import quorum_now
from journal.models import Entry
from kit.refused import Refused
from people.models import User
from tests.committees.ground import NOW, SINCE, STARTS, attend, held, make_place, member
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
DOORS = STARTS - timedelta(hours=1)


def called(meeting, user):
    return meeting.invitations.get(user=user)


def fresh(meeting):
    meeting.refresh_from_db()
    return meeting


def written(meeting, verb):
    return Entry.objects.about(meeting).filter(verb=f"committees.{verb}").count()


# --- opening ------------------------------------------------------------------------------------------------------


def test_it_is_opened_once_from_an_hour_before_on(estate):
    meeting = estate.convene()
    with pytest.raises(Refused, match="还早"):
        open_meeting(by=estate.staff, meeting=meeting, now=DOORS - timedelta(seconds=1))
    opened = open_meeting(by=estate.staff, meeting=meeting, now=DOORS)
    assert (opened.opened_at, opened.live_item.position, opened.is_on) == (DOORS, 1, True)
    assert meeting.agenda.get(position=1).running_since == DOORS
    pulse = fresh(meeting).pulse
    again = open_meeting(by=estate.staff, meeting=meeting, now=STARTS)
    assert (again.opened_at, again.pulse, written(meeting, "open")) == (DOORS, pulse, 1)
    assert meeting.agenda.get(position=1).running_since == DOORS
    # Opened, it has begun, though its hour has not come.
    with pytest.raises(Refused, match="已经开始"):
        reply(by=estate.manager, meeting=meeting, reply="coming", now=DOORS)


def test_by_whom_it_is_opened(estate):
    vice = member(organisation=estate.council, office="member").user
    meeting = estate.convene(chair=vice)
    for by in (estate.manager, estate.captain, estate.resident, estate.president, make_place().staff):
        with pytest.raises(Refused, match="召集"):
            open_meeting(by=by, meeting=meeting, now=STARTS)
    assert fresh(meeting).opened_at is None
    assert open_meeting(by=vice, meeting=meeting, now=STARTS).opened_at == STARTS


def test_what_was_called_off_or_closed_is_not_opened(estate):
    off, done = estate.convene(), attend(estate, estate.convene())
    cancel_meeting(by=estate.staff, meeting=off, reason="台风", now=NOW)
    close_meeting(by=estate.staff, meeting=done, minutes="已议", now=STARTS)
    for meeting, words in ((off, "取消"), (done, "已经结束")):
        with pytest.raises(Refused, match=words):
            open_meeting(by=estate.staff, meeting=meeting, now=STARTS)
        with pytest.raises(Refused, match=words):
            check_in(by=estate.staff, meeting=meeting, invitation=called(meeting, estate.captain), now=STARTS)
        with pytest.raises(Refused, match=words):
            check_in_self(by=estate.captain, meeting=meeting, code=meeting.checkin_code, now=STARTS)
        with pytest.raises(Refused, match=words):
            check_in_expected(by=estate.staff, meeting=meeting, now=STARTS)


# --- coming in ----------------------------------------------------------------------------------------------------


def test_by_the_name_list(estate):
    meeting, other = estate.convene(), make_place().convene()
    row = called(meeting, estate.manager)

    def come(**changes):
        return check_in(
            **{"by": estate.staff, "meeting": meeting, "invitation": row, "now": STARTS} | changes
        )

    with pytest.raises(Refused, match="还早"):
        come(now=DOORS - timedelta(seconds=1))
    with pytest.raises(Refused, match="召集"):
        come(by=estate.president)
    with pytest.raises(Refused, match="没有受邀"):
        come(invitation=other.invitations.first())
    before = fresh(meeting).pulse
    stay = come(now=DOORS, is_online=True)
    assert (stay.party, stay.who, stay.arrived_at, stay.is_online) == (row.party, "区簕杜鹃", DOORS, True)
    assert fresh(meeting).pulse == before + 1
    assert come(now=STARTS) == stay
    assert (meeting.attendances.count(), written(meeting, "check_in")) == (1, 1)
    assert fresh(meeting).pulse == before + 1


def test_by_name_for_those_without_an_account(estate):
    meeting = estate.convene()
    captains = meeting.parties.get(organisation=None)

    def write(name, party=None):
        return check_in(by=estate.staff, meeting=meeting, party=party, name=name, now=STARTS)

    for name in ("", "  "):
        with pytest.raises(Refused) as refused:
            write(name)
        assert refused.value.field == "name"
    with pytest.raises(Refused, match="不是") as refused:
        write("谭警官", party=make_place().convene().parties.first())
    assert refused.value.field == "party"
    guest, delegate = write(" 谭警官 "), write("谭警官", party=captains)
    assert [stay.who for stay in (guest, delegate)] == ["谭警官", "谭警官"]
    assert (write("谭警官"), write("谭警官", party=captains)) == (guest, delegate)
    assert write("很" * 41).who == "很" * 40
    assert meeting.attendances.count() == 3
    assert quorum_now(meeting).parties == 1  # a guest is no party


def test_by_the_code_at_the_door(estate):
    meeting, other = estate.convene(), estate.convene()

    def scan(by, code=meeting.checkin_code, **changes):
        return check_in_self(**{"by": by, "meeting": meeting, "code": code, "now": STARTS} | changes)

    for code in (other.checkin_code, "", "错的"):
        with pytest.raises(Refused, match="另一场"):
            scan(estate.manager, code)
    with pytest.raises(Refused, match="还早"):
        scan(estate.manager, now=DOORS - timedelta(seconds=1))
    stay = scan(estate.manager, is_online=True)
    assert (stay.party.organisation, stay.is_online, stay.noted_by) == (estate.property, True, estate.manager)
    assert scan(estate.manager) == stay

    guest = scan(estate.resident)
    assert (guest.party, guest.invitation.reply, scan(estate.resident)) == (None, "coming", guest)
    for stranger in (make_place().resident, UserFactory()):
        with pytest.raises(Refused, match="街坊"):
            scan(stranger)
    assert meeting.attendances.count() == 2
    assert meeting.invitations.filter(party=None).count() == 1


def test_a_neighbour_does_not_walk_in_on_a_closed_circle(estate):
    meeting = estate.convene(is_open=False)
    with pytest.raises(Refused, match="街坊"):
        check_in_self(by=estate.resident, meeting=meeting, code=meeting.checkin_code, now=STARTS)
    assert not meeting.invitations.filter(user=estate.resident).exists()


def test_whoever_left_their_office_is_no_delegate_at_the_door(estate):
    meeting = estate.convene()
    Membership.objects.filter(user=estate.manager).update(ended_on=SINCE + timedelta(days=30))
    gone = User.objects.get(pk=estate.manager.pk)
    with pytest.raises(Refused, match="街坊"):
        check_in_self(by=gone, meeting=meeting, code=meeting.checkin_code, now=STARTS)
    assert quorum_now(meeting).have == 0


def test_everyone_who_said_they_come_in_one_go(estate):
    meeting = estate.convene()
    answers = ((estate.staff, "coming"), (estate.manager, "online"), (estate.president, "late"))
    for by, answer in answers:
        reply(by=by, meeting=meeting, reply=answer, now=NOW)
    reply(by=estate.captain, meeting=meeting, reply="declined", reason="那天出差", now=NOW)
    reply(by=estate.resident, meeting=meeting, reply="coming", now=NOW)  # a neighbour checks in in person
    for by, now in ((estate.manager, STARTS), (estate.staff, DOORS - timedelta(seconds=1))):
        with pytest.raises(Refused):
            check_in_expected(by=by, meeting=meeting, now=now)
    assert check_in_expected(by=estate.staff, meeting=meeting, now=STARTS) == 3
    online = meeting.attendances.filter(is_online=True)
    assert [stay.who for stay in online] == ["区簕杜鹃"]
    # Who was taken out again stays out.
    check_out(by=estate.staff, attendance=online.get(), now=STARTS)
    assert check_in_expected(by=estate.staff, meeting=meeting, now=STARTS + MINUTE) == 0
    assert meeting.attendances.here().count() == 2


# --- late and early -----------------------------------------------------------------------------------------------


def test_when_somebody_came_and_left_is_put_right_but_not_foretold(estate):
    meeting = estate.convene()
    row, now = called(meeting, estate.manager), STARTS + 30 * MINUTE

    def come(at):
        return check_in(by=estate.staff, meeting=meeting, invitation=row, arrived_at=at, now=now)

    for at, words in ((now + timedelta(seconds=1), "还没到"), (DOORS - timedelta(seconds=1), "早太多")):
        with pytest.raises(Refused, match=words) as refused:
            come(at)
        assert refused.value.field == "at"
    stay = come(STARTS + 10 * MINUTE)
    assert stay.arrived_at == STARTS + 10 * MINUTE
    wrong = ((now + MINUTE, "还没到"), (STARTS - timedelta(days=1), "早太多"), (STARTS, "19:40 才到"))
    for at, words in wrong:
        with pytest.raises(Refused, match=words) as refused:
            check_out(by=estate.staff, attendance=stay, left_at=at, now=now)
        assert refused.value.field == "at"
    left = check_out(by=estate.staff, attendance=stay, left_at=STARTS + 20 * MINUTE, now=now)
    assert left.left_at == STARTS + 20 * MINUTE
    again = check_out(by=estate.staff, attendance=stay, now=now)
    assert (again.left_at, written(meeting, "check_out")) == (left.left_at, 1)


def test_leaving_oneself_and_coming_back(estate):
    meeting = held(estate)
    stay = Attendance.objects.get(invitation__user=estate.manager)
    assert quorum_now(meeting)[:3] == (4, 3, 4)
    for by in (estate.president, estate.resident):
        with pytest.raises(Refused, match="召集"):
            check_out(by=by, attendance=stay, now=STARTS)
    check_out(by=estate.manager, attendance=stay, now=STARTS + 20 * MINUTE)
    assert quorum_now(meeting).have == 3
    back = check_in_self(
        by=estate.manager, meeting=meeting, code=meeting.checkin_code, now=STARTS + 40 * MINUTE
    )
    assert back != stay
    assert quorum_now(meeting).have == 4
    stays = meeting.attendances.filter(invitation__user=estate.manager).order_by("arrived_at")
    assert list(stays.values_list("left_at", flat=True)) == [STARTS + 20 * MINUTE, None]
    close_meeting(by=estate.staff, meeting=meeting, minutes="已议", now=STARTS + 90 * MINUTE)
    with pytest.raises(Refused, match="已经结束"):
        check_out(by=estate.manager, attendance=back, now=STARTS + 91 * MINUTE)


def test_a_party_counts_with_its_seats_however_many_come(estate):
    colleagues = [member(organisation=estate.property).user for _n in range(2)]
    estate_parties = estate.parties()
    estate_parties[1] = PartyPlan("", estate.property, [estate.manager, *colleagues], seats=3)
    meeting = attend(estate, estate.convene(parties=estate_parties))
    assert (quorum_now(meeting).people, quorum_now(meeting).have) == (6, 4)
    for name in ("甲", "乙"):
        check_in(by=estate.staff, meeting=meeting, party=meeting.parties.first(), name=name, now=STARTS)
    assert (quorum_now(meeting).people, quorum_now(meeting).have) == (6, 4)


# --- the item on the table ----------------------------------------------------------------------------------------


def clock_of(meeting, position):
    item = meeting.agenda.get(position=position)
    return item.spent, item.running_since, item.ended_at


def running(meeting):
    return list(meeting.agenda.filter(running_since__isnull=False).values_list("position", flat=True))


def test_the_clock_is_held_goes_on_and_gets_more_time(estate):
    meeting = held(estate)

    def press(pause, at):
        return pause_clock(by=estate.staff, meeting=meeting, pause=pause, now=STARTS + at * MINUTE)

    press(True, 5)
    assert clock_of(meeting, 1) == (5 * MINUTE, None, None)
    press(True, 9)
    assert clock_of(meeting, 1) == (5 * MINUTE, None, None)
    press(False, 10)
    press(False, 11)
    assert clock_of(meeting, 1) == (5 * MINUTE, STARTS + 10 * MINUTE, None)
    assert meeting.agenda.get(position=1).time_spent(STARTS + 12 * MINUTE) == 7 * MINUTE

    given = meeting.agenda.get(position=1).time_given
    for minutes in (0, -5, 121):
        with pytest.raises(Refused, match="2 小时"):
            add_minutes(by=estate.staff, meeting=meeting, minutes=minutes, now=STARTS)
    for minutes in (5, 115):
        item = add_minutes(by=estate.staff, meeting=meeting, minutes=minutes, now=STARTS)
    assert item.time_given == given + 120 * MINUTE
    with pytest.raises(Refused, match="2 小时"):
        add_minutes(by=estate.staff, meeting=meeting, minutes=1, now=STARTS)


def test_the_next_item_and_one_taken_up_again(estate):
    meeting = held(estate)
    first, second, third = meeting.agenda.order_by("position")

    def on(minute, verb, **changes):
        return verb(by=estate.staff, meeting=meeting, now=STARTS + minute * MINUTE, **changes)

    assert on(10, finish_item, seen=first.pk) == second
    assert clock_of(meeting, 1) == (10 * MINUTE, None, STARTS + 10 * MINUTE)
    # The same press, a moment later on another screen, goes on by nothing.
    assert on(10, finish_item, seen=first.pk) == second
    assert running(meeting) == [2]
    on(15, take_up, item=third)
    assert (running(meeting), clock_of(meeting, 2)[0]) == ([3], 5 * MINUTE)
    on(16, take_up, item=second)
    assert clock_of(meeting, 2) == (5 * MINUTE, STARTS + 16 * MINUTE, None)
    assert on(17, take_up, item=second) == second
    assert clock_of(meeting, 2)[1] == STARTS + 16 * MINUTE
    # The third was on the table already: what follows is nothing.
    assert on(18, finish_item) is None
    assert (running(meeting), fresh(meeting).live_item) == ([], None)
    assert clock_of(meeting, 2)[0] == 7 * MINUTE
    for verb, words in ((pause_clock, {}), (add_minutes, {"minutes": 5})):
        with pytest.raises(Refused, match="没有在议"):
            on(19, verb, **words)
    on(20, take_up, item=first)
    assert (running(meeting), fresh(meeting).live_item) == ([1], first)
    assert clock_of(meeting, 1) == (10 * MINUTE, STARTS + 20 * MINUTE, None)


def test_the_end_stops_the_clock_and_every_screen_learns_of_it(estate):
    meeting = held(estate)
    before = fresh(meeting).pulse
    close_meeting(by=estate.staff, meeting=meeting, minutes="已议", now=STARTS + 10 * MINUTE)
    assert clock_of(meeting, 1) == (10 * MINUTE, None, STARTS + 10 * MINUTE)
    assert fresh(meeting).pulse > before


def test_the_table_is_for_who_runs_an_open_meeting(estate):
    meeting, elsewhere = estate.convene(), make_place().convene()
    item = meeting.agenda.get(position=2)
    acts = [
        (take_up, {"item": item}),
        (finish_item, {}),
        (pause_clock, {}),
        (add_minutes, {"minutes": 5}),
    ]
    for verb, words in acts:
        with pytest.raises(Refused, match="先开会"):
            verb(by=estate.staff, meeting=meeting, now=STARTS, **words)
        with pytest.raises(Refused, match="召集"):
            verb(by=estate.manager, meeting=meeting, now=STARTS, **words)
    open_meeting(by=estate.staff, meeting=meeting, now=STARTS)
    with pytest.raises(Refused, match="另一次"):
        take_up(by=estate.staff, meeting=meeting, item=elsewhere.agenda.first(), now=STARTS)
    close_meeting(by=estate.staff, meeting=meeting, minutes="已议", now=STARTS)
    for verb, words in acts:
        with pytest.raises(Refused, match="已经结束"):
            verb(by=estate.staff, meeting=meeting, now=STARTS, **words)
