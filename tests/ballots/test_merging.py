"""Two proposals that want the same are joined: each neighbour counts once, all of them are told."""

from datetime import date

import pytest

from ballots.models import Proposal
from ballots.models.proposals import ProposalState
from ballots.operations import endorse, merge_proposals, set_rule, take_back_endorsement
from journal.models import Entry
from kit.refused import Refused
from tests.ballots.ground import new_ground
from tests.ballots.proposal_ground import NOW, checking, neighbours, published, told
from tests.ballots.test_proposals import at_once


@pytest.fixture
def ground(db):
    return new_ground()


def merged(ground, one, other, **fields):
    return merge_proposals(**{"by": ground.staff, "proposal": one, "into": other, "now": NOW} | fields)


def two(ground):
    """Of the owner and of the tenant; three second the first, three the second, two of them both."""
    people = neighbours(ground, 4)
    one, other = published(ground), published(ground, by=ground.tenant, title="公用洗衣机")
    for person in people[:3]:
        endorse(by=person, proposal=one, now=NOW)
    for person in people[1:]:
        endorse(by=person, proposal=other, now=NOW)
    return one, other, people


def test_seconders_are_a_union_each_person_once(ground):
    one, other, people = two(ground)
    merged(ground, one, other)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.state, one.merged_into) == (ProposalState.MERGED, other)
    # Four neighbours and the first's author; the second's own author is no seconder of theirs.
    behind = set(other.endorsements.values_list("user", flat=True))
    assert behind == {person.pk for person in (*people, ground.owner)}
    assert other.state == ProposalState.CHECKING  # five: the line was crossed by joining them
    assert one.endorsements.count() == 3  # as it was: history
    for person in (*people, ground.owner, ground.tenant):
        assert told(person)[0] == "两件提案合并了：公用洗衣机"
    assert told(ground.tenant)[1:] == ["您的提案附议人数够了：公用洗衣机"]
    merged(ground, one, other)
    assert len(told(people[0])) == 1
    assert Entry.objects.filter(verb="ballots.merge_proposals").count() == 2


def test_its_author_s_own_voice_is_no_endorsement_and_may_be_taken_back(ground):
    one, other, _people = two(ground)
    endorse(by=ground.tenant, proposal=one, now=NOW)  # the other's author seconds the first
    merged(ground, one, other)
    assert not other.endorsements.filter(user=ground.tenant).exists()
    take_back_endorsement(by=ground.owner, proposal=other, now=NOW)
    assert not other.endorsements.filter(user=ground.owner).exists()


def test_a_day_that_was_promised_to_either_holds_for_both(ground):
    one = checking(ground)
    other = published(ground, by=ground.tenant)
    merged(ground, one, other)
    other.refresh_from_db()
    assert (other.state, other.answer_due_on) == (ProposalState.CHECKING, date(2026, 3, 16))
    assert told(ground.president, "ballots.answer_owed") == [f"有提案等您答复：{other.title}"]
    set_rule(by=ground.staff, place=ground.estate, seconders=0, answer_days=2, now=NOW)
    sooner = published(ground, by=ground.captain)
    merged(ground, sooner, other)
    other.refresh_from_db()
    assert other.answer_due_on == date(2026, 3, 4)


def test_what_led_to_one_leads_on(ground):
    first, second, third = (published(ground, title=f"第 {n} 件") for n in range(3))
    merged(ground, first, second)
    merged(ground, second, third)
    first.refresh_from_db()
    assert first.merged_into == third
    for one, other in ((third, first), (third, second)):  # no way back
        with pytest.raises(Refused, match="不能再并进去"):
            merged(ground, one, other)


def test_it_is_not_joined_with_itself_nor_with_what_is_over(ground):
    one, other = published(ground), published(ground, by=ground.tenant)
    with pytest.raises(Refused, match="不能和自己合并"):
        merged(ground, one, one)
    for state in (ProposalState.WITHDRAWN,):
        Proposal.objects.filter(pk=other.pk).update(state=state)
        with pytest.raises(Refused, match="不能再并进去"):
            merged(ground, one, other)
        with pytest.raises(Refused, match="没有改动"):
            merged(ground, other, one)


def test_one_that_was_answered_is_not_joined(ground):
    from ballots.operations import answer_proposal

    one, other = published(ground), published(ground, by=ground.tenant)
    answer_proposal(
        by=ground.staff, proposal=one, outcome="declined", power="elsewhere", answer="不归这里", now=NOW
    )
    with pytest.raises(Refused, match="没有改动"):
        merged(ground, one, other)
    with pytest.raises(Refused, match="不能再并进去"):
        merged(ground, other, one)


def test_all_who_second_it_must_be_neighbours_there(ground):
    estate, building = published(ground), published(ground, by=ground.tenant, place=ground.first)
    with pytest.raises(Refused, match="不都是那边的人"):
        merged(ground, estate, building)
    merged(ground, building, estate)
    building.refresh_from_db()
    assert building.merged_into == estate


def test_who_joins_them(ground):
    one, other = published(ground), published(ground, by=ground.president)
    for who in (ground.captain, ground.manager, ground.second_owner, ground.stranger):
        with pytest.raises(Refused, match="召集会议"):
            merged(ground, one, other, by=who)
    for who in (ground.owner, ground.president):
        with pytest.raises(Refused, match="请同事来合并"):
            merged(ground, one, other, by=who)
    merged(ground, one, other, by=ground.chair)


@pytest.mark.django_db(transaction=True)
def test_each_into_the_other_at_the_same_moment(transactional_db):
    ground = new_ground()
    one, other = published(ground), published(ground, by=ground.tenant)
    results = at_once(lambda: merged(ground, one, other), lambda: merged(ground, other, one))
    assert sum(isinstance(result, Refused) for result in results) == 1
    assert Proposal.objects.filter(state=ProposalState.MERGED).count() == 1
    assert Proposal.objects.filter(state=ProposalState.GATHERING).count() == 1


@pytest.mark.django_db(transaction=True)
def test_seconded_while_it_is_joined(transactional_db):
    """Either the neighbour counts in the other one, or is told that it moved on."""
    ground = new_ground()
    one, other = published(ground), published(ground, by=ground.tenant)
    results = at_once(
        lambda: merged(ground, one, other),
        lambda: endorse(by=ground.second_owner, proposal=one, now=NOW),
    )
    assert not isinstance(results[0], Exception)
    counts = other.endorsements.filter(user=ground.second_owner).exists()
    assert counts != isinstance(results[1], Refused)
