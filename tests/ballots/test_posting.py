"""The result before everyone's eyes: its figures, the number that ends its file, and for how long; and a ballot
that is called off, with its reason, for everybody who may vote."""

from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from ballots.models import Ballot, Participation, Result, SecretBox, Vote
from ballots.operations import count_ballot, post_result, void_ballot
from ballots.operations.reminding import remind_voters
from ballots.operations.secret_papers import mark_paper_voter
from journal.models import Entry
from kit.refused import Refused
from notices.models import Notice
from notices.operations import draft_notice
from notifications.models import Message
from tests.ballots.counting import after, counted, neighbours, owners_vote
from tests.ballots.ground import announced, drafted, elector_of, new_ground, opened
from tests.ballots.voting import own, paper_in, vote, vote_secretly

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(db):
    return new_ground()


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


# ── posted ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_it_hangs_with_each_figure_and_the_number_that_ends_the_file(ground, client):
    ballot = owners_vote(ground, *["yes"] * 6, "no", "abstain")
    result = counted(ballot)
    notice = post_result(by=ground.chair, ballot=ballot)
    body = plain(notice.body)
    for words in (result.chain_head, "480.00", "640.00", "320.01", "正好达到"):
        assert words in body
    assert f"http://testserver{ballot.get_absolute_url()}" in body
    assert f"http://testserver{reverse('ballots:objections', args=[ballot.pk])}" in body
    assert (notice.category, notice.state, notice.organisation) == (
        "posting",
        "published",
        ground.owners_committee,
    )
    assert "何茉莉" not in body
    assert "0101" not in body
    last = timezone.localdate() + timedelta(days=15)
    result.refresh_from_db()
    assert (result.notice, result.posted_until) == (notice, last)
    # The whole last day, and the page of the notice names no other.
    assert f"{timezone.localtime(notice.expires_at):%F %T}" == f"{last} 23:59:59"
    assert Entry.objects.get(verb="ballots.post_result").data["until"] == last.isoformat()
    client.force_login(ground.tenant)
    assert client.get(notice.get_absolute_url()).status_code == 200


def test_nobody_keeps_it_off_the_board_by_a_notice_with_a_key_that_can_be_worked_out(ground):
    """The ballot's number stands in its sealed document, for everybody."""
    ballot = owners_vote(ground, "yes")
    counted(ballot)
    key = uuid5(NAMESPACE_URL, f"ballot result {ballot.public_id}")
    words = {"title": "停水", "body": "明早。", "places": [ground.first], "client_key": key}
    draft_notice(by=ground.manager, organisation=ground.company, **words)
    assert post_result(by=ground.chair, ballot=ballot).is_out


def test_a_second_tap_gets_the_same_notice_and_the_first_period(ground):
    ballot = owners_vote(ground, "yes")
    counted(ballot)
    first = post_result(by=ground.chair, ballot=ballot)
    again = post_result(by=ground.staff, ballot=ballot, days=40, now=timezone.now() + timedelta(days=2))
    assert again == first
    assert Notice.objects.filter(pk=first.pk).count() == 1
    assert Result.objects.get().posted_until == timezone.localdate() + timedelta(days=15)
    with pytest.raises(DatabaseError), transaction.atomic():
        Result.objects.update(posted_until=timezone.localdate())


@pytest.mark.parametrize(
    ("formal", "days", "fits"), [(1, 14, 0), (1, 15, 1), (1, 91, 0), (0, 2, 0), (0, 3, 1)]
)
def test_fifteen_days_at_least_for_a_decision_of_the_owners(ground, formal, days, fits):
    poll = {} if formal else {"electorate": "residents", "legal_effect": "advisory"}
    ballot = opened(ground, **poll)
    counted(ballot)
    by = ballot.created_by
    if fits:
        assert post_result(by=by, ballot=ballot, days=days).expires_at
        return
    with pytest.raises(Refused, match="90") as refused:
        post_result(by=by, ballot=ballot, days=days)
    assert refused.value.field == "days"
    assert not Result.objects.get().notice_id


def test_not_before_the_count_nor_by_those_who_do_not_hold_it(ground, client):
    ballot = opened(ground)
    with pytest.raises(Refused, match="还没有计票"):
        post_result(by=ground.chair, ballot=ballot)
    counted(ballot)
    for stranger in (ground.owner, ground.captain, ground.manager, ground.outsider):
        with pytest.raises(Refused):
            post_result(by=stranger, ballot=ballot)
    client.force_login(ground.chair)
    url = reverse("ballots:result_post", args=[ballot.pk])
    assert client.post(url, {"days": "3"}).status_code == 422
    assert client.post(url, {"days": ""}).status_code == 422
    assert client.post(url, {"days": "15"}).status_code == 302
    assert client.get(url).status_code == 302  # it hangs already


def test_a_poll_that_is_posted_never_says_that_anything_was_decided(ground):
    people = neighbours(ground, 2)
    ballot = opened(ground, electorate="residents", legal_effect="advisory")
    for person in people:
        vote(person, elector_of(ballot, person), "yes")
    counted(ballot)
    notice = post_result(by=ground.staff, ballot=ballot, days=3)
    for words in ("已通过", "决定了", "小区决定"):
        assert words not in notice.title + notice.body
    assert not [person for person in people if person.display_name in notice.body]


