"""A box that is not the one into which people voted is not counted: neither one that does not open, nor an earlier
one that somebody put back."""

import pytest
from django.urls import reverse

from ballots import box
from ballots.models import Participation, Result, SecretBox
from ballots.operations import count_ballot, count_or_say_why
from kit.refused import Refused
from notifications.models import Message
from tests.ballots.counting import after, closed, neighbours
from tests.ballots.ground import new_ground, opened
from tests.ballots.voting import own, vote_secretly
from tests.committees.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(db):
    return new_ground()


@pytest.fixture
def people(ground):
    return neighbours(ground, 7)


@pytest.fixture
def ballot(ground, people):
    ballot = opened(ground, electorate="residents", secrecy="secret")
    for person in people[:6]:
        vote_secretly(person, own(ballot, person), "yes")
    return ballot


def test_an_earlier_box_put_back_drops_no_vote_unseen(ground, people, ballot):
    earlier = bytes(SecretBox.objects.get(ballot=ballot).sealed)
    vote_secretly(people[6], own(ballot, people[6]), "no")
    SecretBox.objects.filter(ballot=ballot).update(sealed=earlier)
    closed(ballot)
    with pytest.raises(Refused, match="票箱里有 6 张票"):
        count_ballot(by=ground.staff, ballot=ballot, now=after(ballot))
    assert not Result.objects.exists()


def test_nor_does_one_that_somebody_made_with_the_key_add_any(ground, ballot):
    papers = [{"receipt": f"0000-0000-0000-000{n}", "choices": ["no"]} for n in range(9)]
    key, size = box.key_of(ballot.public_id), box.size_of(["yes", "no", "abstain"])
    SecretBox.objects.filter(ballot=ballot).update(sealed=box.seal(papers, key=key, size=size))
    closed(ballot)
    with pytest.raises(Refused, match="票箱里有 9 张票"):
        count_ballot(by=ground.staff, ballot=ballot, now=after(ballot))


def test_one_that_does_not_open_is_said_on_the_pages(ground, people, ballot, client, settings):
    settings.SECRET_KEY = "another one, and the old one was lost"
    with pytest.raises(Refused, match="打不开"):
        vote_secretly(people[6], own(ballot, people[6]), "no")
    assert Participation.objects.count() == 6
    closed(ballot)
    with pytest.raises(Refused, match="打不开"):
        count_ballot(by=ground.staff, ballot=ballot, now=after(ballot))
    client.force_login(ground.staff)
    address = reverse("ballots:count", args=[ballot.pk])
    assert client.get(address).status_code == 200
    told = client.post(address, {"knows_few": "on"})
    assert told.status_code == 422
    assert "打不开" in text_of(told)


def test_whoever_holds_it_hears_why_it_waits(ground, ballot):
    SecretBox.objects.filter(ballot=ballot).update(sealed=b"x" * 80)
    closed(ballot)
    assert count_or_say_why(ballot=ballot, now=after(ballot)) is None
    told = Message.objects.filter(letter__kind="ballots.count_waits", channel="inbox")
    assert any("打不开" in message.body for message in told)
