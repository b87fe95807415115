"""A wording is put to the vote, counted, and becomes a resolution."""

from datetime import timedelta

import pytest

from buildings.models import Membership
from committees.models import Invitation
from committees.models.meetings import Meeting
from committees.operations import PartyPlan, close_meeting
from committees.operations.floor import raise_hand
from committees.operations.motions import (
    Votes,
    count_hands,
    open_vote,
    votes_on,
    withdraw_motion,
)
from committees.operations.notes import word_motion
from committees.operations.parties import send_substitute
from committees.operations.room import check_in, check_in_self, check_out, open_meeting, take_up
from committees.queries.room import Room
from kit.refused import Refused
from people.models import User
from tests.committees.ground import NOW, SINCE, STARTS, attend, convene_by, held, make_place, member
from tests.committees.votes import BY_DELEGATES, at, check_out_all, count, decide, moved, party_of, put, vote

pytestmark = pytest.mark.django_db


# --- opening a vote -----------------------------------------------------------------------------------------------


def test_no_vote_without_enough_of_them_there(estate):
    meeting = estate.convene()
    motion = moved(estate, meeting)
    for number, user in enumerate((estate.staff, estate.manager)):
        check_in(by=estate.staff, meeting=meeting, invitation=Invitation.objects.get(user=user), now=STARTS)
        with pytest.raises(Refused, match=f"需要 3，签到 {number + 1}"):
            open_vote(by=estate.staff, motion=motion, method="hands", now=at(2))
    check_in(by=estate.staff, meeting=meeting, name="甲", party=party_of(meeting, estate.council), now=STARTS)
    assert open_vote(by=estate.staff, motion=motion, method="hands", now=at(2)).state == "voting"


def test_its_words_are_fixed_once_the_vote_is_open(estate):
    meeting = held(estate)
    motion = moved(estate, meeting, " 在架空层建充电棚 \r\n40 个车位 ")
    with pytest.raises(Refused, match="怎么表决") as refused:
        open_vote(by=estate.staff, motion=motion, method="consensus", now=at(2))
    assert refused.value.field == "method"
    for by in (estate.manager, estate.resident):
        with pytest.raises(Refused, match="召集"):
            open_vote(by=by, motion=motion, method="hands", now=at(2))
    hand = raise_hand(by=estate.captain, meeting=meeting, side="against", now=at(1))
    opened = open_vote(by=estate.staff, motion=motion, method="hands", now=at(2))
    hand.refresh_from_db()
    assert hand.ended_at == at(2)  # the debate is over
    assert open_vote(by=estate.staff, motion=motion, method="hands", now=at(3)).opened_at == opened.opened_at
    with pytest.raises(Refused, match="处理过"):
        open_vote(by=estate.staff, motion=motion, method="phones", now=at(3))
    # Whoever still types writes another motion, not this one; and one vote is open at a time.
    other = word_motion(by=estate.staff, item=motion.item, text="改了一个字", now=at(3))
    motion.refresh_from_db()
    assert (other.pk != motion.pk, motion.text) == (True, "在架空层建充电棚 \n40 个车位")
    with pytest.raises(Refused, match="正在表决"):
        open_vote(by=estate.staff, motion=other, method="hands", now=at(4))
    with pytest.raises(Refused, match="正在表决"):
        take_up(by=estate.staff, meeting=meeting, item=motion.item, now=at(4))
    with pytest.raises(Refused, match="正在表决"):
        close_meeting(by=estate.staff, meeting=meeting, minutes="已议", now=at(4))


def test_what_has_no_words_is_not_voted_on(estate):
    meeting = held(estate)
    motion = moved(estate, meeting, "  ")
    for act in (
        lambda: open_vote(by=estate.staff, motion=motion, method="hands", now=at(2)),
        lambda: decide(estate, motion, method="consensus"),
    ):
        with pytest.raises(Refused, match="逐字") as refused:
            act()
        assert refused.value.field == "text"
    assert not meeting.resolutions.exists()


def test_where_nobody_votes_all_agree_or_it_is_noted(estate):
    meeting = attend(estate, convene_by(estate, rules={"voters": "nobody", "quorum_of": "nobody"}))
    check_out_all(estate, meeting)
    motion = moved(estate, meeting)
    with pytest.raises(Refused, match="不表决"):
        open_vote(by=estate.staff, motion=motion, method="hands", now=at(2))
    assert decide(estate, motion, method="consensus").outcome == "adopted"


# --- on phones ----------------------------------------------------------------------------------------------------


def test_one_party_one_voice_on_phones(estate):
    colleague = member(organisation=estate.property).user
    parties = estate.parties()
    parties[1] = PartyPlan("", estate.property, [estate.manager, colleague])
    meeting = held(estate, parties=parties)
    motion = put(estate, meeting)
    with pytest.raises(Refused, match="同意、反对或弃权") as refused:
        vote(estate.manager, motion, "perhaps")
    assert refused.value.field == "choice"
    first = vote(estate.manager, motion)
    assert (first.party.organisation, first.invitation) == (estate.property, None)
    assert vote(estate.manager, motion, minute=4).cast_at == at(3)  # the second tap
    # A colleague says otherwise: still one voice, the later one.
    changed = vote(colleague, motion, "against", minute=4)
    assert (changed.pk, changed.cast_by, changed.cast_at) == (first.pk, colleague, at(4))
    assert votes_on(motion) == Votes(0, 1, 0)
    vote(estate.captain, motion, "abstain")
    rows = {row["party"].name: row["said"] for row in Room(Meeting.objects.get(pk=meeting.pk)).vote_rows()}
    assert rows == {
        estate.committee.name: "",
        estate.property.name: "against",
        estate.council.name: "",
        "楼长代表": "abstain",
    }


