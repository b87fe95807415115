"""A proposal from the first line of its draft until enough neighbours second it."""

import threading
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from ballots.models import Endorsement, Proposal, ProposalRule
from ballots.models.proposals import ProposalState
from ballots.operations import (
    Overwritten,
    discard_draft,
    endorse,
    publish_proposal,
    save_draft,
    set_rule,
    take_back_endorsement,
    withdraw_proposal,
)
from journal.models import Entry
from kit.refused import Refused
from notifications.models import Message
from tests.ballots.ground import new_ground, resident_of
from tests.ballots.proposal_ground import NOW, checking, draft, neighbours, published, told


@pytest.fixture
def ground(db):
    return new_ground()


# --- the draft ------------------------------------------------------------------------------------------


def test_a_draft_is_saved_as_it_is_typed_and_only_its_author_sees_it(ground):
    proposal = draft(ground, title="", text="")
    assert proposal.version == 1
    proposal = draft(ground, proposal=proposal, seen_version=1, title=" 装洗 ", text="租户\r\n家里\0没地方")
    assert (proposal.version, proposal.title, proposal.text) == (2, "装洗", "租户\n家里没地方")
    same = draft(ground, proposal=proposal, seen_version=1, title="装洗", text="租户\n家里没地方")
    assert same.version == 2  # the same words again change nothing, whatever was seen
    seen_by = [ground.owner, ground.tenant, ground.staff, ground.president]
    assert [Proposal.objects.visible_to(user).count() for user in seen_by] == [1, 0, 0, 0]


def test_two_tabs_do_not_write_over_each_other(ground):
    proposal = draft(ground)
    draft(ground, proposal=proposal, seen_version=1, title="第一个窗口写的")
    with pytest.raises(Overwritten) as raised:
        draft(ground, proposal=proposal, seen_version=1, title="第二个窗口写的")
    assert "另一个窗口" in str(raised.value)
    assert (raised.value.theirs.title, raised.value.theirs.version) == ("第一个窗口写的", 2)
    proposal.refresh_from_db()
    assert proposal.title == "第一个窗口写的"
    chosen = draft(ground, proposal=proposal, seen_version=2, title="第二个窗口写的")
    assert (chosen.title, chosen.version) == ("第二个窗口写的", 3)


def test_a_page_whose_answer_was_lost_saves_into_the_same_draft(ground):
    key = uuid4()
    first = draft(ground, client_key=key)
    again = draft(ground, client_key=key)
    assert first.pk == again.pk
    later = draft(ground, client_key=key, seen_version=1, title="改了一个字")
    assert (later.pk, later.version) == (first.pk, 2)
    with pytest.raises(Refused, match="别人"):
        draft(ground, by=ground.tenant, client_key=key)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": "长" * 81}, "80 个字以内"),
        ({"text": "长" * 4001}, "4000 个字以内"),
    ],
)
def test_a_draft_has_its_bounds(ground, fields, sentence):
    with pytest.raises(Refused, match=sentence):
        draft(ground, **fields)


def test_strangers_write_no_proposal_and_nobody_writes_another_s(ground):
    for who in (ground.stranger, ground.outsider):
        with pytest.raises(Refused, match="街坊"):
            draft(ground, by=who)
    proposal = draft(ground)
    with pytest.raises(Refused, match="只有执笔的人"):
        draft(ground, by=ground.tenant, proposal=proposal, seen_version=1, title="别人的")
    with pytest.raises(Refused, match="只有执笔的人"):
        publish_proposal(by=ground.tenant, proposal=proposal, now=NOW)


def test_a_discarded_draft_leaves_no_trace(ground):
    proposal = draft(ground)
    discard_draft(by=ground.tenant, proposal=proposal)
    assert Proposal.objects.filter(pk=proposal.pk).exists()
    discard_draft(by=ground.owner, proposal=proposal)
    discard_draft(by=ground.owner, proposal=proposal)
    assert not Proposal.objects.filter(pk=proposal.pk).exists()
    out = published(ground)
    discard_draft(by=ground.owner, proposal=out)
    assert Proposal.objects.filter(pk=out.pk).exists()


def test_nobody_keeps_drafts_without_end(ground):
    for place in (ground.estate, ground.first):
        set_rule(by=ground.staff, place=place, seconders=5, answer_days=10, most_open=20)
        for number in range(10):
            draft(ground, title=f"第 {number} 份", place=place)
    with pytest.raises(Refused, match="20 份草稿"):
        draft(ground)


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"title": " "}, "title", "想改变什么"),
        ({"text": " "}, "text", "为什么"),
    ],
)
def test_what_goes_out_says_what_and_why(ground, fields, field, sentence):
    proposal = draft(ground, **fields)
    with pytest.raises(Refused, match=sentence) as raised:
        publish_proposal(by=ground.owner, proposal=proposal, now=NOW)
    assert raised.value.field == field


