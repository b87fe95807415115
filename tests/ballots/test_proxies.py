"""委托书: written, read by two people, for one ballot, not passed on; whoever gave it comes first where a vote may be
changed."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from ballots.models import Ballot, Proxy, Vote
from ballots.operations.proxies import end_proxy
from ballots.queries.standing import entries_of
from kit.refused import Refused
from notifications.models import Message
from tests.ballots.correcting import correct_roll
from tests.ballots.ground import elector_at, new_ground, opened
from tests.ballots.voting import own, paper_counted, picture, proxy_for, proxy_in, vote
from tests.committees.pages import text_of
from tests.committees.test_two_at_once import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(db):
    return new_ground()


@pytest.fixture
def ballot(ground):
    return opened(ground)


def test_an_agent_votes_and_both_are_told(ground, ballot):
    elector = own(ballot, ground.owner)
    proxy = proxy_for(ground, elector, ground.tenant)
    assert [entry.proxy for entry in entries_of(ground.tenant, ballot)] == [proxy]
    cast = vote(ground.tenant, elector, "yes", proxy=proxy)
    assert (cast.vote.channel, cast.vote.proxy, cast.vote.cast_by) == ("proxy", proxy, ground.tenant)
    told = set(
        Message.objects.filter(letter__kind__startswith="ballots.proxy").values_list(
            "recipient", "letter__kind"
        )
    )
    assert told == {(ground.owner.pk, "ballots.proxy_given"), (ground.tenant.pk, "ballots.proxy_held")}


def test_nobody_else_and_nobody_passes_it_on(ground, ballot):
    elector = own(ballot, ground.owner)
    proxy = proxy_for(ground, elector, ground.tenant)
    with pytest.raises(Refused, match="不能转委托"):
        vote(ground.manager, elector, "yes", proxy=proxy)
    with pytest.raises(Refused, match="不能转委托"):
        proxy_for(ground, elector, ground.manager)
    with pytest.raises(Refused, match="另一户"):
        vote(ground.tenant, own(ballot, ground.second_owner), "yes", proxy=proxy)
    with pytest.raises(Refused):
        vote(ground.tenant, elector, "yes")  # not as themselves


def test_an_instruction_binds(ground, ballot):
    elector = own(ballot, ground.owner)
    proxy = proxy_for(ground, elector, ground.tenant, instruction=["no"])
    with pytest.raises(Refused, match="委托书") as refused:
        vote(ground.tenant, elector, "yes", proxy=proxy)
    assert refused.value.field == "choices"
    assert vote(ground.tenant, elector, "no", proxy=proxy).is_new
    with pytest.raises(Refused) as refused:
        proxy_for(ground, own(ballot, ground.second_owner), ground.tenant, instruction=["maybe"])
    assert refused.value.field == "instruction"


def test_the_principal_comes_first_where_a_vote_may_be_changed(ground):
    ballot = opened(ground, may_change=True)
    elector = own(ballot, ground.owner)
    proxy = proxy_for(ground, elector, ground.tenant)
    vote(ground.tenant, elector, "yes", proxy=proxy)
    vote(ground.owner, elector, "no")
    proxy.refresh_from_db()
    assert proxy.ended_at
    assert Vote.objects.current().get().choices == ["no"]
    with pytest.raises(Refused, match="本人已经投票"):
        vote(ground.tenant, elector, "yes", proxy=proxy)


def test_a_paper_of_theirs_too(ground):
    ballot = opened(ground, may_change=True)
    elector = own(ballot, ground.owner)
    proxy = proxy_for(ground, elector, ground.tenant)
    vote(ground.tenant, elector, "yes", proxy=proxy)
    paper_counted(ground.staff, ground.colleague, elector, "no")
    assert Vote.objects.current().get().channel == "paper"
    proxy.refresh_from_db()
    assert proxy.ended_at


def test_else_the_first_counts(ground, ballot):
    first, second = own(ballot, ground.owner), own(ballot, ground.second_owner)
    by_first = proxy_for(ground, first, ground.tenant)
    vote(ground.tenant, first, "yes", proxy=by_first)
    with pytest.raises(Refused, match="不能改"):
        vote(ground.owner, first, "no")
    by_second = proxy_for(ground, second, ground.tenant)
    vote(ground.second_owner, second, "no")
    with pytest.raises(Refused, match="本人已经投票"):
        vote(ground.tenant, second, "yes", proxy=by_second)
    assert set(Vote.objects.values_list("elector", "replaced_at")) == {(first.pk, None), (second.pk, None)}


def test_it_ends_with_a_reason_by_those_whom_it_concerns(ground, ballot):
    elector = own(ballot, ground.owner)
    proxy = proxy_for(ground, elector, ground.tenant)
    with pytest.raises(Refused):
        end_proxy(by=ground.manager, proxy=proxy, reason="不要了")
    with pytest.raises(Refused) as refused:
        end_proxy(by=ground.owner, proxy=proxy, reason="")
    assert refused.value.field == "reason"
    end_proxy(by=ground.owner, proxy=proxy, reason="自己回来了")
    with pytest.raises(Refused, match="自己回来了"):
        vote(ground.tenant, elector, "yes", proxy=proxy)
    assert proxy_for(ground, elector, ground.tenant).ended_at is None  # another may follow


def test_what_is_not_recorded(ground, ballot):
    elector = own(ballot, ground.owner)
    for changes, field in [
        ({"scan": None}, "scan"),
        ({"scope": " "}, "scope"),
        ({"agent": None, "agent_name": " "}, "agent_name"),
        ({"agent": ground.staff}, "agent"),
        ({"agent": ground.owner}, "agent"),
    ]:
        agent = changes.pop("agent", ground.tenant)
        with pytest.raises(Refused) as refused:
            proxy_for(ground, elector, agent, **changes)
        assert refused.value.field == field
    with pytest.raises(Refused, match="自己家"):
        proxy_for(ground, elector, ground.tenant, by=ground.owner)
    vote(ground.owner, elector, "yes")
    with pytest.raises(Refused, match="不用再委托"):
        proxy_for(ground, elector, ground.tenant)
    with pytest.raises(Refused, match="截止"):
        proxy_for(ground, own(ballot, ground.second_owner), ground.tenant, now=ballot.closes_at)
    assert not Proxy.objects.exists()


def test_twice_recorded_is_once(ground, ballot):
    key, elector = uuid4(), elector_at(ballot, ground.home("0301"))
    first = proxy_for(ground, elector, None, client_key=key)
    assert proxy_for(ground, elector, None, client_key=key) == first


def test_an_agent_whose_account_is_closed_or_whose_principal_was_taken_off(ground, ballot):
    elector = own(ballot, ground.owner)
    proxy = proxy_for(ground, elector, ground.tenant)
    ground.tenant.is_active = False
    with pytest.raises(Refused, match="已注销"):
        vote(ground.tenant, elector, "yes", proxy=proxy)
    ground.tenant.is_active = True
    correct_roll(by=ground.chair, elector=elector, reason="登记有误", remove=True)
    with pytest.raises(Refused, match="名册"):
        vote(ground.tenant, elector, "yes", proxy=proxy)


# --- for how many --------------------------------------------------------------------------------------


def test_one_person_stands_for_few(ground):
    ballot = opened(ground, most_principals=2)
    electors = list(ballot.electors.order_by("number")[4:9])
    first = proxy_in(ground, electors[0], ground.tenant)  # what waits takes a place as well
    proxy_for(ground, electors[1], None, agent_name=ground.tenant.display_name)  # nor is a phone left out
    for agent, name in ((ground.tenant, ""), (None, ground.tenant.display_name)):
        with pytest.raises(Refused, match="已经受 2 户委托") as refused:
            proxy_in(ground, electors[2], agent, agent_name=name)
        assert refused.value.field == "agent_name"
    end_proxy(by=ground.staff, proxy=first, reason="业主自己来投")
    proxy_in(ground, electors[2], ground.tenant)
    with pytest.raises(DatabaseError), transaction.atomic():  # frozen with the other rules
        Ballot.objects.filter(pk=ballot.pk).update(most_principals=9)
    assert ballot.document["most_principals"] == 2


@pytest.mark.parametrize("other", ["远方 的女儿", "远方\u3000的女儿", "ｍａｒｙ何", "MARY何"])
def test_one_name_however_it_is_typed_is_one_agent(ground, other):
    ballot = opened(ground, most_principals=1)
    electors = list(ballot.electors.order_by("number")[4:6])
    proxy_in(ground, electors[0], None, agent_name="远方的女儿" if "远" in other else "Mary何")
    with pytest.raises(Refused, match="已经受 1 户委托"):
        proxy_in(ground, electors[1], None, agent_name=other)


def test_by_the_rules_of_the_ballot_three_or_any_number(ground, client):
    usual, any_number = opened(ground), opened(ground, most_principals=0)
    for elector in usual.electors.order_by("number")[4:7]:
        proxy_in(ground, elector, ground.tenant)
    with pytest.raises(Refused, match="已经受 3 户委托"):
        proxy_in(ground, usual.electors.get(number=8), ground.tenant)
    for elector in any_number.electors.order_by("number")[4:9]:
        proxy_in(ground, elector, ground.tenant)
    client.force_login(ground.owner)
    assert "一个人最多受 3 户委托代投" in text_of(client.get(usual.get_absolute_url()))
    assert "受多少户委托代投都可以" in text_of(client.get(any_number.get_absolute_url()))


def test_the_desk_reads_the_sentence_beside_the_name(ground, client):
    ballot = opened(ground, most_principals=1)
    electors = list(ballot.electors.order_by("number")[4:6])
    proxy_in(ground, electors[0], ground.tenant)
    client.force_login(ground.colleague)
    given = {"elector": electors[1].pk, "agent_name": "谭菠萝", "scope": "全部"}
    given |= {"scan": picture(), "client_key": uuid4()}
    kept = client.post(reverse("ballots:proxy_new", args=[ballot.pk]), given)
    assert kept.status_code == 422
    assert "已经受 1 户委托" in text_of(kept)


@pytest.mark.parametrize("shape", ["{}", "+86 {}", "+86-{}", "０ {}"])
def test_an_agents_phone_finds_their_account_however_it_is_typed(ground, ballot, client, shape):
    agent, elector = ground.second_owner, elector_at(ballot, ground.home("0301"))
    client.force_login(ground.colleague)
    wide = agent.phone.translate({48 + n: 0xFF10 + n for n in range(10)})
    phone = wide if "０" in shape else shape.format(f"{agent.phone[:3]}-{agent.phone[3:]}")
    given = {"elector": elector.pk, "agent_name": "区山茶", "agent_phone": phone, "scope": "全部"}
    given |= {"scan": picture(), "client_key": uuid4()}
    address = reverse("ballots:proxy_new", args=[ballot.pk]) + f"?elector={elector.pk}"
    assert client.post(address, given).status_code == 302
    assert Proxy.objects.get().agent == agent


@pytest.mark.django_db(transaction=True)
def test_two_who_record_at_one_moment_count_each_others(transactional_db):
    ground = new_ground()
    for _round in range(4):
        ballot = opened(ground, most_principals=1)
        one, two = ballot.electors.order_by("number")[4:6]
        results = at_once(
            lambda one=one: proxy_in(ground, one, ground.tenant),
            lambda two=two: proxy_in(ground, two, ground.tenant, by=ground.colleague),
        )
        kinds = sorted(type(result).__name__ for result in results)
        assert kinds == ["Proxy", "Refused"], results
        assert Proxy.objects.filter(ballot=ballot).count() == 1


def test_the_desk_ends_one_before_the_close_alone_and_all_concerned_hear_of_it(ground, ballot):
    proxy = proxy_for(ground, own(ballot, ground.owner), ground.tenant)
    with pytest.raises(Refused, match="委托不再改动"):
        end_proxy(by=ground.staff, proxy=proxy, reason="业主自己来投", now=ballot.closes_at)
    end_proxy(by=ground.staff, proxy=proxy, reason="业主自己来投")
    told = Message.objects.filter(letter__kind="ballots.proxy_ended", channel="inbox")
    recipients = {message.recipient for message in told}
    assert recipients >= {ground.owner, ground.tenant}
    assert ground.staff not in recipients
    assert "业主自己来投" in told.first().body
    assert "水岸业委会" in told.first().body


def test_the_key_of_one_form_is_no_proxy_of_another_entry(ground, ballot):
    """Neither of one's own, which would be said to be recorded and is not, nor of a colleague's."""
    key, second = uuid4(), own(ballot, ground.second_owner)
    first = proxy_in(ground, own(ballot, ground.owner), None, client_key=key)
    for by in (ground.staff, ground.colleague):
        with pytest.raises(Refused, match="这张表"):
            proxy_in(ground, second, None, by=by, client_key=key)
    assert list(Proxy.objects.all()) == [first]
