"""The key of one form, used for two entries at the same instant: neither transaction has seen the other's row."""

from uuid import uuid4

import pytest
from django.db import transaction

from ballots.models import Paper, Participation, Vote
from ballots.operations.papers import confirm_paper
from kit.refused import Refused
from tests.ballots.ground import elector_at, new_ground, opened
from tests.ballots.test_voters_at_once import run, wait_for_a_queue
from tests.ballots.voting import own, paper_in, vote
from tests.factories import ResidencyFactory

pytestmark = pytest.mark.django_db(transaction=True)


def second_waits(first, second):
    """The second comes while the first is inside; what it gave back or raised."""
    with transaction.atomic():
        first()
        thread, results = run(second)
        wait_for_a_queue()
        assert not results
    thread.join(timeout=30)
    return results[0]


def test_two_votes(transactional_db):
    ground = new_ground()
    ballot, key = opened(ground), uuid4()
    first, second = own(ballot, ground.owner), own(ballot, ground.second_owner)
    result = second_waits(
        lambda: vote(ground.owner, first, "yes", client_key=key),
        lambda: vote(ground.second_owner, second, "no", client_key=key),
    )
    insist_on_one(result, first)
    assert vote(ground.second_owner, second, "no").is_new


def test_one_person_for_two_homes(transactional_db):
    ground = new_ground()
    for door in ("0301", "0302"):
        ResidencyFactory(user=ground.owner, dwelling=ground.home(door), kind="owner")
    ballot, key = opened(ground, electorate="residents", unit="home"), uuid4()
    first, second = (elector_at(ballot, ground.home(door)) for door in ("0301", "0302"))
    result = second_waits(
        lambda: vote(ground.owner, first, "yes", client_key=key),
        lambda: vote(ground.owner, second, "yes", client_key=key),
    )
    insist_on_one(result, first)
    with pytest.raises(Refused, match="刷新页面"):  # and one after the other
        vote(ground.owner, second, "yes", client_key=key)


def insist_on_one(result, elector) -> None:
    assert isinstance(result, Refused), repr(result)
    assert "刷新页面" in str(result)
    assert Vote.objects.get().elector == elector
    assert Participation.objects.count() == 1


def test_two_papers(transactional_db):
    ground = new_ground()
    ballot, key = opened(ground), uuid4()
    first, second = (elector_at(ballot, ground.home(door)) for door in ("0301", "0302"))
    result = second_waits(
        lambda: paper_in(ground.staff, first, "yes", client_key=key),
        lambda: paper_in(ground.staff, second, "no", client_key=key),
    )
    assert isinstance(result, Refused), repr(result)
    assert Paper.objects.get().elector == first


def test_two_second_readings(transactional_db):
    ground = new_ground()
    ballot, key = opened(ground), uuid4()
    first, second = (
        paper_in(ground.staff, elector_at(ballot, ground.home(door)), "yes") for door in ("0301", "0302")
    )
    words = {"by": ground.colleague, "choices": ["yes"], "client_key": key}
    result = second_waits(
        lambda: confirm_paper(paper=first, **words), lambda: confirm_paper(paper=second, **words)
    )
    assert isinstance(result, Refused), repr(result)
    second.refresh_from_db()
    assert (second.state, Vote.objects.get().paper) == ("waiting", first)
    assert confirm_paper(by=ground.colleague, paper=second, choices=["yes"]).state == "counted"


def test_a_paper_is_counted_whatever_key_it_was_typed_in_with(transactional_db):
    """Somebody may have voted online with the same key."""
    ground = new_ground()
    ballot, key = opened(ground), uuid4()
    paper = paper_in(ground.staff, elector_at(ballot, ground.home("0301")), "yes", client_key=key)
    vote(ground.owner, own(ballot, ground.owner), "yes", client_key=key)
    assert confirm_paper(by=ground.colleague, paper=paper, choices=["yes"]).state == "counted"