def test_what_is_out_is_not_rewritten(ground):
    proposal = published(ground)
    assert publish_proposal(by=ground.owner, proposal=proposal, now=NOW).published_at == NOW
    with pytest.raises(Refused, match="已经发出"):
        draft(ground, proposal=proposal, seen_version=1, title="换一个说法")
    assert Entry.objects.filter(verb="ballots.publish_proposal").count() == 1


# --- seconding --------------------------------------------------------------------------------------------


def test_enough_seconders_bring_it_to_an_answer_and_everybody_is_told_once(ground):
    people = neighbours(ground)
    proposal = published(ground)
    for person in people[:4]:
        endorse(by=person, proposal=proposal, now=NOW)
    endorse(by=people[0], proposal=proposal, now=NOW)  # a second tap
    proposal.refresh_from_db()
    assert (proposal.state, proposal.endorsements.count()) == (ProposalState.GATHERING, 4)
    assert told(ground.owner) == []
    endorse(by=people[4], proposal=proposal, now=NOW)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.CHECKING
    assert proposal.answer_due_on == date(2026, 3, 16)  # ten working days
    assert told(ground.owner) == [f"您的提案附议人数够了：{proposal.title}"]
    assert "。 " not in Message.objects.filter(recipient=ground.owner, channel="inbox").get().body
    for owes in (ground.staff, ground.colleague, ground.president):
        assert told(owes, "ballots.answer_owed") == [f"有提案等您答复：{proposal.title}"]
    for owes_not in (ground.manager, ground.captain, ground.tenant, ground.chair):
        assert told(owes_not, "ballots.answer_owed") == []
    endorse(by=ground.tenant, proposal=proposal, now=NOW)  # still welcome, and nobody is told again
    assert len(told(ground.owner)) == 1


def test_who_may_second(ground):
    proposal = published(ground)
    for who in (ground.tenant, ground.captain):
        endorse(by=who, proposal=proposal, now=NOW)
    assert proposal.endorsements.count() == 2
    with pytest.raises(Refused, match="您自己写的"):
        endorse(by=ground.owner, proposal=proposal, now=NOW)
    # Those who serve the place are who it is asked of: their names do not count as neighbours'.
    for who in (ground.stranger, ground.outsider, ground.staff, ground.manager, ground.president):
        with pytest.raises(Refused, match="附议"):
            endorse(by=who, proposal=proposal, now=NOW)


def test_an_endorsement_is_taken_back_until_there_is_an_answer(ground):
    proposal = checking(ground)
    person = proposal.endorsements.first().user
    take_back_endorsement(by=person, proposal=proposal, now=NOW)
    take_back_endorsement(by=person, proposal=proposal, now=NOW)
    proposal.refresh_from_db()
    # The day was promised to the others too.
    assert (proposal.state, proposal.endorsements.count()) == (ProposalState.CHECKING, 4)
    Proposal.objects.filter(pk=proposal.pk).update(state=ProposalState.WITHDRAWN)
    with pytest.raises(Refused, match="没有改动"):
        take_back_endorsement(by=proposal.endorsements.first().user, proposal=proposal, now=NOW)
    with pytest.raises(Refused, match="没有改动"):
        endorse(by=ground.tenant, proposal=proposal, now=NOW)


def test_the_database_takes_an_endorsement_once(ground):
    proposal = published(ground)
    Endorsement.objects.create(proposal=proposal, user=ground.tenant)
    with pytest.raises(IntegrityError), transaction.atomic():
        Endorsement.objects.create(proposal=proposal, user=ground.tenant)


def test_taken_back_by_its_author_and_all_behind_it_are_told(ground):
    people = neighbours(ground)
    proposal = checking(ground, people)
    with pytest.raises(Refused, match="只有写提案的人"):
        withdraw_proposal(by=people[0], proposal=proposal, now=NOW)
    withdraw_proposal(by=ground.owner, proposal=proposal, now=NOW)
    withdraw_proposal(by=ground.owner, proposal=proposal, now=NOW)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.WITHDRAWN
    for person in (*people, ground.staff, ground.president):
        assert told(person) == [f"提案撤回了：{proposal.title}"]
    assert told(ground.staff, "ballots.answer_owed") == []  # taken back before it was read
    assert Entry.objects.filter(verb="ballots.withdraw_proposal").count() == 1


# --- how many it takes --------------------------------------------------------------------------------------


