"""What becomes of a motion: the rule decides, and it is one resolution."""

from datetime import date
from decimal import Decimal

import pytest

from committees.models import Motion, Resolution
from committees.operations import ActionPlan, PartyPlan, cancel_meeting, close_meeting
from committees.operations.motions import open_vote, withdraw_motion
from committees.operations.notes import word_motion
from kit.refused import Refused
from tests.committees.ground import STARTS, attend, convene_by, held, member
from tests.committees.votes import BY_DELEGATES, WORDS, at, check_out_all, count, decide, moved, put, vote

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "rules, votes, outcome",
    [
        # More than half of those who voted; who abstains took part.
        ({}, (2, 1, 0), "adopted"),
        ({}, (2, 2, 0), "rejected"),
        ({}, (1, 0, 0), "adopted"),
        ({}, (1, 0, 1), "rejected"),
        ({}, (0, 0, 1), "rejected"),
        # 以上 includes the figure.
        ({"majority_is_strict": False}, (2, 2, 0), "adopted"),
        (
            {"majority_numerator": 2, "majority_denominator": 3, "majority_is_strict": False},
            (2, 1, 0),
            "adopted",
        ),
        (
            {"majority_numerator": 2, "majority_denominator": 3, "majority_is_strict": False},
            (2, 1, 1),
            "rejected",
        ),
        # Of all four, however few voted.
        ({"majority_is_of_all": True}, (2, 0, 0), "rejected"),
        ({"majority_is_of_all": True}, (3, 0, 0), "adopted"),
        (
            {"majority_numerator": 1, "majority_denominator": 1, "majority_is_strict": False},
            (3, 0, 1),
            "rejected",
        ),
    ],
)
def test_the_rule_decides_the_outcome(estate, rules, votes, outcome):
    meeting = attend(estate, convene_by(estate, rules=rules))
    motion = put(estate, meeting, "hands")
    parties = iter(meeting.parties.all())
    for choice, number in enumerate(votes):
        for _vote in range(number):
            count(estate, motion, next(parties), *(int(choice == each) for each in range(3)))
    due = date(2026, 3, 18)
    plan = ActionPlan("补消防距离图", due, organisation=estate.property)
    resolution = decide(estate, motion, actions=[plan], budget=Decimal("12000.50"))
    assert (resolution.outcome, resolution.text, resolution.agenda_item.position) == (outcome, WORDS, 2)
    assert (resolution.votes_for, resolution.votes_against, resolution.abstentions) == votes
    assert resolution.budget == Decimal("12000.50")
    # What was not adopted is promised by nobody.
    assert resolution.action_items.count() == (outcome == "adopted")
    motion.refresh_from_db()
    assert (motion.state, motion.method, motion.closed_at) == ("decided", "hands", at(5))


def test_of_all_seats_where_delegates_vote(estate):
    colleague = member(organisation=estate.property).user
    parties = estate.parties()
    parties[1] = PartyPlan("", estate.property, [estate.manager, colleague], seats=3)  # six seats in all
    outcomes = []
    for voters in (
        (estate.manager, colleague, estate.staff),
        (estate.manager, colleague, estate.staff, estate.captain),
    ):
        meeting = attend(
            estate, convene_by(estate, rules=BY_DELEGATES | {"majority_is_of_all": True}, parties=parties)
        )
        motion = put(estate, meeting)
        for by in voters:
            vote(by, motion)
        outcomes.append(decide(estate, motion).outcome)
    assert outcomes == ["rejected", "adopted"]


def test_a_vote_without_votes_is_not_closed(estate):
    meeting = held(estate)
    motion = put(estate, meeting)
    with pytest.raises(Refused, match="还没有人表决"):
        decide(estate, motion)
    with pytest.raises(Refused, match="还没有人表决"):
        decide(estate, motion, method="consensus")  # the vote is open: only its count decides
    motion.refresh_from_db()
    assert (motion.state, meeting.resolutions.count()) == ("voting", 0)


