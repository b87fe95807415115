"""The seal on the notice is the SHA-256 of a document that every reader can fetch; and a ballot whose question or
rules were changed behind the site's back is not counted by the new ones."""

from contextlib import contextmanager
from hashlib import sha256

import pytest
from django.db import connection
from django.urls import reverse

from ballots.models import Ballot, Option, Result
from ballots.operations import count_ballot
from kit.refused import Refused
from tests.ballots.counting import after, all_in, owners_vote
from tests.ballots.ground import drafted, new_ground

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(db):
    return new_ground()


@contextmanager
def past_the_site():
    """As somebody with the owner's rights in the database."""
    tables = ("ballots_ballot", "ballots_option")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_whoever_sees_the_ballot_fetches_what_was_sealed(ground, client):
    ballot = ground.opened()
    address = reverse("ballots:sealed", args=[ballot.pk])
    client.force_login(ground.tenant)
    assert address in client.get(ballot.get_absolute_url()).content.decode()
    answer = client.get(address)
    assert sha256(answer.content).hexdigest() == ballot.seal
    assert ballot.seal in ballot.notice.body
    assert answer["Content-Disposition"] == f'attachment; filename="sealed-{ballot.public_id}.json"'
    assert ground.owner.display_name not in answer.content.decode()
    client.force_login(ground.chair)
    assert client.get(reverse("ballots:sealed", args=[drafted(ground).pk])).status_code == 404
    client.force_login(ground.stranger)
    assert client.get(address).status_code == 404


def test_it_is_counted_by_the_rules_that_were_sealed_or_not_at_all(ground):
    ballot = all_in(owners_vote(ground, *["yes"] * 6, *["no"] * 3))
    rule = ballot.document["rule"] | {"agreement": [1, 3, False]}
    for tampered in (
        {"document": ballot.document | {"rule": rule}},
        {"title": "是否把外墙租给广告公司"},
        {"silence_joins": True, "silence_rule": "本地规定"},
    ):
        with past_the_site():
            Ballot.objects.filter(pk=ballot.pk).update(**tampered)
        with pytest.raises(Refused, match="封存"):
            count_ballot(by=ground.staff, ballot=ballot, now=after(ballot, minutes=2))
        with past_the_site():
            ballot.save()
    with past_the_site():
        Option.objects.filter(ballot=ballot, key="no").update(label="反对（未填）")
    with pytest.raises(Refused, match="封存"):
        count_ballot(by=ground.staff, ballot=ballot, now=after(ballot, minutes=2))
    assert not Result.objects.exists()
    with past_the_site():
        Option.objects.filter(ballot=ballot, key="no").update(label=ballot.document["options"][1]["label"])
    assert count_ballot(by=ground.staff, ballot=ballot, now=after(ballot, minutes=2)).papers == 9