def test_the_nearest_rule_above_a_place_counts(ground):
    set_rule(by=ground.staff, place=ground.community, seconders=3, answer_days=5, now=NOW)
    assert published(ground).seconders_needed == 3
    set_rule(by=ground.staff, place=ground.estate, seconders=1, answer_days=2, now=NOW)
    proposal = published(ground)
    assert proposal.seconders_needed == 1
    in_building = published(ground, place=ground.first)
    assert in_building.seconders_needed == 1
    set_rule(by=ground.staff, place=ground.estate, seconders=9, answer_days=2, now=NOW)
    endorse(by=ground.tenant, proposal=proposal, now=NOW)  # it keeps the number of its day
    proposal.refresh_from_db()
    assert (proposal.state, proposal.answer_due_on) == (ProposalState.CHECKING, date(2026, 3, 4))


def test_where_nobody_has_to_second_it_an_answer_is_owed_at_once(ground):
    set_rule(by=ground.staff, place=ground.estate, seconders=0, answer_days=3, now=NOW)
    proposal = published(ground)
    assert proposal.state == ProposalState.CHECKING
    assert told(ground.president, "ballots.answer_owed") == [f"有提案等您答复：{proposal.title}"]


def test_days_are_working_days(ground):
    """National Day 2026: 1 to 7 October are free, Saturday the 10th is worked."""
    set_rule(by=ground.staff, place=ground.estate, seconders=0, answer_days=2, now=NOW)
    before = NOW.replace(month=9, day=30)
    assert published(ground, now=before).answer_due_on == date(2026, 10, 9)


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"seconders": -1}, "seconders", "最多 1000"),
        ({"seconders": 1001}, "seconders", "最多 1000"),
        ({"answer_days": 0}, "answer_days", "至少一个工作日"),
        ({"answer_days": 61}, "answer_days", "最多 60"),
        ({"most_open": 0}, "most_open", "至少 1"),
        ({"most_open": 21}, "most_open", "最多 20"),
    ],
)
def test_a_rule_makes_sense(ground, fields, field, sentence):
    given = {"by": ground.staff, "place": ground.estate, "seconders": 5, "answer_days": 10}
    with pytest.raises(Refused, match=sentence) as raised:
        set_rule(**given | fields)
    assert raised.value.field == field
    assert not ProposalRule.objects.exists()


def test_only_the_community_s_staff_set_the_rule(ground):
    for who in (
        ground.president,
        ground.chair,
        ground.captain,
        ground.owner,
        ground.manager,
        ground.stranger,
    ):
        with pytest.raises(Refused, match="社区"):
            set_rule(by=who, place=ground.estate, seconders=5, answer_days=10)
    for _again in range(2):
        set_rule(by=ground.staff, place=ground.estate, seconders=5, answer_days=10)
    assert Entry.objects.filter(verb="ballots.set_rule").count() == 1


# --- at the same moment ---------------------------------------------------------------------------------------


def at_once(*acts):
    """Each in a thread with its own connection, all let go together; results or what they raised."""
    barrier, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        try:
            connection.ensure_connection()
            barrier.wait(timeout=10)
            results[number] = act()
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


@pytest.mark.django_db(transaction=True)
def test_many_cross_the_line_at_the_same_moment_and_it_is_told_once(transactional_db):
    ground = new_ground()
    people = [*neighbours(ground, 6), ground.tenant, ground.second_owner]
    proposal = published(ground)
    taps = [
        lambda who=who: endorse(by=who, proposal=proposal, now=NOW) for who in people for _tap in range(2)
    ]
    results = at_once(*taps)
    assert not [result for result in results if isinstance(result, Exception)]
    proposal.refresh_from_db()
    assert (proposal.state, proposal.endorsements.count()) == (ProposalState.CHECKING, 8)
    assert len(told(ground.owner)) == 1
    assert len(told(ground.president, "ballots.answer_owed")) == 1
    assert Message.objects.filter(letter__kind="ballots.answer_owed", channel="inbox").count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_tabs_save_at_the_same_moment(transactional_db):
    ground, key = new_ground(), uuid4()
    place, day = ground.estate, NOW + timedelta(minutes=1)

    def save(title, **fields):
        return lambda: save_draft(by=ground.owner, place=place, title=title, text="", now=day, **fields)

    first, second = at_once(save("甲", client_key=key), save("甲", client_key=key))
    assert first.pk == second.pk
    results = at_once(save("乙", proposal=first, seen_version=1), save("丙", proposal=first, seen_version=1))
    assert sum(isinstance(result, Overwritten) for result in results) == 1
    first.refresh_from_db()
    assert first.version == 2


@pytest.mark.django_db(transaction=True)
def test_a_neighbour_of_the_second_building_is_one_person(transactional_db):
    """Two phones of one person."""
    ground = new_ground()
    person, proposal = resident_of(ground.second, "0101"), published(ground)
    at_once(*[lambda: endorse(by=person, proposal=proposal, now=NOW)] * 4)
    assert proposal.endorsements.count() == 1
