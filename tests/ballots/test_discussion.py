"""What neighbours say to a proposal: one level of answers, two columns where they were asked for, no ranking."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from ballots.models import Agreement, Comment, Proposal
from ballots.models.discussion import Side
from ballots.models.proposals import ProposalState
from ballots.operations import (
    agree,
    answer_comment,
    comment,
    set_columns,
    take_back_agreement,
    withdraw_comment,
)
from kit.refused import Refused
from tests.ballots.ground import new_ground
from tests.ballots.proposal_ground import NOW, neighbours, published, told
from tests.ballots.test_proposals import at_once
from tests.committees.pages import text_of


@pytest.fixture
def ground(db):
    return new_ground()


@pytest.fixture
def proposal(ground):
    return published(ground)


@pytest.fixture
def visit(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def said(ground, proposal, **fields):
    return comment(**{"by": ground.tenant, "proposal": proposal, "text": "水管够不够", "now": NOW} | fields)


def test_one_level_of_answers_and_whoever_is_answered_is_told(ground, proposal):
    argument = said(ground, proposal)
    reply = answer_comment(by=ground.owner, comment=argument, text="够，量过了", now=NOW)
    assert (reply.answers, reply.side) == (argument, Side.OPEN)
    assert told(ground.tenant, "ballots.reply") == [f"有人回复您：{proposal.title}"]
    answer_comment(by=ground.tenant, comment=argument, text="那就好", now=NOW)
    assert len(told(ground.tenant, "ballots.reply")) == 1  # nobody is told of their own words
    with pytest.raises(Refused, match="请回复原来那条"):
        answer_comment(by=ground.captain, comment=reply, text="再回", now=NOW)


def test_one_form_makes_one_comment(ground, proposal):
    key = uuid4()
    first, second = (said(ground, proposal, client_key=key) for _tap in range(2))
    assert first.pk == second.pk
    with pytest.raises(Refused, match="别人"):
        said(ground, proposal, by=ground.owner, client_key=key)
    with pytest.raises(Refused, match="别人"):
        said(ground, published(ground), client_key=key)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": " \0 "}, "写下您的意见"),
        ({"text": "长" * 1001}, "1000 个字以内"),
        ({"side": "sideways"}, "赞成、反对"),
    ],
)
def test_bad_words(ground, proposal, fields, sentence):
    with pytest.raises(Refused, match=sentence):
        said(ground, proposal, **fields)


def test_ten_an_hour_over_all_proposals(ground, proposal):
    other = published(ground)
    for number in range(10):
        said(
            ground, (proposal, other)[number % 2], text=f"第 {number} 句", now=NOW + timedelta(minutes=number)
        )
    with pytest.raises(Refused, match="一小时里说了 10 次"):
        said(ground, proposal, now=NOW + timedelta(minutes=59))
    said(ground, proposal, now=NOW + timedelta(minutes=61))
    said(ground, proposal, by=ground.captain)


def test_who_speaks(ground, proposal):
    for who in (ground.owner, ground.captain, ground.staff, ground.president, ground.manager):
        said(ground, proposal, by=who)
    for who in (ground.outsider, ground.stranger):
        with pytest.raises(Refused, match="这里的街坊"):
            said(ground, proposal, by=who)


def test_nothing_more_is_said_where_it_does_not_go_on(ground, proposal):
    argument = said(ground, proposal)
    for state, sentence in ((ProposalState.WITHDRAWN, "已经撤回"),):
        Proposal.objects.filter(pk=proposal.pk).update(state=state)
        for act in (
            lambda: said(ground, proposal),
            lambda: answer_comment(by=ground.owner, comment=argument, text="好", now=NOW),
            lambda: agree(by=ground.owner, comment=argument, now=NOW),
        ):
            with pytest.raises(Refused, match=sentence):
                act()
    other = published(ground)
    Proposal.objects.filter(pk=proposal.pk).update(state=ProposalState.MERGED, merged_into=other)
    with pytest.raises(Refused, match="请到那边说"):
        said(ground, proposal)


def test_a_side_is_taken_only_where_there_are_two_columns(ground, proposal):
    assert said(ground, proposal, side=Side.FOR).side == Side.OPEN
    with pytest.raises(Refused, match="主持讨论的人"):
        set_columns(by=ground.tenant, proposal=proposal, has_columns=True)
    for who in (ground.owner, ground.president):
        set_columns(by=who, proposal=proposal, has_columns=True)
    assert said(ground, proposal, side=Side.FOR).side == Side.FOR


def test_i_think_so_too_counts_a_person_once(ground, proposal):
    argument = said(ground, proposal)
    for _tap in range(2):
        agree(by=ground.owner, comment=argument, now=NOW)
    agree(by=ground.captain, comment=argument, now=NOW)
    assert argument.agreements.count() == 2
    take_back_agreement(by=ground.owner, comment=argument)
    assert argument.agreements.count() == 1
    with pytest.raises(Refused, match="您自己说的"):
        agree(by=ground.tenant, comment=argument, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.create(comment=argument, user=ground.captain)


def test_own_words_are_taken_back(ground, proposal):
    argument = said(ground, proposal)
    with pytest.raises(Refused, match="只有写"):
        withdraw_comment(by=ground.owner, comment=argument, now=NOW)
    for _tap in range(2):
        withdraw_comment(by=ground.tenant, comment=argument, now=NOW)
    for act in (
        lambda: agree(by=ground.owner, comment=argument, now=NOW),
        lambda: answer_comment(by=ground.owner, comment=argument, text="好", now=NOW),
    ):
        with pytest.raises(Refused, match="已经撤回"):
            act()


# --- on the page ------------------------------------------------------------------------------------------


def test_said_answered_and_agreed_on_the_page(ground, proposal, visit):
    url = f"/ballots/proposals/{proposal.pk}/"
    client = visit(ground.tenant)
    assert "您来说第一句" in text_of(client.get(url))
    refused = client.post(url + "comments/", {"client_key": uuid4(), "text": " "})
    assert (refused.status_code, "写下您的意见" in text_of(refused)) == (422, True)
    client.post(url + "comments/", {"client_key": uuid4(), "text": "水管够不够"})
    argument = Comment.objects.get()
    page = text_of(visit(ground.owner).get(url))
    assert "水管够不够" in page
    assert "1栋居民" in page
    assert "谭菠萝" not in page
    one = f"{url}comments/{argument.pk}/"
    visit(ground.owner).post(one + "answer/", {"client_key": uuid4(), "text": "够，量过了"})
    assert "够，量过了" in text_of(visit(ground.tenant).get(one))
    client = visit(ground.owner)
    assert client.post(one + "agree/").url == f"{url}#c-{argument.pk}"
    button = client.post(one + "agree/", {"back": "1"}, headers={"HX-Request": "true"})
    assert "我也这么想" in text_of(button)
    assert "<h1" not in button.content.decode()
    assert visit(ground.outsider).post(one + "agree/").status_code == 404
    visit(ground.tenant).post(one + "withdraw/")
    page = text_of(visit(ground.owner).get(url))
    assert "水管够不够" not in page  # its place stays, since somebody answered it
    assert "写的人撤回了" in page
    assert "够，量过了" in page


def test_newest_or_most_agreed_first_and_page_by_page(ground, proposal, visit):
    people = neighbours(ground, 6)
    for number in range(12):
        said(
            ground,
            proposal,
            by=people[number % 6],
            text=f"第 {number} 句",
            now=NOW + timedelta(minutes=number),
        )
    third = Comment.objects.get(text="第 3 句")
    for person in people[:2]:
        agree(by=person, comment=third, now=NOW)
    client, url = visit(ground.tenant), f"/ballots/proposals/{proposal.pk}/"
    newest = client.get(url).context["comments"]
    assert [row.text for row in newest][:2] == ["第 11 句", "第 10 句"]
    rest = client.get(url, {"after": newest.next_cursor}).context["comments"]
    assert [row.text for row in rest] == ["第 1 句", "第 0 句"]
    agreed = client.get(url, {"sort": "agreed"}).context["comments"]
    assert [row.text for row in agreed][:2] == ["第 3 句", "第 11 句"]
    rest = client.get(url, {"sort": "agreed", "after": agreed.next_cursor}).context["comments"]
    assert len(rest) == 2
    assert client.get(url, {"sort": "persons", "after": "x"}).context["order"] == "new"


def test_two_columns_on_the_page(ground, proposal, visit):
    set_columns(by=ground.owner, proposal=proposal, has_columns=True)
    people = neighbours(ground, 6)
    for number, person in enumerate(people):
        said(ground, proposal, by=person, text=f"赞成 {number}", side=Side.FOR)
    said(ground, proposal, text="反对，太吵", side=Side.AGAINST)
    client, url = visit(ground.tenant), f"/ballots/proposals/{proposal.pk}/"
    columns = {row["key"]: row for row in client.get(url).context["columns"]}
    assert {key: row["count"] for key, row in columns.items()} == {"for": 6, "against": 1, "open": 0}
    assert len(columns["for"]["page"]) == 5
    whole = client.get(url, {"side": "for"})
    assert len(whole.context["comments"]) == 6
    client.post(url + "columns/")
    assert Proposal.objects.get().has_columns  # not for a neighbour to say
    visit(ground.owner).post(url + "columns/")
    assert not Proposal.objects.get().has_columns


@pytest.mark.django_db(transaction=True)
def test_the_tenth_and_the_eleventh_at_the_same_moment(transactional_db):
    ground = new_ground()
    proposal, other = published(ground), published(ground)
    for number in range(9):
        said(ground, proposal, text=f"第 {number} 句")
    results = at_once(*[lambda to=to: said(ground, to) for to in (proposal, other, proposal, other)])
    assert sum(isinstance(result, Refused) for result in results) == 3
    assert Comment.objects.count() == 10
    argument = said(ground, proposal, by=ground.owner)
    at_once(*[lambda: agree(by=ground.tenant, comment=argument, now=NOW)] * 4)
    assert argument.agreements.count() == 1
