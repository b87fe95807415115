"""Whoever is read about in a ballot finds it under "my data", and nobody else does."""

import pytest
from django.urls import reverse

from ballots.operations.delivering import note_delivery
from ballots.operations.noting_reads import PURPOSES
from journal.models import Entry
from portal.my_data import reads_of
from portal.views.my_data import PURPOSE_WORDS
from tests.ballots.ground import elector_of, new_ground, opened
from tests.ballots.voting import paper_in, proxy_in, scan
from tests.committees.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(db):
    return new_ground()


def purposes(user) -> list[str]:
    return [entry.data["purpose"] for entry in reads_of(user)]


def test_the_last_look_at_a_roll_is_found_by_those_whose_names_stood_there(ground, client):
    owners = ground.draft()
    client.force_login(ground.chair)
    assert client.get(reverse("ballots:announce", args=[owners.pk])).status_code == 200
    assert purposes(ground.owner) == ["ballots.preview_roll"]
    assert purposes(ground.tenant) == ["ballots.preview_roll"], "of the home: its owner's name stood there"
    assert purposes(ground.outsider) == []
    club = ground.draft(electorate="members", members_of=ground.council)
    client.force_login(ground.staff)
    assert client.get(reverse("ballots:announce", args=[club.pk])).status_code == 200
    assert purposes(ground.president) == ["ballots.preview_roll"]
    client.force_login(ground.owner)
    assert "准备表决名册" in text_of(client.get(reverse("my_data")))


def test_a_poll_that_is_held_by_doors_reads_nobodys_name(ground, client):
    poll = ground.draft(
        by=ground.president,
        organisation=ground.council,
        electorate="owners",
        legal_effect="advisory",
        matter=None,
    )
    client.force_login(ground.president)
    assert client.get(reverse("ballots:announce", args=[poll.pk])).status_code == 200
    assert not Entry.objects.filter(verb="personal_data.read").exists()


def test_photos_of_papers_proxies_and_proofs_are_found_by_those_on_them(
    ground, client, django_capture_on_commit_callbacks
):
    ballot = opened(ground)
    elector, other = elector_of(ballot, ground.owner), elector_of(ballot, ground.second_owner)
    with django_capture_on_commit_callbacks(execute=True):  # files are written when the rows are safe
        paper = paper_in(ground.staff, elector, "yes", scan=scan())
        proxy = proxy_in(ground, other, ground.tenant)
        note = note_delivery(
            by=ground.chair, elector=elector, home=elector.homes.get(), way="door", photo=scan()
        )
    client.force_login(ground.colleague)
    for name, row in [("paper_photo", paper), ("proxy_photo", proxy), ("delivery_photo", note)]:
        assert client.get(reverse(f"ballots:{name}", args=[ballot.pk, row.pk])).status_code == 200
    assert purposes(ground.owner) == ["ballots.delivery", "ballots.paper"]
    assert purposes(ground.second_owner) == ["ballots.proxy"]
    assert purposes(ground.tenant) == ["ballots.proxy"], "the agent is named on it too"


def test_each_purpose_has_its_words():
    assert set(PURPOSES) <= set(PURPOSE_WORDS)
