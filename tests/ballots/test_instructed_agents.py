"""An instruction is followed as the count reads it: whoever stood back before voting began is not on the paper, and
the agent who was told to choose them too votes for the others."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ballots.models import Ballot
from ballots.operations import announce_ballot, nominate, withdraw_candidacy
from kit.refused import Refused
from tests.ballots.ground import Ground, drafted, elector_at, new_ground, owner_with_account
from tests.ballots.voting import paper_counted, proxy_for, vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(db):
    ground = new_ground()
    ground.third = owner_with_account(ground, "0202")
    return ground


@pytest.fixture
def ballot(ground) -> Ballot:
    """Owners elect two of three who stand; announced 16 days ago, voting began a minute ago."""
    opens_at = timezone.now() - timedelta(minutes=1)
    then = opens_at - timedelta(days=16)
    words = {"kind": "election", "title": "选业委会委员", "seats": 2, "now": then}
    words["nominations_until"] = then + timedelta(days=7)
    draft = drafted(ground, opens_at=opens_at, closes_at=opens_at + timedelta(days=5), **words)
    for person in (ground.owner, ground.second_owner, ground.third):
        nominate(by=person, ballot=draft, user=person, now=then)
    return announce_ballot(by=ground.chair, ballot=draft, now=then)


def stands_back(ground: Ground, ballot: Ballot) -> None:
    then = ballot.opens_at - timedelta(days=1)
    withdraw_candidacy(by=ground.second_owner, candidate=ballot.candidates.get(option__key="o2"), now=then)


def test_an_agent_told_to_choose_one_who_stood_back_votes_for_the_other(ground, ballot):
    before = ballot.opens_at - timedelta(days=2)
    elector = elector_at(ballot, ground.home("0301"))
    proxy = proxy_for(ground, elector, ground.tenant, instruction=["o1", "o2"], now=before)
    stands_back(ground, ballot)
    with pytest.raises(Refused, match="委托书"):
        vote(ground.tenant, elector, "o3", proxy=proxy)
    assert vote(ground.tenant, elector, "o1", proxy=proxy).vote.choices == ["o1"]


def test_on_paper_too_and_of_nobody_who_still_stands_the_paper_is_blank(ground, ballot):
    before = ballot.opens_at - timedelta(days=2)
    one, other = (elector_at(ballot, ground.home(door)) for door in ("0301", "0302"))
    by_one = proxy_for(ground, one, None, instruction=["o2", "o3"], now=before)
    by_other = proxy_for(ground, other, ground.tenant, instruction=["o2"], now=before)
    stands_back(ground, ballot)
    paper_counted(ground.staff, ground.colleague, one, "o3", proxy=by_one)
    assert vote(ground.tenant, other, proxy=by_other).vote.choices == []


def test_the_page_offers_what_is_left_of_it(ground, ballot, client):
    before = ballot.opens_at - timedelta(days=2)
    elector = elector_at(ballot, ground.home("0301"))
    proxy_for(ground, elector, ground.tenant, instruction=["o2"], now=before)
    stands_back(ground, ballot)
    client.force_login(ground.tenant)
    form = client.get(ballot.get_absolute_url()).context["cards"][0].form
    assert (form.initial["choices"], form.initial["blank"]) == ([], True)