def test_consensus_and_noted(estate):
    meeting = held(estate)
    for method in (None, "", "hands"):
        with pytest.raises(Refused, match="怎么定") as refused:
            decide(estate, moved(estate, meeting), method=method)
        assert refused.value.field == "method"
    agreed = decide(estate, moved(estate, meeting), method="consensus")
    assert (agreed.outcome, agreed.votes_for, agreed.motion.method) == ("adopted", 0, "consensus")
    check_out_all(estate, meeting)
    motion = moved(estate, meeting, "物业下月报价")
    with pytest.raises(Refused, match="人数不够"):
        decide(estate, motion, method="consensus")
    noted = decide(estate, motion, method="noted", is_beyond_power=True)
    assert (noted.outcome, noted.motion.method, noted.is_beyond_power) == ("noted", "noted", True)


def test_decided_twice_is_one_resolution(estate):
    meeting = held(estate)
    motion = moved(estate, meeting)
    with pytest.raises(Refused, match="召集"):
        decide(estate, motion, by=estate.manager, method="consensus")
    first = decide(estate, motion, method="consensus")
    assert decide(estate, motion, method="noted") == first
    assert Resolution.objects.get().outcome == "adopted"
    with pytest.raises(Refused, match="处理过"):
        withdraw_motion(by=estate.staff, motion=motion, now=at(6))
    with pytest.raises(Refused, match="处理过"):
        open_vote(by=estate.staff, motion=motion, method="hands", now=at(6))
    close_meeting(by=estate.staff, meeting=meeting, minutes="已议", now=at(7))
    assert decide(estate, motion, method="consensus", now=at(8)) == first  # the tap that came late


@pytest.mark.parametrize("budget", ["-0.01", "10000000000"])
def test_a_budget_is_a_sum(estate, budget):
    meeting = held(estate)
    motion = moved(estate, meeting)
    with pytest.raises(Refused, match="预算") as refused:
        decide(estate, motion, method="consensus", budget=Decimal(budget))
    assert refused.value.field == "budget"
    motion.refresh_from_db()
    assert (motion.state, motion.method) == ("draft", "")
    assert decide(estate, motion, method="consensus", budget=Decimal(0)).budget == 0


def test_what_is_refused_leaves_the_vote_open(estate):
    meeting = held(estate)
    motion = put(estate, meeting)
    vote(estate.manager, motion)
    nobody = ActionPlan("补图", date(2026, 3, 18))
    with pytest.raises(Refused, match="谁"):
        decide(estate, motion, actions=[nobody])
    motion.refresh_from_db()
    assert (motion.state, motion.closed_at) == ("voting", None)
    # Too many left before it was closed: it is taken back, or they come back.
    check_out_all(estate, meeting)
    with pytest.raises(Refused, match="人数不够"):
        decide(estate, motion)


def test_a_motion_is_taken_back(estate):
    meeting = held(estate)
    motion = put(estate, meeting)
    vote(estate.manager, motion)
    with pytest.raises(Refused, match="召集"):
        withdraw_motion(by=estate.manager, motion=motion, now=at(4))
    taken = withdraw_motion(by=estate.staff, motion=motion, now=at(4))
    assert (taken.state, taken.closed_at) == ("withdrawn", at(4))
    assert withdraw_motion(by=estate.staff, motion=motion, now=at(5)).closed_at == at(4)
    with pytest.raises(Refused, match="处理过"):
        decide(estate, motion, method="consensus")
    again = moved(estate, meeting, "只建 20 个车位")
    assert Motion.objects.filter(state="draft").get() == again


def test_nothing_is_voted_on_before_it_opens_or_after_it_ends(estate):
    meeting = attend(estate, estate.convene())
    with pytest.raises(Refused, match="先开会"):
        word_motion(by=estate.staff, item=meeting.agenda.last(), text=WORDS, now=STARTS)
    draft = moved(estate, meeting)
    with pytest.raises(Refused, match="请写好纪要散会"):  # what has been opened is closed, not called off
        cancel_meeting(by=estate.staff, meeting=meeting, reason="停电", now=at(3))
    close_meeting(by=estate.staff, meeting=meeting, minutes="已议", now=at(3))
    acts = [
        (lambda: open_vote(by=estate.staff, motion=draft, method="hands", now=at(4)), "已经结束"),
        (lambda: decide(estate, draft, method="consensus"), "已经结束"),
    ]
    for act, words in acts:
        with pytest.raises(Refused, match=words):
            act()
    assert not Resolution.objects.exists()