def test_each_delegate_has_a_vote_and_no_party_more_than_its_seats(estate):
    colleague, third = (member(organisation=estate.property).user for _n in range(2))
    parties = estate.parties()
    parties[1] = PartyPlan("", estate.property, [estate.manager, colleague])
    meeting = held_with(estate, parties, third)
    motion = put(estate, meeting)
    vote(estate.manager, motion)
    vote(third, motion, "against")
    with pytest.raises(Refused, match="已经有人表过态"):
        vote(colleague, motion)
    assert vote(third, motion, "abstain").invitation.user == third
    assert votes_on(motion) == Votes(1, 0, 1)
    assert Room(Meeting.objects.get(pk=meeting.pk)).tally == {
        "votes_for": 1,
        "votes_against": 0,
        "abstentions": 1,
    }


def held_with(estate, parties, substitute):
    """By delegates' votes; the last delegate of the property company sent a substitute and comes all the same."""
    meeting = convene_by(estate, rules=BY_DELEGATES, parties=parties)
    sender = parties[1].users[-1]
    send_substitute(by=sender, meeting=meeting, substitute=substitute, now=NOW)
    return open_meeting(by=estate.staff, meeting=attend(estate, meeting), now=STARTS)


def test_a_substitute_votes_for_the_party(estate):
    colleague = member(organisation=estate.property).user
    meeting = estate.convene()
    send_substitute(by=estate.manager, meeting=meeting, substitute=colleague, now=NOW)
    for invitation in meeting.invitations.exclude(user=estate.manager):
        check_in(by=estate.staff, meeting=meeting, invitation=invitation, now=STARTS)
    motion = put(estate, meeting)
    assert vote(colleague, motion).party.organisation == estate.property
    with pytest.raises(Refused, match="先签到"):
        vote(estate.manager, motion)


def test_who_does_not_vote(estate):
    meeting = held(estate)
    motion = put(estate, meeting)
    guest = check_in_self(by=estate.resident, meeting=meeting, code=meeting.checkin_code, now=at(2))
    assert guest.party is None
    for by in (estate.resident, make_place().manager):
        with pytest.raises(Refused, match="各方代表"):
            vote(by, motion)
    check_out(
        by=estate.captain, attendance=meeting.attendances.get(invitation__user=estate.captain), now=at(2)
    )
    with pytest.raises(Refused, match="先签到"):
        vote(estate.captain, motion)
    # Who left the office is still in the room, and speaks for nobody.
    Membership.objects.filter(user=estate.manager).update(ended_on=SINCE + timedelta(days=30))
    with pytest.raises(Refused, match="各方代表"):
        vote(User.objects.get(pk=estate.manager.pk), motion)
    assert votes_on(motion).total == 0


def test_a_vote_counts_in_an_open_vote_on_phones_only(estate):
    meeting = held(estate)
    motion = moved(estate, meeting)
    with pytest.raises(Refused, match="已经结束"):
        vote(estate.manager, motion)
    open_vote(by=estate.staff, motion=motion, method="hands", now=at(2))
    with pytest.raises(Refused, match="已经结束"):
        vote(estate.manager, motion)
    withdraw_motion(by=estate.staff, motion=motion, now=at(3))
    other = put(estate, meeting, position=3)
    with pytest.raises(Refused, match="已经结束"):
        count(estate, other, meeting.parties.first(), 1)
    vote(estate.manager, other)
    decide(estate, other)
    with pytest.raises(Refused, match="已经结束"):
        vote(estate.captain, other, minute=6)


# --- by hands -----------------------------------------------------------------------------------------------------


def test_hands_are_counted_and_counted_again(estate):
    colleague = member(organisation=estate.property).user
    parties = estate.parties()
    parties[1] = PartyPlan("", estate.property, [estate.manager, colleague], seats=3)
    meeting = attend(estate, convene_by(estate, rules=BY_DELEGATES, parties=parties))
    motion = put(estate, meeting, "hands")
    company = party_of(meeting, estate.property)
    for numbers in ((3,), (2, 1), (1, 1, 1), (-1, 2), (0, 0, -1)):  # three seats, two are here
        with pytest.raises(Refused, match="在场只有 2 票") as refused:
            count(estate, motion, company, *numbers)
        assert refused.value.field == "votes"
    count(estate, motion, company, 1, 1)
    count(estate, motion, company, 0, 1, 1)
    assert votes_on(motion) == Votes(0, 1, 1)
    count(estate, motion, party_of(meeting, estate.council), 1)
    count(estate, motion, company)
    assert votes_on(motion) == Votes(1, 0, 0)
    with pytest.raises(Refused, match="没有受邀"):
        count(estate, motion, make_place().convene().parties.first(), 1)
    with pytest.raises(Refused, match="召集"):
        count_hands(by=estate.manager, motion=motion, party=company, votes=Votes(1), now=at(3))


def test_by_hands_a_party_has_one_voice_while_somebody_of_it_is_there(estate):
    meeting = held(estate)
    motion = put(estate, meeting, "hands")
    company = party_of(meeting, estate.property)
    with pytest.raises(Refused, match="在场只有 1 票"):
        count(estate, motion, company, 1, 1)
    count(estate, motion, company, True)
    count(estate, motion, company, False, True)
    assert votes_on(motion) == Votes(0, 1, 0)
    check_out_all(estate, meeting)
    with pytest.raises(Refused, match="在场只有 0 票"):
        count(estate, motion, company, True)
