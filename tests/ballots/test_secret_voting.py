"""A secret vote: that somebody took part, and what is in the box, and nothing between the two."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from ballots.models import Participation, SecretBox, SecretPaper, Vote
from ballots.operations.papers import hand_in_paper
from ballots.operations.secret_box import papers_in
from ballots.operations.secret_papers import (
    confirm_secret_paper,
    mark_paper_voter,
    type_secret_paper,
)
from ballots.operations.voting import cast_vote
from ballots.receipt_codes import new_code
from ballots.receipts import normalised
from journal.models import Entry
from kit.refused import Refused
from notifications.models import Message
from tests.ballots.ground import elector_at, new_ground, opened, owner_with_account, sell
from tests.ballots.voting import just_before, own, proxy_for, vote_secretly

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(db):
    return new_ground()


@pytest.fixture
def ballot(ground):
    return opened(ground, electorate="residents", secrecy="secret")


def in_box(ballot) -> dict[str, list[str]]:
    row = SecretBox.objects.filter(ballot=ballot).first()
    return {paper["receipt"]: paper["choices"] for paper in papers_in(ballot, row)} if row else {}


def closed(ballot):
    type(ballot).objects.filter(pk=ballot.pk).update(closed_at=timezone.now())
    ballot.refresh_from_db()
    return ballot


def test_a_vote_goes_into_the_box(ground, ballot):
    elector = own(ballot, ground.owner)
    cast = vote_secretly(ground.owner, elector, "no")
    assert cast.is_new
    assert cast.vote is None
    assert normalised(cast.receipt) == cast.receipt
    assert in_box(ballot) == {cast.receipt: ["no"]}
    assert Participation.objects.get().elector == elector
    assert not Vote.objects.exists()


def test_a_lost_answer_is_asked_again_by_the_code_of_the_form_alone(ground, ballot):
    elector = own(ballot, ground.owner)
    code = new_code(ballot, elector)
    first = vote_secretly(ground.owner, elector, "no", code=code)
    again = vote_secretly(ground.owner, elector, "yes", code=code, now=ballot.closes_at + timedelta(days=1))
    assert (again.receipt, again.is_new) == (first.receipt, False)
    assert in_box(ballot) == {first.receipt: ["no"]}
    with pytest.raises(Refused, match="找不回来"):  # another phone, another form: no receipt
        vote_secretly(ground.owner, elector, "no")


def test_the_same_form_with_another_choice_says_that_the_first_counts(ground, ballot, client):
    elector = own(ballot, ground.owner)
    client.force_login(ground.owner)
    form = {"entry": elector.pk, "code": new_code(ballot, elector), "is_of_age": "on"}
    address = f"/ballots/{ballot.pk}/vote/"
    assert "以第一次选的为准" not in client.post(address, form | {"choices": "yes"}).content.decode()
    assert "以第一次选的为准" in client.post(address, form | {"choices": "no"}).content.decode()
    assert list(in_box(ballot).values()) == [["yes"]]


def test_a_code_is_of_one_ballot_and_one_elector(ground, ballot):
    mine, theirs = own(ballot, ground.owner), own(ballot, ground.second_owner)
    for code in (new_code(ballot, theirs), new_code(ballot, mine) + "x", "", "7KQ2-M4XD-9TRC-AB3F"):
        with pytest.raises(Refused, match="失效"):
            vote_secretly(ground.owner, mine, "no", code=code)
    assert not Participation.objects.exists()


def test_who_may_and_what_may_be_chosen(ground, ballot):
    elector = own(ballot, ground.owner)
    for chosen in ([], ["yes", "no"], ["maybe"]):
        with pytest.raises(Refused):
            vote_secretly(ground.owner, elector, *chosen)
    with pytest.raises(Refused, match="18"):
        vote_secretly(ground.owner, elector, "no", is_of_age=False)
    with pytest.raises(Refused):
        vote_secretly(ground.second_owner, elector, "no")
    with pytest.raises(Refused, match="太晚"):
        vote_secretly(ground.owner, elector, "no", now=ballot.closes_at)
    with pytest.raises(Refused, match="无记名"):
        cast_vote(
            by=ground.owner, elector=elector, choices=["no"], client_key=ballot.public_id, is_of_age=True
        )
    assert not Participation.objects.exists()
    assert not in_box(ballot)
    assert vote_secretly(ground.owner, elector, "no", now=just_before(ballot.closes_at)).is_new


def test_an_agent_votes_without_an_instruction(ground, ballot):
    elector = own(ballot, ground.owner)
    with pytest.raises(Refused, match="无记名"):
        proxy_for(ground, elector, ground.manager, instruction=["yes"])
    proxy = proxy_for(ground, elector, ground.manager)
    vote_secretly(ground.manager, elector, "yes", proxy=proxy)
    assert Participation.objects.get().channel == "proxy"


def test_nothing_written_holds_the_receipt_or_the_choice(ground, ballot):
    cast = vote_secretly(ground.owner, own(ballot, ground.owner), "no")
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(
                f'SELECT count(*) FROM "{table}" AS row WHERE row::text LIKE %s', [f"%{cast.receipt}%"]
            )
            assert cursor.fetchone() == (0,), table
    assert not Entry.objects.filter(by=ground.owner, verb__startswith="ballots.").exists()
    assert not Message.objects.filter(letter__body__contains=cast.receipt).exists()
    columns = {field.name for field in Participation._meta.get_fields()}
    assert columns == {"elector", "ballot", "channel"}  # no time and no number of its own


def test_the_box_is_one_row_that_no_order_of_coming_shows_in(ground):
    users = [owner_with_account(ground, door, ground.second) for door in ("0101", "0102", "0201", "0202")]
    ballot = opened(ground, electorate="residents", secrecy="secret")
    receipts = [vote_secretly(user, own(ballot, user), "yes").receipt for user in users]
    assert SecretBox.objects.count() == 1
    assert list(in_box(ballot)) == sorted(receipts)
    with pytest.raises(DatabaseError), transaction.atomic():
        Participation.objects.filter(ballot=ballot).update(channel="paper")


def test_a_paper_into_the_box_downstairs(ground, ballot):
    elector = own(ballot, ground.owner)
    mark_paper_voter(by=ground.staff, elector=elector)
    assert mark_paper_voter(by=ground.staff, elector=elector).channel == "paper"
    told = Message.objects.get(letter__kind="ballots.paper_marked", channel="inbox")
    assert told.recipient == ground.owner
    assert "不是您投的" in told.body, "one person alone noted it: the voter can say that it is not so"
    with pytest.raises(Refused):
        vote_secretly(ground.owner, elector, "no")
    other = own(ballot, ground.second_owner)
    vote_secretly(ground.second_owner, other, "no")
    with pytest.raises(Refused, match="网上"):
        mark_paper_voter(by=ground.staff, elector=other)
    with pytest.raises(Refused, match="自己家"):
        mark_paper_voter(by=ground.tenant, elector=own(ballot, ground.tenant))
    with pytest.raises(Refused, match="太晚"):
        mark_paper_voter(by=ground.staff, elector=own(ballot, ground.tenant), now=ballot.closes_at)
    with pytest.raises(Refused, match="票箱"):
        hand_in_paper(by=ground.staff, elector=elector, handed_in_at=ballot.opens_at, choices=["no"])


def test_after_the_close_two_read_them_and_never_more_than_were_handed_in(ground, ballot):
    for user in (ground.owner, ground.second_owner):
        mark_paper_voter(by=ground.staff, elector=own(ballot, user))
    with pytest.raises(Refused, match="截止后"):
        type_secret_paper(by=ground.staff, ballot=ballot, choices=["no"])
    closed(ballot)
    first = type_secret_paper(by=ground.staff, ballot=ballot, choices=["no"], number=1)
    assert type_secret_paper(by=ground.staff, ballot=ballot, choices=["no"], number=1) == first
    with pytest.raises(Refused, match="第 1 张"):
        type_secret_paper(by=ground.colleague, ballot=ballot, choices=["yes"], number=1)
    second = type_secret_paper(by=ground.colleague, ballot=ballot, choices=["yes"], number=2)
    with pytest.raises(Refused, match="人数"):
        type_secret_paper(by=ground.staff, ballot=ballot, choices=["yes"], number=3)
    with pytest.raises(Refused, match="换一个人"):
        confirm_secret_paper(by=ground.staff, paper=first, choices=["no"])
    assert confirm_secret_paper(by=ground.colleague, paper=first, choices=["no"]).state == "counted"
    assert confirm_secret_paper(by=ground.staff, paper=second, choices=["no"]).state == "differs"
    with pytest.raises(Refused, match="第三个人"):
        confirm_secret_paper(by=ground.staff, paper=second, choices=["no"])
    assert confirm_secret_paper(by=ground.captain, paper=second, choices=["no"]).state == "counted"
    assert list(in_box(ballot).values()) == [["no"], ["no"]]
    assert set(SecretPaper.objects.values_list("reading", "second_reading")) == {(None, None)}


def test_called_off(ground, ballot):
    type(ballot).objects.filter(pk=ballot.pk).update(
        voided_at=timezone.now(), voided_by=ground.chair, void_reason="方案要改"
    )
    with pytest.raises(Refused, match="方案要改"):
        vote_secretly(ground.owner, own(ballot, ground.owner), "no")


def test_a_home_sold_meanwhile_changes_no_roll(ground, ballot):
    elector = elector_at(ballot, ground.home("0101")) if ballot.unit == "home" else own(ballot, ground.owner)
    sell(ground.home("0101"), "新业主林木")
    assert vote_secretly(ground.owner, elector, "yes").is_new


def test_when_they_voted_cannot_be_read_off_the_proxy_that_ended(ground, ballot):
    elector = own(ballot, ground.owner)
    proxy = proxy_for(ground, elector, ground.manager)
    vote_secretly(ground.owner, elector, "yes")
    proxy.refresh_from_db()
    ended = timezone.localtime(proxy.ended_at)
    assert (ended.hour, ended.minute, ended.second, ended.microsecond) == (0, 0, 0, 0)
    assert abs(timezone.localdate() - ended.date()).days <= 1
