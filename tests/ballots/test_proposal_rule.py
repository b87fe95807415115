"""The rule of a place: how many one person may have going there, and what two see who change it at once."""

import pytest

from ballots.models import Proposal, ProposalRule
from ballots.models.proposals import ProposalState
from ballots.operations import RuleOverwritten, answer_proposal, discard_draft, set_rule, withdraw_proposal
from committees.models.topics import Power
from kit.refused import Refused
from tests.ballots.ground import new_ground
from tests.ballots.proposal_ground import NOW, checking, draft, published
from tests.ballots.test_proposals import at_once


@pytest.fixture
def ground(db):
    return new_ground()


def test_one_person_has_three_going_at_one_place(ground):
    """Drafts and those without an answer; what was answered, taken back, or is elsewhere, does not count."""
    first, second = draft(ground), published(ground)
    third = checking(ground)
    with pytest.raises(Refused, match="3 份") as refused:
        draft(ground)
    assert refused.value.field == "place"
    assert draft(ground, by=ground.tenant)  # somebody else
    elsewhere = draft(ground, place=ground.first)
    with pytest.raises(Refused, match="3 份"):
        draft(ground, proposal=elsewhere, seen_version=1, place=ground.estate)
    assert draft(ground, proposal=first, seen_version=1, title="改几个字").version == 2
    withdraw_proposal(by=ground.owner, proposal=second, now=NOW)
    discard_draft(by=ground.owner, proposal=first)
    assert draft(ground, proposal=elsewhere, seen_version=1, place=ground.estate).place == ground.estate
    answer = {"outcome": ProposalState.DECLINED, "power": Power.values[0], "answer": "今年没有预算。"}
    answer_proposal(by=ground.staff, proposal=third, now=NOW, **answer)
    for number in range(2):
        draft(ground, title=f"第 {number} 份")
    set_rule(by=ground.staff, place=ground.estate, seconders=5, answer_days=10, most_open=4)
    assert draft(ground)
    with pytest.raises(Refused, match="4 份"):
        draft(ground)


def test_of_two_who_change_it_the_later_sees_both(ground):
    rule = {"place": ground.estate, "seconders": 5, "answer_days": 10}
    set_rule(by=ground.staff, seen_version=0, **rule)
    with pytest.raises(RuleOverwritten) as raised:
        set_rule(by=ground.colleague, seen_version=0, **rule | {"seconders": 8})
    assert (raised.value.theirs.seconders, raised.value.theirs.version) == (5, 1)
    assert (
        set_rule(by=ground.colleague, seen_version=0, **rule).version == 1
    )  # the same again changes nothing
    assert set_rule(by=ground.colleague, seen_version=1, **rule | {"seconders": 8}).version == 2


@pytest.mark.django_db(transaction=True)
def test_five_tabs_begin_a_draft_at_the_same_moment(transactional_db):
    ground = new_ground()
    results = at_once(*[lambda: draft(ground)] * 5)
    assert sum(isinstance(result, Refused) for result in results) == 2
    assert Proposal.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_set_the_first_rule_of_a_place_at_once(transactional_db):
    ground = new_ground()
    rule = {"place": ground.estate, "answer_days": 10, "seen_version": 0}
    results = at_once(
        lambda: set_rule(by=ground.staff, seconders=5, **rule),
        lambda: set_rule(by=ground.colleague, seconders=8, **rule),
    )
    assert sum(isinstance(result, RuleOverwritten) for result in results) == 1
    assert not [result for result in results if not isinstance(result, ProposalRule | RuleOverwritten)]
