"""Who speaks next: the order by itself, and hands, speeches and the chair's bell in a meeting."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from committees.floor import OPPOSITE, Hand, in_turn
from committees.models import Attendance, Speech
from committees.operations import PartyPlan
from committees.operations.floor import (
    call_to_topic,
    end_speech,
    give_floor,
    hands_in_turn,
    lower_hand,
    raise_hand,
)
from committees.operations.room import check_in, check_in_self, check_out, finish_item, open_meeting
from kit.refused import Refused
from tests.committees.ground import STARTS, held, make_place, member

# --- the order ----------------------------------------------------------------------------------------------------


@st.composite
def waiting(draw) -> list[Hand]:
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["for", "against", "neither"]),
                st.integers(min_value=0, max_value=2),
                st.integers(min_value=0, max_value=5),
            ),
            max_size=12,
        )
    )
    return [
        Hand(key, side, spoken, STARTS + timedelta(minutes=at)) for key, (side, spoken, at) in enumerate(rows)
    ]


SIDES = st.sampled_from([None, "for", "against"])


@given(waiting(), SIDES, st.randoms())
def test_every_hand_gets_exactly_one_turn_and_the_list_may_come_in_any_order(hands, last_side, random):
    order = in_turn(hands, last_side)
    assert sorted(order) == [hand.key for hand in hands]
    random.shuffle(hands)
    assert in_turn(hands, last_side) == order


@given(waiting(), SIDES)
def test_who_has_not_spoken_comes_before_who_has(hands, last_side):
    of = {hand.key: hand for hand in hands}
    spoken = [of[key].spoken for key in in_turn(hands, last_side)]
    assert spoken == sorted(spoken)


@given(waiting(), SIDES)
def test_sides_take_turns_while_both_wait(hands, last_side):
    of, left = {hand.key: hand for hand in hands}, list(hands)
    for key in in_turn(hands, last_side):
        chosen = of[key]
        as_fresh = {hand.side for hand in left if hand.spoken == chosen.spoken}
        if last_side and OPPOSITE[last_side] in as_fresh:
            assert chosen.side == OPPOSITE[last_side]
        left.remove(chosen)
        last_side = chosen.side if chosen.side in OPPOSITE else last_side


@given(waiting(), SIDES)
def test_on_one_side_the_earlier_hand_comes_first(hands, last_side):
    of = {hand.key: hand for hand in hands}
    order = [of[key] for key in in_turn(hands, last_side)]
    for side in ("for", "against", "neither"):
        for spoken in range(3):
            asked = [hand.asked_at for hand in order if (hand.side, hand.spoken) == (side, spoken)]
            assert asked == sorted(asked)


def test_a_question_goes_before_the_same_side_again():
    hands = [Hand(1, "for", 0, STARTS), Hand(2, "neither", 0, STARTS + timedelta(minutes=1))]
    assert in_turn(hands) == [1, 2]
    assert in_turn(hands, "for") == [2, 1]
    assert in_turn(hands, "against") == [1, 2]
    assert in_turn([]) == []


# --- in a meeting -------------------------------------------------------------------------------------------------


def at(minute):
    return STARTS + timedelta(minutes=minute)


@pytest.fixture
def meeting(estate):
    return held(estate)


def hand(meeting, by, side="for", minute=1, **changes):
    return raise_hand(by=by, meeting=meeting, side=side, now=at(minute), **changes)


def names(meeting):
    meeting.refresh_from_db()
    return [speech.attendance.who for speech in hands_in_turn(meeting)]


@pytest.mark.django_db
def test_hands_go_up_with_a_side(estate, meeting):
    for side in ("", "maybe"):
        with pytest.raises(Refused, match="赞成还是反对") as refused:
            hand(meeting, estate.manager, side)
        assert refused.value.field == "side"
    speech = hand(meeting, estate.manager)
    before = Speech.objects.count()
    assert hand(meeting, estate.manager, minute=2) == speech
    changed = hand(meeting, estate.manager, "against", minute=3)
    assert (changed, changed.side, changed.asked_at) == (speech, "against", at(1))
    assert Speech.objects.count() == before
    # For somebody without a phone the secretary raises it; a delegate only their own.
    captain = Attendance.objects.get(invitation__user=estate.captain)
    with pytest.raises(Refused, match="召集"):
        hand(meeting, estate.manager, attendance=captain)
    assert hand(meeting, estate.staff, attendance=captain).attendance == captain
    assert len(names(meeting)) == 2


@pytest.mark.django_db
def test_only_who_is_there_speaks_and_only_to_an_item(estate):
    meeting = estate.convene()
    with pytest.raises(Refused, match="先开会"):
        hand(meeting, estate.manager)
    open_meeting(by=estate.staff, meeting=meeting, now=STARTS)
    for by in (estate.manager, estate.resident, make_place().resident):
        with pytest.raises(Refused, match="先签到"):
            hand(meeting, by)
    guest = check_in_self(by=estate.resident, meeting=meeting, code=meeting.checkin_code, now=STARTS)
    assert hand(meeting, estate.resident).attendance == guest
    other = check_in(by=estate.staff, meeting=meeting, name="谭警官", now=STARTS)
    check_out(by=estate.staff, attendance=other, now=at(2))
    with pytest.raises(Refused, match="先签到"):
        hand(meeting, estate.staff, attendance=other, minute=3)
    for _item in range(3):
        finish_item(by=estate.staff, meeting=meeting, now=at(4))
    assert not Speech.objects.filter(ended_at=None).exists()
    with pytest.raises(Refused, match="没有在议"):
        hand(meeting, estate.resident, minute=5)


@pytest.mark.django_db
def test_one_speaks_at_a_time_and_sides_alternate(estate, meeting):
    people = {"for": (estate.manager, estate.president), "against": (estate.captain,), "neither": ()}
    for minute, (by, side) in enumerate((who, side) for side, group in people.items() for who in group):
        hand(meeting, by, side, minute)
    for by in (estate.manager, estate.resident):
        with pytest.raises(Refused, match="召集"):
            give_floor(by=by, meeting=meeting, now=at(4))
    first = give_floor(by=estate.staff, meeting=meeting, now=at(4))
    assert (first.attendance.who, first.started_at) == ("区簕杜鹃", at(4))
    assert names(meeting)[0] == str(estate.captain)
    second = give_floor(by=estate.staff, meeting=meeting, now=at(6))
    assert second.side == "against"
    first.refresh_from_db()
    assert first.ended_at == at(6)
    assert Speech.objects.get(started_at__isnull=False, ended_at=None) == second
    assert give_floor(by=estate.staff, meeting=meeting, speech=second, now=at(7)).started_at == at(6)
    # Who has spoken waits behind who has not, whatever the side.
    hand(meeting, estate.captain, "against", 7)  # still speaking: the same hand
    end_speech(by=estate.staff, meeting=meeting, now=at(8))
    hand(meeting, estate.manager, "for", 8)
    assert names(meeting) == ["黄木棉", "区簕杜鹃"]
    named = Speech.objects.get(attendance__invitation__user=estate.manager, ended_at=None)
    assert give_floor(by=estate.staff, meeting=meeting, speech=named, now=at(9)) == named
    end_speech(by=estate.staff, meeting=meeting, now=at(10))
    meeting.refresh_from_db()
    pulse = meeting.pulse
    end_speech(by=estate.staff, meeting=meeting, now=at(11))  # the second tap
    meeting.refresh_from_db()
    assert meeting.pulse == pulse
    give_floor(by=estate.staff, meeting=meeting, now=at(11))
    with pytest.raises(Refused, match="没有人等着"):
        give_floor(by=estate.staff, meeting=meeting, now=at(12))
    with pytest.raises(Refused, match="没有人等着"):
        give_floor(by=estate.staff, meeting=meeting, speech=first, now=at(12))


@pytest.mark.django_db
def test_two_speeches_on_an_item_also_after_coming_back(estate, meeting):
    def speak(minute):
        speech = hand(meeting, estate.manager, minute=minute)
        give_floor(by=estate.staff, meeting=meeting, now=at(minute))
        end_speech(by=estate.staff, meeting=meeting, now=at(minute + 1))
        return speech

    lower_hand(by=estate.manager, speech=hand(meeting, estate.manager), now=at(1))  # counts for nothing
    first = speak(2)
    check_out(by=estate.manager, attendance=first.attendance, now=at(4))
    check_in_self(by=estate.manager, meeting=meeting, code=meeting.checkin_code, now=at(5))
    # Behind whoever has not spoken, though the stay is a new one.
    waits = [hand(meeting, by, minute=5) for by in (estate.manager, estate.president)]
    assert names(meeting) == ["黄木棉", "区簕杜鹃"]
    for speech in waits:
        lower_hand(by=estate.staff, speech=speech, now=at(5))
    assert speak(6).attendance != first.attendance
    with pytest.raises(Refused, match="最多发言 2 次"):
        speak(8)
    assert hand(meeting, estate.president).pk
    finish_item(by=estate.staff, meeting=meeting, now=at(9))
    assert speak(10).item.position == 2


@pytest.mark.django_db
def test_a_hand_goes_down(estate, meeting):
    mine, theirs = hand(meeting, estate.manager), hand(meeting, estate.captain, minute=2)
    with pytest.raises(Refused, match="召集"):
        lower_hand(by=estate.manager, speech=theirs, now=at(3))
    assert lower_hand(by=estate.manager, speech=mine, now=at(3)).ended_at == at(3)
    assert lower_hand(by=estate.manager, speech=mine, now=at(4)).ended_at == at(3)
    lower_hand(by=estate.staff, speech=theirs, now=at(4))
    assert names(meeting) == []
    # Leaving takes it down too, and ends what is being said.
    speaks, waits = hand(meeting, estate.president, minute=5), hand(meeting, estate.captain, minute=5)
    give_floor(by=estate.staff, meeting=meeting, speech=speaks, now=at(6))
    for speech in (speaks, waits):
        check_out(by=estate.staff, attendance=speech.attendance, now=at(7))
        speech.refresh_from_db()
        assert speech.ended_at == at(7)
    with pytest.raises(Refused, match="没有人等着"):
        give_floor(by=estate.staff, meeting=meeting, now=at(8))


@pytest.mark.django_db
def test_off_the_topic(estate, meeting):
    with pytest.raises(Refused, match="没有人在发言"):
        call_to_topic(by=estate.staff, meeting=meeting, now=at(1))
    speech = hand(meeting, estate.manager)
    give_floor(by=estate.staff, meeting=meeting, now=at(2))
    for by in (estate.manager, estate.captain):
        with pytest.raises(Refused, match="召集"):
            call_to_topic(by=by, meeting=meeting, now=at(3))
        with pytest.raises(Refused, match="召集"):
            end_speech(by=by, meeting=meeting, now=at(3))
    for minute in (3, 4):
        call_to_topic(by=estate.staff, meeting=meeting, now=at(minute))
    speech.refresh_from_db()
    assert (speech.off_topic, speech.off_topic_at, speech.ended_at) == (2, at(4), None)


@pytest.mark.django_db
def test_the_chair_leads_the_floor(estate):
    vice = member(organisation=estate.council, office="member").user
    parties = estate.parties()
    parties[2] = PartyPlan("", estate.council, [estate.president, vice])
    meeting = held(estate, parties=parties, chair=vice)
    hand(meeting, estate.manager)
    assert give_floor(by=vice, meeting=meeting, now=at(2)).started_at == at(2)
