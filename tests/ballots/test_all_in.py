"""收齐: said once, after the close and by a person; from then on no paper, and only from then on a tie or a count."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from ballots.models import Ballot, Paper, Participation, SecretBox, SecretPaper, Vote
from ballots.operations import count_ballot, draw_lot, papers_are_in
from ballots.operations.casting import ALL_IN
from ballots.operations.closing import close_ballot, close_due
from ballots.operations.secret_papers import confirm_secret_paper, mark_paper_voter, type_secret_paper
from ballots.operations.tallying import tie_of
from journal.models import Entry
from kit.refused import Refused
from tests.ballots.counting import after, all_in, cast_for, closed, neighbours
from tests.ballots.ground import elector_of, new_ground, opened
from tests.ballots.test_voters_at_once import run, wait_for_a_queue
from tests.ballots.voting import just_before, left_out, own, paper_counted, paper_in, vote
from tests.committees.pages import text_of


@pytest.fixture
def ground(db):
    return new_ground()


def late(ballot: Ballot) -> dict:
    """Handed in before the close, typed in after it."""
    return {"handed_in_at": just_before(ballot.closes_at), "now": after(ballot, hours=1)}


def with_a_tie(ground, **fields) -> Ballot:
    """Two homes, one choice each; papers go round in it. Closed."""
    places = [("北门", ""), ("南门", "")]
    ballot = opened(ground, kind="ranking", options=places, **{"paper_rule": "paper"} | fields)
    vote(ground.owner, own(ballot, ground.owner), "o1")
    vote(ground.second_owner, own(ballot, ground.second_owner), "o2")
    return closed(ballot)


def test_no_tie_no_lot_and_no_count_before_it(ground, client):
    """Else whoever keeps a paper in a bag sees that it decides."""
    ballot = with_a_tie(ground)
    lot = {"ballot": ballot, "tied": ["o1", "o2"], "order": ["o1", "o2"], "how": "抽签", "witnesses": "街坊"}
    hour = {"drawn_at": after(ballot, hours=2), "now": after(ballot, hours=2)}
    client.force_login(ground.chair)
    count_page, lot_page = (reverse(f"ballots:{name}", args=[ballot.pk]) for name in ("count", "lot"))
    assert tie_of(ballot) is None
    assert "平" not in text_of(client.get(count_page)).replace("平米", "").replace("平方", "")
    assert client.get(lot_page).status_code == 302
    for act in (
        lambda: count_ballot(by=ground.chair, ballot=ballot, now=after(ballot)),
        lambda: draw_lot(by=ground.chair, **lot, **hour),
    ):
        with pytest.raises(Refused, match="收齐") as refused:
            act()
        assert refused.value.url == reverse("ballots:papers_in", args=[ballot.pk])
    assert client.post(count_page).status_code == 422
    paper_counted(ground.staff, ground.colleague, ballot.electors.last(), "o1", **late(ballot))
    papers_are_in(by=ground.chair, ballot=ballot, now=after(ballot, hours=2))
    result = count_ballot(by=ground.chair, ballot=ballot, now=after(ballot, hours=2))
    assert (result.papers, result.tally["order"]) == (3, ["o1", "o2"])


def test_after_it_the_tie_stands_and_no_paper_breaks_it(ground):
    ballot = with_a_tie(ground)
    spoilt = left_out(
        ground.staff, ground.colleague, paper_in(ground.staff, ballot.electors.last(), "o1", **late(ballot))
    )
    ballot = all_in(ballot, by=ground.chair)
    assert tie_of(ballot) == ("o1", "o2")
    with pytest.raises(Refused, match="收齐"):
        paper_in(ground.staff, ballot.electors.first(), "o1", **late(ballot))
    assert papers_are_in(by=ground.staff, ballot=ballot, now=after(ballot, days=1)) == ballot  # a second tap
    ballot.refresh_from_db()
    assert (ballot.papers_in_at, ballot.papers_in_by) == (after(ballot), ground.chair)
    data = {"typed": 1, "counted": 0, "spoilt": 1}
    assert Entry.objects.get(verb="ballots.papers_are_in").data == data
    for change in ({"papers_in_at": None}, {"papers_in_at": timezone.now()}, {"papers_in_by": ground.staff}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Ballot.objects.filter(pk=ballot.pk).update(**change)
    refused_by_the_database(ballot, spoilt, ground)


def refused_by_the_database(ballot: Ballot, paper: Paper, ground) -> None:
    """Whichever way in: a paper, its state, a vote on paper, one that a paper would replace, who took part."""
    first, last = ballot.electors.first(), ballot.electors.last()
    words = {
        "ballot": ballot,
        "elector": last,
        "choices": ["o1"],
        "channel": "paper",
        "cast_by": ground.staff,
    }
    key = {"client_key": ballot.public_id, "receipt": "7KQ2-M4XD-9TRC-AB3F", "cast_at": ballot.opens_at}
    new = {"ballot": ballot, "elector": first, "choices": ["o1"], "typed_by": ground.staff}
    for act in (
        lambda: Paper.objects.create(handed_in_at=ballot.opens_at, **new),
        lambda: Paper.objects.filter(pk=paper.pk).update(state="waiting"),
        lambda: Vote.objects.create(paper=paper, **words, **key),
        lambda: Vote.objects.filter(elector=own(ballot, ground.owner)).update(replaced_at=timezone.now()),
        lambda: Participation.objects.create(ballot=ballot, elector=last, channel="paper"),
    ):
        with pytest.raises(DatabaseError) as error, transaction.atomic():
            act()
        assert error.value.__cause__.pgcode == ALL_IN


def test_only_by_those_who_hold_it_after_the_close_and_when_every_paper_was_read(ground):
    ballot = opened(ground)
    with pytest.raises(Refused, match="投票还没结束"):
        papers_are_in(by=ground.chair, ballot=ballot)
    paper = paper_in(ground.staff, ballot.electors.last(), "yes")
    closed(ballot)
    for stranger in (ground.owner, ground.captain, ground.manager, ground.outsider):
        with pytest.raises(Refused):
            papers_are_in(by=stranger, ballot=ballot, now=after(ballot))
    with pytest.raises(Refused, match="1 张") as refused:
        papers_are_in(by=ground.chair, ballot=ballot, now=after(ballot))
    assert refused.value.url == reverse("ballots:papers", args=[ballot.pk])
    with pytest.raises(DatabaseError), transaction.atomic():
        Ballot.objects.filter(pk=ballot.pk).update(papers_in_at=after(ballot))
    left_out(ground.staff, ground.colleague, paper)
    with pytest.raises(Refused, match="1 张"):
        papers_are_in(by=ground.chair, ballot=ballot, seen=0, now=after(ballot))
    assert papers_are_in(by=ground.chair, ballot=ballot, seen=1, now=after(ballot)).papers_in_at
    still_open = opened(ground)
    with pytest.raises(DatabaseError), transaction.atomic():
        Ballot.objects.filter(pk=still_open.pk).update(papers_in_at=timezone.now())


def test_a_count_without_it_is_impossible(ground):
    ballot = closed(opened(ground))
    with pytest.raises(DatabaseError), transaction.atomic():
        Ballot.objects.filter(pk=ballot.pk).update(counted_at=timezone.now())


def test_where_nothing_is_on_paper_closing_says_it(ground):
    poll = {"electorate": "residents", "legal_effect": "advisory"}
    named, secret = opened(ground, **poll), opened(ground, secrecy="secret", **poll)
    formal, with_papers, in_the_box = (
        opened(ground),
        opened(ground, **poll),
        opened(ground, secrecy="secret", **poll),
    )
    paper_in(ground.staff, own(with_papers, ground.owner), "yes")
    mark_paper_voter(by=ground.staff, elector=own(in_the_box, ground.owner))
    for ballot in (named, secret, formal, with_papers, in_the_box):
        close_ballot(ballot.pk, now=after(ballot))
        ballot.refresh_from_db()
    assert [b.papers_in_at for b in (named, secret)] == [named.closed_at, secret.closed_at]
    assert [b.papers_in_at for b in (formal, with_papers, in_the_box)] == [None] * 3
    assert named.papers_in_by is None
    with pytest.raises(Refused, match="收齐"):
        paper_in(ground.staff, own(named, ground.owner), "yes", **late(named))


def test_the_papers_of_a_secret_ballot_too(ground):
    people = neighbours(ground, 6)
    ballot = opened(ground, electorate="residents", secrecy="secret")
    for person in people[:5]:
        cast_for(elector_of(ballot, person), "yes")
    mark_paper_voter(by=ground.staff, elector=elector_of(ballot, people[5]))
    closed(ballot)
    with pytest.raises(Refused, match="1 张"):
        papers_are_in(by=ground.staff, ballot=ballot, now=after(ballot))
    paper = type_secret_paper(by=ground.staff, ballot=ballot, choices=["no"])
    confirm_secret_paper(by=ground.colleague, paper=paper, choices=["no"])
    with pytest.raises(Refused, match="收齐"):
        count_ballot(by=ground.staff, ballot=ballot, now=after(ballot))
    ballot = papers_are_in(by=ground.staff, ballot=ballot, now=after(ballot))
    with pytest.raises(Refused, match="收齐"):
        type_secret_paper(by=ground.staff, ballot=ballot, choices=["no"])
    for act in (
        lambda: SecretPaper.objects.create(ballot=ballot, number=2, reading=b"x", typed_by=ground.staff),
        lambda: SecretBox.objects.filter(ballot=ballot).update(sealed=b""),
    ):
        with pytest.raises(DatabaseError) as error, transaction.atomic():
            act()
        assert error.value.__cause__.pgcode == ALL_IN
    assert count_ballot(by=ground.staff, ballot=ballot, now=after(ballot)).papers == 6


def test_the_page_says_how_many_there_are_and_asks_once(ground, client):
    ballot = opened(ground)
    paper_counted(ground.staff, ground.colleague, ballot.electors.last(), "yes")
    waits = paper_in(ground.staff, own(ballot, ground.second_owner), "no")
    page = reverse("ballots:papers_in", args=[ballot.pk])
    client.force_login(ground.chair)
    count = reverse("ballots:count", args=[ballot.pk])
    assert client.get(page).url == count  # it is still open
    close_due(after(ballot))
    client.force_login(ground.owner)
    assert client.get(page).status_code == 404
    client.force_login(ground.chair)
    said = text_of(client.get(page))
    assert "等第二个人" in said
    assert '<button class="btn btn--accent' not in client.get(page).content.decode()
    assert client.post(page, {"seen": "2"}).status_code == 422
    left_out(ground.staff, ground.colleague, waits)
    assert page in client.get(count).content.decode()
    assert 'name="seen" value="2"' in client.get(page).content.decode()
    assert client.post(page, {"seen": "1"}).status_code == 422
    assert client.post(page, {"seen": "2"}).url == count
    assert client.get(page).url == count
    ballot.refresh_from_db()
    assert ballot.papers_in_by == ground.chair
    papers = text_of(client.get(reverse("ballots:papers", args=[ballot.pk])))
    assert "收齐" in papers


# --- at the same moment ----------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_whoever_types_one_in_at_that_moment_is_waited_for(transactional_db):
    ground = new_ground()
    ballot = closed(opened(ground))
    with transaction.atomic():
        paper_in(ground.staff, ballot.electors.last(), "yes", **late(ballot))
        thread, said = run(lambda: papers_are_in(by=ground.chair, ballot=ballot, now=after(ballot, hours=2)))
        wait_for_a_queue()
        assert not said
    thread.join(timeout=30)
    assert isinstance(said[0], Refused)  # one waits for its second reader
    assert Ballot.objects.get().papers_in_at is None


@pytest.mark.django_db(transaction=True)
def test_whoever_comes_after_it_was_said_is_refused(transactional_db):
    ground = new_ground()
    ballot = closed(opened(ground))
    with transaction.atomic():
        papers_are_in(by=ground.chair, ballot=ballot, now=after(ballot, hours=2))
        thread, typed = run(lambda: paper_in(ground.staff, ballot.electors.last(), "yes", **late(ballot)))
        wait_for_a_queue()
        assert not typed
    thread.join(timeout=30)
    assert isinstance(typed[0], Refused)
    assert "收齐" in str(typed[0])
    assert not Paper.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_say_it_at_once(transactional_db):
    ground = new_ground()
    ballot = closed(opened(ground))
    with transaction.atomic():
        papers_are_in(by=ground.chair, ballot=ballot, now=after(ballot))
        thread, second = run(
            lambda: papers_are_in(by=ground.staff, ballot=ballot, now=after(ballot) + timedelta(minutes=1))
        )
        wait_for_a_queue()
    thread.join(timeout=30)
    assert second[0].papers_in_by_id == ground.chair.pk
    assert Entry.objects.filter(verb="ballots.papers_are_in").count() == 1