# ── called off ──────────────────────────────────────────────────────────────────────────────────────────────


def test_called_off_it_stays_with_its_reason_and_takes_no_more_votes(ground):
    ballot = opened(ground)
    vote(ground.owner, own(ballot, ground.owner), "yes")
    soon = ballot.closes_at - timedelta(days=1)
    assert remind_voters(soon)
    reminders = Message.objects.filter(letter__kind="ballots.reminder")
    waiting = set(reminders.filter(state="pending").values_list("pk", flat=True))
    void_ballot(by=ground.chair, ballot=ballot, reason="  报价\n要重做 ", now=soon)
    ballot.refresh_from_db()
    assert (ballot.void_reason, ballot.voided_by, ballot.state(soon)) == (
        "报价 要重做",
        ground.chair,
        "voided",
    )
    assert waiting
    assert set(reminders.filter(pk__in=waiting).values_list("state", flat=True)) == {"void"}
    told = Message.objects.filter(letter__kind="ballots.voided", channel="inbox")
    assert {ground.owner.pk, ground.second_owner.pk} <= set(told.values_list("recipient", flat=True))
    assert ground.chair.pk not in set(told.values_list("recipient", flat=True))
    assert set(told.values_list("letter__body", flat=True)) == {"报价 要重做"}
    ballot.notice.refresh_from_db()
    assert ballot.notice.state == "withdrawn"
    with pytest.raises(Refused, match="报价 要重做"):
        vote(ground.second_owner, own(ballot, ground.second_owner), "no")
    with pytest.raises(Refused, match="报价 要重做"):
        paper_in(ground.staff, ballot.electors.last(), "no")
    with pytest.raises(Refused):
        count_ballot(by=ground.chair, ballot=ballot, now=after(ballot))
    assert Vote.objects.count() == 1  # nothing is deleted
    assert remind_voters(soon + timedelta(hours=2)) == 0


def test_a_secret_one_that_is_called_off_is_never_opened(ground):
    ballot = opened(ground, electorate="residents", secrecy="secret")
    vote_secretly(ground.owner, own(ballot, ground.owner), "yes")
    void_ballot(by=ground.staff, ballot=ballot, reason="名单有误")
    with pytest.raises(Refused, match="名单有误"):
        vote_secretly(ground.second_owner, own(ballot, ground.second_owner), "no")
    with pytest.raises(Refused, match="名单有误"):
        mark_paper_voter(by=ground.staff, elector=own(ballot, ground.second_owner))
    with pytest.raises(Refused):
        count_ballot(by=ground.staff, ballot=ballot, now=after(ballot))
    assert Participation.objects.count() == 1
    assert SecretBox.objects.count() == 1


def test_a_second_tap_changes_nothing_and_tells_nobody_twice(ground):
    ballot = announced(ground)
    void_ballot(by=ground.chair, ballot=ballot, reason="方案要改")
    told = Message.objects.filter(letter__kind="ballots.voided").count()
    again = void_ballot(by=ground.staff, ballot=ballot, reason="另一个原因")
    assert (again.void_reason, again.voided_by) == ("方案要改", ground.chair)
    assert Message.objects.filter(letter__kind="ballots.voided").count() == told
    assert Entry.objects.filter(verb="ballots.void").count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        Ballot.objects.filter(pk=ballot.pk).update(voided_at=None)


@pytest.mark.parametrize("reason", ["", "   ", "长" * 301])
def test_a_reason_is_a_sentence(ground, reason, client):
    ballot = announced(ground)
    with pytest.raises(Refused) as refused:
        void_ballot(by=ground.chair, ballot=ballot, reason=reason)
    assert refused.value.field == "reason"
    client.force_login(ground.chair)
    url = reverse("ballots:void", args=[ballot.pk])
    assert client.post(url, {"reason": reason}).status_code == 422
    ballot.refresh_from_db()
    assert ballot.voided_at is None


def test_who_calls_off_and_what(ground):
    ballot = announced(ground)
    for stranger in (ground.owner, ground.captain, ground.manager, ground.outsider):
        with pytest.raises(Refused):
            void_ballot(by=stranger, ballot=ballot, reason="方案要改")
    with pytest.raises(Refused, match="草稿"):
        void_ballot(by=ground.chair, ballot=drafted(ground), reason="方案要改")


def test_whoever_adds_up_the_answers_finds_the_blank_papers(ground):
    people = neighbours(ground, 3)
    options = [("建在东门", ""), ("建在西门", "")]
    ballot = opened(ground, electorate="residents", kind="choose", options=options)
    for person, chosen in zip(people, (["o1"], ["o2"], []), strict=True):
        vote(person, elector_of(ballot, person), *chosen)
    counted(ballot)
    notice = post_result(by=ground.staff, ballot=ballot, days=3, now=after(ballot, hours=1))
    assert "3 人参与" in plain(notice.body)
    assert "1 张空白票" in plain(notice.body)
