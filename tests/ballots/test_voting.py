"""One valid vote of each elector, by name: who may, what may be chosen, what a second tap and a change do."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from ballots.models import Participation, Vote
from ballots.operations.casting import Cast
from ballots.operations.voting import cast_secret
from ballots.queries.standing import entries_of, why_not
from ballots.queries.turnout import by_building, turnout_of
from ballots.result_context import result_context
from ballots.rules import may_read_file, may_read_roll
from journal.models import Entry
from kit.refused import Refused
from notifications.models import Message
from tests.ballots.correcting import correct_roll
from tests.ballots.counting import counted
from tests.ballots.ground import elector_at, in_days, new_ground, opened, owner_with_account, sell
from tests.ballots.voting import just_before, own, vote
from tests.factories import make_resident

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(db):
    return new_ground()


def choice(ground, **fields):
    """Choose two of three, among the residents."""
    options = [("东门", ""), ("西门", ""), ("都不改", "")]
    fields = {"electorate": "residents", "kind": "choose", "most_choices": 2, "options": options} | fields
    return opened(ground, **fields)


def test_an_owner_votes_and_gets_a_receipt(ground):
    ballot = opened(ground)
    elector = own(ballot, ground.owner)
    cast = vote(ground.owner, elector, "yes")
    assert cast.is_new
    assert len(cast.receipt) == 19
    row = Vote.objects.get()
    assert (row.elector, row.choices, row.channel, row.cast_by) == (elector, ["yes"], "phone", ground.owner)
    assert Participation.objects.get(elector=elector).channel == "phone"
    turnout = turnout_of(ballot)
    assert (turnout.heads.done, turnout.heads.whole, str(turnout.area.done)) == (1, 12, "80.00")
    assert (turnout.heads.missing, str(turnout.area.missing)) == (7, "560.00")
    homes = {home.door: home.took_part for home in by_building(ballot)[0].homes}
    assert homes["0101"]
    assert not homes["0102"]


def test_the_journal_says_that_and_never_what(ground):
    ballot = opened(ground)
    vote(ground.owner, own(ballot, ground.owner), "no")
    entry = Entry.objects.get(verb="ballots.vote")
    assert entry.data.keys() == {"elector", "channel"}


def test_a_second_tap_gets_the_same_receipt(ground):
    ballot, key = opened(ground), uuid4()
    elector = own(ballot, ground.owner)
    first = vote(ground.owner, elector, "yes", client_key=key)
    again = vote(ground.owner, elector, "yes", client_key=key)
    assert again == Cast(first.receipt, False, first.vote)
    # Asked again after the close, it is still told.
    later = ballot.closes_at + timedelta(days=1)
    assert vote(ground.owner, elector, "yes", client_key=key, now=later).receipt == first.receipt
    with pytest.raises(Refused, match="另一票"):
        vote(ground.second_owner, own(ballot, ground.second_owner), "yes", client_key=key)


def test_the_same_form_with_another_choice_is_never_taken_for_the_first(ground):
    """The answer was lost on the way, or they went back: who then chose no was told that their vote is in."""
    fixed, free = opened(ground), opened(ground, may_change=True)
    for ballot in (fixed, free):
        elector, key = own(ballot, ground.owner), uuid4()
        first = vote(ground.owner, elector, "yes", client_key=key)
        if ballot is fixed:
            with pytest.raises(Refused, match="不能改"):
                vote(ground.owner, elector, "no", client_key=key)
            continue
        second = vote(ground.owner, elector, "no", client_key=key)
        assert second.is_new
        assert not vote(ground.owner, elector, "no", client_key=key).is_new  # tapped twice
        assert (
            vote(ground.owner, elector, "yes", client_key=key).receipt == first.receipt
        )  # sent again by the net
        assert Vote.objects.current().get(ballot=free).receipt == second.receipt
    assert Vote.objects.current().get(ballot=fixed).choices == ["yes"]


def test_a_vote_stays_or_is_changed_as_the_ballot_says(ground):
    fixed, free = opened(ground), opened(ground, may_change=True)
    vote(ground.owner, own(fixed, ground.owner), "yes")
    with pytest.raises(Refused, match="不能改"):
        vote(ground.owner, own(fixed, ground.owner), "no")
    first = vote(ground.owner, own(free, ground.owner), "yes")
    second = vote(ground.owner, own(free, ground.owner), "no")
    assert second.receipt != first.receipt
    assert Vote.objects.current().get(ballot=free).choices == ["no"]
    assert Participation.objects.filter(ballot=free).count() == 1
    with pytest.raises(Refused, match="太晚"):
        vote(ground.owner, own(free, ground.owner), "yes", now=free.closes_at)


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ([], "三项里"),
        (["yes", "no"], "三项里"),
        (["maybe"], "选票上没有"),
        (["yes", "yes"], "写了两次"),
    ],
)
def test_yes_no_or_abstain_and_nothing_else(ground, chosen, sentence):
    ballot = opened(ground)
    with pytest.raises(Refused, match=sentence) as refused:
        vote(ground.owner, own(ballot, ground.owner), *chosen)
    assert refused.value.field == "choices"
    assert not Participation.objects.exists()


def test_choosing_some_of_several(ground):
    ballot = choice(ground)
    elector = own(ballot, ground.tenant)
    for chosen, sentence in [
        (["o1", "o2", "o3"], "最多"),
        (["o9"], "选票上没有"),
        (["o1", "o1"], "写了两次"),
    ]:
        with pytest.raises(Refused, match=sentence):
            vote(ground.tenant, elector, *chosen)
    assert vote(ground.tenant, elector, "o3", "o1").vote.choices == ["o1", "o3"]  # the order is no choice
    assert vote(ground.owner, own(ballot, ground.owner)).vote.choices == []  # blank: takes part


def test_a_ranking_keeps_its_order(ground):
    ballot = choice(ground, kind="ranking")
    assert vote(ground.tenant, own(ballot, ground.tenant), "o3", "o1").vote.choices == ["o3", "o1"]
    with pytest.raises(Refused, match="写了两次"):
        vote(ground.owner, own(ballot, ground.owner), "o3", "o1", "o3")


def test_residents_say_that_they_are_grown_up(ground):
    ballot = choice(ground)
    with pytest.raises(Refused, match="18") as refused:
        vote(ground.tenant, own(ballot, ground.tenant), "o1", is_of_age=False)
    assert refused.value.field == "is_of_age"


def test_only_whoever_is_on_the_roll(ground):
    ballot = opened(ground)
    elector = own(ballot, ground.owner)
    for user, sentence in [(ground.tenant, "业主"), (ground.second_owner, "业主"), (ground.staff, "业主")]:
        with pytest.raises(Refused, match=sentence):
            vote(user, elector, "yes")
    assert entries_of(ground.tenant, ballot) == []


def test_a_home_sold_while_they_vote(ground):
    """The roll is frozen: whoever owned it votes, and the buyer is told why they do not."""
    ballot = opened(ground)
    elector = own(ballot, ground.owner)
    ground.owner.residencies.update(ended_on=timezone.localdate())
    buyer = make_resident(ground.first, "0101", user__display_name="新业主林木")
    sell(ground.home("0101"), (buyer.display_name, buyer.phone))
    with pytest.raises(Refused, match="冻结") as refused:
        vote(buyer, elector, "yes")
    assert "1栋0101" in str(refused.value)
    assert why_not(buyer, ballot) == str(refused.value)
    assert vote(ground.owner, elector, "yes").is_new


def test_a_co_owner_hears_that_one_of_them_is_to_be_named(ground):
    """They owned it on the day of the roll: of a sale nothing is said, and what is counted they may check."""
    sell(ground.home("0101"), "何茉莉", "何木棉")
    ballot = opened(ground)
    said = why_not(ground.owner, ballot)
    assert "共有" in said
    assert "买卖" not in said
    assert may_read_roll(user=ground.owner, ballot=ballot)
    counted(ballot)
    assert may_read_file(user=ground.owner, ballot=ballot)
    assert result_context(ballot, ground.owner)["may_read_file"]
    assert not may_read_roll(user=ground.tenant, ballot=ballot)


def test_a_voter_who_died(ground):
    """The account is closed; a correction names who votes for the home now."""
    ballot = opened(ground)
    elector = own(ballot, ground.owner)
    ground.owner.is_active = False
    ground.owner.save(update_fields=["is_active"])
    with pytest.raises(Refused, match="已注销"):
        vote(ground.owner, elector, "yes")
    correct_roll(by=ground.chair, elector=elector, reason="业主去世，由女儿代表", voter=ground.tenant)
    assert vote(ground.tenant, elector, "yes").is_new


def test_whoever_no_longer_represents_it_or_was_taken_off(ground):
    ballot = opened(ground)
    first, second = own(ballot, ground.owner), own(ballot, ground.second_owner)
    correct_roll(by=ground.chair, elector=first, reason="共有人改选代表", voter=ground.tenant)
    with pytest.raises(Refused, match="共有人改选代表"):
        vote(ground.owner, first, "yes")
    correct_roll(by=ground.chair, elector=second, reason="登记有误", remove=True)
    with pytest.raises(Refused, match="登记有误"):
        vote(ground.second_owner, second, "yes")
    assert turnout_of(ballot).heads.whole == 11
    with pytest.raises(DatabaseError), transaction.atomic():  # nor by any other way in
        Participation.objects.create(elector=second, ballot=ballot, channel="phone")


def test_before_after_and_when_it_is_called_off(ground):
    ballot = opened(ground)
    elector = own(ballot, ground.owner)
    with pytest.raises(Refused, match="开始投票"):
        vote(ground.owner, elector, "yes", now=just_before(ballot.opens_at))
    with pytest.raises(Refused, match="太晚"):
        vote(ground.owner, elector, "yes", now=ballot.closes_at)
    assert vote(ground.owner, elector, "yes", now=just_before(ballot.closes_at)).is_new
    type(ballot).objects.filter(pk=ballot.pk).update(
        voided_at=timezone.now(), voided_by=ground.chair, void_reason="方案要改"
    )
    with pytest.raises(Refused, match="方案要改"):
        vote(ground.second_owner, own(ballot, ground.second_owner), "yes")
    with pytest.raises(DatabaseError), transaction.atomic():
        Participation.objects.create(
            elector_id=own(ballot, ground.second_owner).pk, ballot=ballot, channel="phone"
        )


def test_a_ballot_by_name_takes_no_secret_vote(ground):
    ballot = opened(ground)
    elector = own(ballot, ground.owner)
    with pytest.raises(Refused, match="记名"):
        cast_secret(by=ground.owner, elector=elector, choices=["yes"], code="x")


def test_who_voted_is_not_reminded(ground):
    from ballots.operations.reminding import remind_voters

    ballot = opened(ground, closes_at=in_days(2, 20), opens_at=timezone.now() - timedelta(days=3))
    other = owner_with_account(ground, "0202", ground.second)
    remind_voters()
    mine = Message.objects.filter(letter__kind="ballots.reminder", recipient=ground.owner, state="pending")
    assert mine.exists()
    vote(ground.owner, own(ballot, ground.owner), "yes")
    assert not mine.exists()
    assert other.display_name  # it was not on the roll when that was frozen: no entry, no reminder
    assert (
        not Message.objects.filter(letter__kind="ballots.reminder", recipient=other)
        .exclude(state="void")
        .exists()
    )
    assert elector_at(ballot, ground.home("0101")) == own(ballot, ground.owner)
