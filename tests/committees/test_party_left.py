"""An organisation whose service ended is no party any more of a meeting that was called before: it neither
answers nor votes nor counts, and is shown as having left. What it took part in keeps its word."""

from datetime import timedelta

import pytest
from django.utils import timezone

from buildings.models import Service
from buildings.operations import begin_service, end_service
from committees import messages
from committees.models import Meeting
from committees.operations import PartyPlan, close_meeting, give_up_seats, invite_delegate, reply
from committees.operations.motions import Votes, cast_vote, count_hands, decide_motion, open_vote
from committees.operations.notes import word_motion
from committees.operations.room import check_in, open_meeting, take_up
from committees.queries.room import quorum_now
from committees.rules import may_answer_for, may_invite
from kit.refused import Refused
from people.models import User
from tests.committees.ground import attend, convene_now, convene_soon, member
from tests.committees.outbox import pending_reminders, rows
from tests.committees.pages import text_of
from tests.factories import OrganisationFactory, make_estate

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def leaves(organisation, on=None) -> None:
    on = on or timezone.localdate()
    Service.objects.filter(organisation=organisation).update(started_on=on - 400 * DAY, ended_on=on)


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def put_to_the_vote(estate, meeting, method: str):
    open_meeting(by=estate.staff, meeting=meeting)
    item = meeting.agenda.get(position=2)
    take_up(by=estate.staff, meeting=meeting, item=item)
    motion = word_motion(by=estate.staff, item=item, text="建充电棚")
    return open_vote(by=estate.staff, motion=motion, method=method)


def test_it_answers_no_more_and_names_nobody(estate):
    meeting = convene_soon(estate)
    party = meeting.parties.get(organisation=estate.property)
    colleague = member(organisation=estate.property).user
    assert may_invite(user=estate.manager, party=party)
    leaves(estate.property)
    with pytest.raises(Refused):
        reply(by=fresh(estate.manager), meeting=meeting, reply="coming")
    for by in (fresh(estate.manager), estate.staff):
        with pytest.raises(Refused):
            invite_delegate(by=by, party=party, user=colleague)


def test_those_who_called_it_hear_once_and_nobody_is_reminded(estate):
    meeting = convene_soon(estate)
    colleague = member(organisation=estate.property).user
    invite_delegate(by=estate.staff, party=meeting.parties.get(organisation=estate.property), user=colleague)
    leaves(estate.property)
    assert give_up_seats() == 2
    told = rows(meeting, kind=messages.SUBSTITUTE, channel="inbox")
    (said,) = told.filter(recipient=estate.staff)
    assert f"{estate.property.name}不再服务这里" in said.title
    for user in (estate.manager, colleague):
        assert "您不用来了" in told.get(recipient=user).title
        assert pending_reminders(meeting, user) == []
    assert give_up_seats() == 0


def test_it_is_not_waited_for(estate):
    meeting = attend(estate, convene_now(estate))
    before = quorum_now(meeting)
    leaves(estate.property)
    after = quorum_now(meeting)
    assert (before.parties_total, after.parties_total) == (4, 3)
    assert (before.parties, after.parties) == (4, 3)


def test_it_votes_on_no_phone(estate):
    meeting = attend(estate, convene_now(estate))
    motion = put_to_the_vote(estate, meeting, "phones")
    leaves(estate.property)
    with pytest.raises(Refused):
        cast_vote(by=fresh(estate.manager), motion=motion, choice="for")
    assert cast_vote(by=estate.president, motion=motion, choice="for").pk


def test_what_it_said_before_it_left_is_not_counted_either(estate, visit):
    """Nor do its vote and all others' together stand in the way of any decision."""
    meeting = attend(estate, convene_now(estate))
    motion = put_to_the_vote(estate, meeting, "phones")
    cast_vote(by=estate.manager, motion=motion, choice="against")
    for by in (estate.staff, estate.president, estate.captain):
        cast_vote(by=by, motion=motion, choice="for")
    leaves(estate.property)
    shown = visit(estate.staff).get(f"/meetings/{meeting.pk}/room/").context["room"]
    assert shown.tally == {"votes_for": 3, "votes_against": 0, "abstentions": 0}
    resolution = decide_motion(by=estate.staff, motion=motion)
    assert (resolution.votes_for, resolution.votes_against) == (3, 0)
    assert not motion.votes.filter(party__organisation=estate.property).exists()


