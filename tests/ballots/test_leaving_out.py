"""A paper is left out by two people, as it is counted by two; how many, and why, stands in the record."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from ballots import record_pdf
from ballots.models import Paper, SecretPaper
from ballots.operations import count_ballot
from ballots.operations.leaving_out import (
    confirm_spoilt_paper,
    confirm_spoilt_secret_paper,
    spoil_paper,
    spoil_secret_paper,
)
from ballots.operations.papers import confirm_paper
from ballots.operations.secret_papers import confirm_secret_paper, mark_paper_voter, type_secret_paper
from journal.models import Entry
from kit.refused import Refused
from notifications.models import Message
from tests.ballots.counting import after, all_in, cast_for, closed, counted, neighbours
from tests.ballots.ground import SINCE, elector_of, new_ground, opened
from tests.ballots.test_voters_at_once import run, wait_for_a_queue
from tests.ballots.voting import left_out, own, paper_in, vote
from tests.committees.pages import text_of
from tests.factories import make_captain

WHY = "两项都勾了"


@pytest.fixture
def ground(db):
    return new_ground()


@pytest.fixture
def ballot(ground):
    return opened(ground)


def test_one_says_why_and_another_agrees(ground, ballot):
    paper = paper_in(ground.staff, own(ballot, ground.owner), "yes")
    with pytest.raises(Refused) as refused:
        spoil_paper(by=ground.staff, paper=paper, reason=" \0")
    assert refused.value.field == "reason"
    paper = spoil_paper(by=ground.staff, paper=paper, reason=f" {WHY}\n")
    assert (paper.state, paper.reason, paper.spoilt_by) == ("waiting", WHY, ground.staff)
    assert spoil_paper(by=ground.staff, paper=paper, reason="又一个原因").reason == WHY  # a second tap
    with pytest.raises(Refused, match="第二个人"):
        confirm_spoilt_paper(by=ground.staff, paper=paper)
    with pytest.raises(Refused, match=WHY):
        spoil_paper(by=ground.colleague, paper=paper, reason="看不清")
    assert not Message.objects.filter(letter__kind="ballots.paper_spoilt").exists()
    for _tap in range(2):
        paper = confirm_spoilt_paper(by=ground.colleague, paper=paper)
    assert (paper.state, paper.spoilt_confirmed_by) == ("spoilt", ground.colleague)
    with pytest.raises(Refused, match=WHY):
        confirm_paper(by=ground.captain, paper=paper, choices=["no"])
    told = Message.objects.filter(
        recipient=ground.owner, letter__kind="ballots.paper_spoilt", channel="inbox"
    )
    assert WHY in told.get().body
    verbs = ["ballots.doubt_paper", "ballots.spoil_paper"]
    entries = Entry.objects.filter(verb__in=verbs).order_by("id")
    assert list(entries.values_list("verb", "by")) == list(
        zip(verbs, [ground.staff.pk, ground.colleague.pk], strict=True)
    )
    assert vote(ground.owner, own(ballot, ground.owner), "yes").is_new  # and they can still vote


def test_the_database_holds_to_two(ground, ballot):
    paper = paper_in(ground.staff, own(ballot, ground.owner), "yes")
    alone = {"state": "spoilt", "reason": WHY}
    for who in (
        {},
        {"spoilt_by": ground.staff},
        {"spoilt_by": ground.staff, "spoilt_confirmed_by": ground.staff},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            Paper.objects.filter(pk=paper.pk).update(**alone, **who)


def test_two_captains_are_not_those_who_hold_it(ground, ballot):
    deputy = make_captain(ground.first, started_on=SINCE, role="deputy")
    paper = paper_in(ground.captain, own(ballot, ground.owner), "yes")
    paper = spoil_paper(by=ground.captain, paper=paper, reason=WHY)
    with pytest.raises(Refused):
        confirm_spoilt_paper(by=deputy, paper=paper)
    assert confirm_spoilt_paper(by=ground.staff, paper=paper).state == "spoilt"


def test_until_then_it_can_be_read_and_two_readings_outweigh_one_doubt(ground, ballot):
    paper = paper_in(ground.staff, own(ballot, ground.owner), "yes")
    spoil_paper(by=ground.captain, paper=paper, reason=WHY)
    paper = confirm_paper(by=ground.colleague, paper=paper, choices=["yes"])
    assert (paper.state, paper.spoilt_by, paper.reason) == ("counted", None, "")
    with pytest.raises(Refused, match="计入"):
        confirm_spoilt_paper(by=ground.colleague, paper=paper)
    with pytest.raises(Refused, match="计入"):
        spoil_paper(by=ground.colleague, paper=paper, reason=WHY)


def test_whoever_doubted_it_and_reads_it_after_all_takes_that_back(ground, ballot):
    paper = paper_in(ground.staff, own(ballot, ground.owner), "yes")
    spoil_paper(by=ground.colleague, paper=paper, reason=WHY)
    paper = confirm_paper(by=ground.colleague, paper=paper, choices=["no"])
    assert (paper.state, paper.spoilt_by) == ("differs", None)
    with pytest.raises(Refused, match="重新打开"):
        confirm_spoilt_paper(by=ground.staff, paper=paper)
    assert left_out(ground.staff, ground.colleague, paper).state == "spoilt"


def test_not_after_all_papers_are_in_nor_when_it_is_called_off(ground, ballot):
    paper = paper_in(ground.staff, ballot.electors.last(), "yes")
    confirm_paper(by=ground.colleague, paper=paper, choices=["yes"])
    left_out(ground.staff, ground.colleague, paper_in(ground.staff, own(ballot, ground.owner), "yes"))
    all_in(ballot)
    with pytest.raises(Refused):
        spoil_paper(by=ground.staff, paper=paper, reason=WHY)


def test_how_many_and_why_stand_in_the_record(ground, client, ballot):
    for elector, why in zip(ballot.electors.order_by("number"), ("看不清", WHY, WHY), strict=False):
        left_out(ground.staff, ground.colleague, paper_in(ground.staff, elector, "yes"), why)
    result = counted(ballot)
    assert result.spoilt == sorted([WHY, "看不清", WHY])
    html = record_pdf.record_html(
        ballot, result, whole=False, address="https://x.example/", language="zh-hans"
    )
    assert "3 张" in html
    assert html.count(WHY) == 2
    client.force_login(ground.owner)
    assert WHY in text_of(client.get(ballot.get_absolute_url()))
    with pytest.raises(DatabaseError), transaction.atomic():
        type(result).objects.update(spoilt=[])


def test_of_a_secret_ballot_the_reasons_outlive_the_papers(ground):
    people = neighbours(ground, 6)
    ballot = opened(ground, electorate="residents", secrecy="secret")
    for person in people[:5]:
        cast_for(elector_of(ballot, person), "yes")
    mark_paper_voter(by=ground.staff, elector=elector_of(ballot, people[5]))
    paper = type_secret_paper(by=ground.staff, ballot=closed(ballot), choices=["no"])
    spoil_secret_paper(by=ground.colleague, paper=paper, reason=WHY)
    with pytest.raises(Refused, match="第二个人"):
        confirm_spoilt_secret_paper(by=ground.colleague, paper=paper)
    with pytest.raises(DatabaseError), transaction.atomic():
        SecretPaper.objects.filter(pk=paper.pk).update(
            state="spoilt", reason=WHY, reading=None, spoilt_by=ground.staff, spoilt_confirmed_by=ground.staff
        )
    paper = confirm_spoilt_secret_paper(by=ground.staff, paper=paper)  # who typed it in sees it too
    assert (paper.state, paper.reading) == ("spoilt", None)
    with pytest.raises(Refused, match=WHY):
        confirm_secret_paper(by=ground.captain, paper=paper, choices=["no"])
    all_in(ballot, by=ground.staff)
    result = count_ballot(by=ground.staff, ballot=ballot, now=after(ballot))
    assert (result.papers, result.spoilt) == (5, [WHY])
    assert Entry.objects.get(verb="ballots.spoil_secret_paper").data == {"number": 1, "reason": WHY}


def test_on_pages_one_doubts_and_the_other_decides(ground, client, ballot):
    paper = paper_in(ground.staff, own(ballot, ground.owner), "yes")
    page = reverse("ballots:paper_spoil", args=[ballot.pk, paper.pk])
    desk = reverse("ballots:papers", args=[ballot.pk])
    client.force_login(ground.staff)
    assert page in client.get(desk).content.decode()
    assert client.post(page, {"reason": ""}).status_code == 422
    assert client.post(page, {"agrees": "1"}).status_code == 422  # nothing to agree to
    assert client.post(page, {"reason": WHY}).url == desk
    assert 'name="agrees"' not in client.get(page).content.decode()
    client.force_login(ground.colleague)
    assert WHY in text_of(client.get(desk))
    assert WHY in text_of(client.get(reverse("ballots:paper", args=[ballot.pk, paper.pk])))
    again = client.post(page, {"reason": "看不清"})  # from a page that was opened before
    assert (again.status_code, 'name="agrees"' in again.content.decode()) == (422, True)
    assert client.post(page, {"agrees": "1"}).url == desk
    paper.refresh_from_db()
    assert (paper.state, paper.reason) == ("spoilt", WHY)
    assert client.get(page).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_counted_and_left_out_at_once_it_is_one_of_both(transactional_db):
    ground = new_ground()
    ballot = opened(ground)
    paper = paper_in(ground.staff, own(ballot, ground.owner), "yes")
    spoil_paper(by=ground.captain, paper=paper, reason=WHY)
    with transaction.atomic():
        confirm_paper(by=ground.colleague, paper=paper, choices=["yes"])
        thread, said = run(lambda: confirm_spoilt_paper(by=ground.staff, paper=paper))
        wait_for_a_queue()
        assert not said
    thread.join(timeout=30)
    assert isinstance(said[0], Refused)
    paper.refresh_from_db()
    assert (paper.state, paper.spoilt_confirmed_by) == ("counted", None)
