"""The answer that is owed: whose power it is, what becomes of it, why; and who is reminded of it."""

from datetime import timedelta

import pytest

from ballots.models import Proposal
from ballots.models.proposals import ProposalState
from ballots.operations import answer_proposal, endorse, remind_of_answers
from ballots.tasks import remind_of_proposals
from committees.models.topics import Power, TopicState
from committees.operations import raise_topic
from journal.models import Entry
from kit.refused import Refused
from tests.ballots.ground import member, new_ground
from tests.ballots.proposal_ground import NOW, checking, neighbours, published, told

MEETING, BALLOT, NO = ProposalState.TO_MEETING, ProposalState.TO_BALLOT, ProposalState.DECLINED


@pytest.fixture
def ground(db):
    return new_ground()


def answered(ground, proposal, **fields):
    given = {
        "by": ground.staff,
        "proposal": proposal,
        "outcome": MEETING,
        "power": Power.MEETING,
        "answer": "下月联席会议谈选址。",
        "now": NOW,
    }
    return answer_proposal(**given | fields)


def test_it_goes_to_a_meeting_as_its_author_s_topic(ground):
    people = neighbours(ground)
    proposal = answered(ground, checking(ground, people, text="长" * 1500))
    topic = proposal.topic
    assert (topic.state, topic.power, topic.raised_by) == (TopicState.READY, Power.MEETING, ground.owner)
    assert (topic.title, topic.place, len(topic.text)) == (proposal.title, ground.estate, 1000)
    raised = Entry.objects.get(verb="committees.raise_topic")
    assert (raised.by, raised.on_behalf_of) == (ground.staff, ground.owner)
    assert (proposal.state, proposal.answered_by, proposal.answered_for) == (
        MEETING,
        ground.staff,
        ground.committee,
    )
    for person in (ground.owner, *people):
        assert told(person)[-1] == f"提案要上会了：{proposal.title}"
    assert told(ground.owner, "committees.topic") == []  # the answer says it, once
    assert told(ground.president, "ballots.answer_owed") == []


def test_what_its_author_raised_with_the_same_key_does_not_go_to_the_meeting_in_its_place(ground):
    """The form of a proposal holds its key, and whoever wrote it can send that with a topic too."""
    proposal = checking(ground)
    other = raise_topic(
        by=ground.owner, place=ground.estate, title="换掉物业", client_key=proposal.client_key, now=NOW
    )
    topic = answered(ground, proposal).topic
    other.refresh_from_db()
    assert (topic.title, other.state) == (proposal.title, TopicState.RAISED)


@pytest.mark.parametrize(
    ("outcome", "power", "mine", "theirs"),
    [
        (BALLOT, Power.OWNERS, "提案要表决了", "提案要表决了"),
        (NO, Power.ELSEWHERE, "您的提案没有采纳", "您附议的提案没有采纳"),
        (NO, Power.AUTHORITY, "您的提案没有采纳", "您附议的提案没有采纳"),
    ],
)
def test_it_goes_to_a_ballot_or_is_declined_in_public(ground, outcome, power, mine, theirs):
    people = neighbours(ground)
    proposal = answered(ground, checking(ground, people), outcome=outcome, power=power)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.power, proposal.topic) == (outcome, power, None)
    assert told(ground.owner)[-1].startswith(mine)
    assert told(people[0])[-1].startswith(theirs)
    assert Proposal.objects.visible_to(ground.tenant).filter(pk=proposal.pk).exists()


def test_a_second_tap_changes_nothing_and_an_answer_stands(ground):
    proposal = checking(ground)
    answered(ground, proposal)
    answered(ground, proposal)
    assert Entry.objects.filter(verb="ballots.answer_proposal").count() == 1
    assert Entry.objects.filter(verb="committees.raise_topic").count() == 1
    with pytest.raises(Refused, match="已经答复过了"):
        answered(ground, proposal, by=ground.president, outcome=NO, answer="不办")


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"answer": "  "}, "answer", "请写几句理由"),
        ({"answer": "长" * 2001}, "answer", "2000 个字以内"),
        ({"power": ""}, "power", "归谁"),
        ({"outcome": "merged"}, "outcome", "请选怎么处理"),
        ({"outcome": ""}, "outcome", "请选怎么处理"),
        ({"power": Power.AUTHORITY}, "outcome", "会议做不了主"),
        ({"power": Power.ELSEWHERE}, "outcome", "会议做不了主"),
        ({"outcome": BALLOT, "power": Power.AUTHORITY}, "outcome", "表决也做不了主"),
    ],
)
def test_bad_answers(ground, fields, field, sentence):
    proposal = checking(ground)
    with pytest.raises(Refused, match=sentence) as raised:
        answered(ground, proposal, **fields)
    assert raised.value.field == field
    proposal.refresh_from_db()
    assert (proposal.state, proposal.topic) == (ProposalState.CHECKING, None)


def test_who_answers(ground):
    for who in (ground.staff, ground.colleague, ground.president, ground.chair):
        assert answered(ground, published(ground), by=who).answered_by == who
    proposal = published(ground)
    for who in (ground.tenant, ground.captain, ground.manager, ground.outsider, ground.stranger):
        with pytest.raises(Refused, match="召集会议的人答复"):
            answered(ground, proposal, by=who)
    own = published(ground, by=ground.president)
    with pytest.raises(Refused, match="请同事"):
        answered(ground, own, by=ground.president)


def test_in_whose_name(ground):
    with pytest.raises(Refused) as raised:
        answered(ground, checking(ground), organisation=ground.council)
    assert raised.value.field == "organisation"
    member(organisation=ground.council, user=ground.staff)
    ground.staff.__dict__.pop("_standing", None)
    proposal = answered(ground, published(ground), organisation=ground.council)
    assert proposal.answered_for == ground.council


def test_only_what_waits_is_answered(ground):
    proposal = published(ground)
    Proposal.objects.filter(pk=proposal.pk).update(state=ProposalState.WITHDRAWN)
    with pytest.raises(Refused, match="没有改动"):
        answered(ground, proposal)


def test_reminded_before_and_after_the_day_each_once(ground):
    proposal = checking(ground)  # due on Monday the 16th; the working day before is Friday the 13th
    title = f"提案快到答复日了：{proposal.title}"
    owes = "ballots.answer_owed"
    assert remind_of_answers(NOW + timedelta(days=10)) == 0  # Thursday
    for _again in range(3):
        remind_of_answers(NOW + timedelta(days=11))
    assert told(ground.president, owes)[1:] == [title]
    remind_of_answers(NOW + timedelta(days=14))  # the day itself
    assert told(ground.president, owes)[1:] == [title]
    for days in (15, 16, 20):
        remind_of_proposals((NOW + timedelta(days=days)).isoformat())
    assert told(ground.president, owes)[1:] == [title, f"提案过了答复日：{proposal.title}"]
    assert told(ground.owner)[1:] == [f"您的提案没有按时答复：{proposal.title}"]
    answered(ground, proposal)
    assert told(ground.president, owes) == []
    assert remind_of_answers(NOW + timedelta(days=21)) == 0


def test_a_council_member_is_not_asked_to_answer_what_they_wrote(ground):
    proposal = published(ground, by=ground.president)
    for person in neighbours(ground):
        endorse(by=person, proposal=proposal, now=NOW)
    assert told(ground.president, "ballots.answer_owed") == []
    assert told(ground.staff, "ballots.answer_owed") != []
    remind_of_answers(NOW + timedelta(days=15))
    assert told(ground.president, "ballots.answer_owed") == []