def test_its_hands_are_not_counted(estate, visit):
    meeting = attend(estate, convene_now(estate))
    motion = put_to_the_vote(estate, meeting, "hands")
    party = meeting.parties.get(organisation=estate.property)
    leaves(estate.property)
    with pytest.raises(Refused):
        count_hands(by=estate.staff, motion=motion, party=party, votes=Votes(votes_for=1))
    desk = text_of(visit(estate.staff).get(f"/meetings/{meeting.pk}/room/"))
    assert "已不再服务这里" in desk
    assert (
        f'id="party{party.pk}'
        not in visit(estate.staff).get(f"/meetings/{meeting.pk}/room/").content.decode()
    )


@pytest.mark.parametrize("tail", ["", "invited/"])
def test_it_is_shown_as_having_left(estate, visit, tail):
    meeting = convene_soon(estate)
    page = f"/meetings/{meeting.pk}/{tail}"
    assert "已不再服务这里" not in text_of(visit(estate.staff).get(page))
    leaves(estate.property)
    assert "已不再服务这里" in text_of(visit(estate.staff).get(page))


def test_no_answer_of_it_is_missed_and_no_place_kept_on_the_name_list(estate, visit):
    meeting = convene_soon(estate)
    staff, missing, places = visit(estate.staff), '<span class="chip chip--new">', '<span class="meta num">'
    invited, names = f"/meetings/{meeting.pk}/invited/", f"/meetings/{meeting.pk}/room/people/"
    before = [staff.get(page).content.decode() for page in (invited, names)]
    leaves(estate.property)
    after = [staff.get(page).content.decode() for page in (invited, names)]
    assert after[0].count(missing) == before[0].count(missing) - 1
    assert after[1].count(places) == before[1].count(places) - 1
    assert "已不再服务这里" in after[1]


def test_what_it_took_part_in_keeps_its_word(estate):
    meeting = attend(estate, convene_now(estate))
    party = meeting.parties.get(organisation=estate.property)
    close_meeting(by=estate.staff, meeting=meeting, minutes="已议")
    Meeting.objects.filter(pk=meeting.pk).update(
        starts_at=meeting.starts_at - 9 * DAY, ends_at=meeting.ends_at - 9 * DAY
    )
    leaves(estate.property)
    assert may_answer_for(user=fresh(estate.manager), party=party)


def test_whoever_was_called_from_outside_stays_and_so_does_one_with_another_service(estate):
    outside = OrganisationFactory(kind="partner", serves=[make_estate()])
    guest = member(organisation=outside).user
    meeting = convene_soon(estate, parties=[*estate.parties(), PartyPlan("", outside, [guest])])
    leaves(outside)
    leaves(estate.property)
    Service.objects.create(organisation=estate.property, place=estate.building, started_on="2025-01-01")
    for user in (guest, estate.manager):
        assert reply(by=fresh(user), meeting=meeting, reply="coming").reply == "coming"
    assert give_up_seats() == 0


@pytest.mark.parametrize("days", [0, 5])
def test_a_service_entered_by_mistake_and_taken_back_makes_nobody_from_outside_leave(estate, days):
    outside = OrganisationFactory(kind="partner", serves=[make_estate()])
    guest = member(organisation=outside).user
    meeting = convene_soon(estate, parties=[*estate.parties(), PartyPlan("", outside, [guest])])
    Meeting.objects.filter(pk=meeting.pk).update(created_at=timezone.now() - DAY)
    began = timezone.localdate() + days * DAY
    service = begin_service(by=estate.staff, organisation=outside, place=estate.place, started_on=began)
    end_service(by=estate.staff, service=service, on=began)
    then = timezone.now() + days * DAY
    assert give_up_seats(now=then) == 0
    assert reply(by=fresh(guest), meeting=meeting, reply="coming").reply == "coming"


def test_whoever_was_called_while_the_mistake_stood_is_no_party(estate):
    wrong = OrganisationFactory(kind="property_company", serves=[])
    manager = member(organisation=wrong).user
    service = begin_service(by=estate.staff, organisation=wrong, place=estate.place)
    meeting = convene_soon(estate, parties=[*estate.parties(), PartyPlan("", wrong, [manager])])
    end_service(by=estate.staff, service=service, on=timezone.localdate())
    with pytest.raises(Refused):
        reply(by=fresh(manager), meeting=meeting, reply="coming")
    assert give_up_seats() == 1


def test_its_people_may_sit_in_as_guests_are_let_in(estate):
    """Whoever runs the meeting still checks in who is there; it is nobody's vote."""
    meeting = convene_now(estate)
    leaves(estate.property)
    check_in(by=estate.staff, meeting=meeting, invitation=meeting.invitations.get(user=estate.manager))
    assert quorum_now(meeting).parties == 0
