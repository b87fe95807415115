"""Of an objection hear those who answer it and the captains of the home that it is about; and whoever objected
reads its answer wherever they live by then."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ballots.models import Objection
from ballots.operations.objections import answer_objection, object_to
from buildings.models import Captaincy, Residency
from notifications.models import Message
from tests.ballots.ground import SINCE, elector_at, new_ground, opened
from tests.committees.pages import text_of
from tests.factories import make_captain

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(db):
    return new_ground()


def told(kind: str) -> set[int]:
    return set(Message.objects.filter(letter__kind=kind).values_list("recipient", flat=True))


def test_captains_of_the_home_are_told_and_nobody_twice(ground):
    ballot = opened(ground)
    upstairs = make_captain(ground.first, floor_from=2, floor_to=3, role="deputy", started_on=SINCE)
    other = make_captain(ground.second, started_on=SINCE)
    row = object_to(by=ground.tenant, ballot=ballot, about="roll", text="我家的面积不对")
    assert told("ballots.objection") == {ground.chair.pk}
    assert told("ballots.objection_near") == {ground.captain.pk, upstairs.pk}, "0201 is theirs, and no other"
    said = Message.objects.filter(letter__kind="ballots.objection_near", channel="inbox").first()
    assert ground.tenant.display_name not in said.title + said.body
    assert said.url.endswith(f"#objection-{row.pk}")
    entry = elector_at(ballot, ground.home("0101", ground.second))
    object_to(by=ground.owner, ballot=ballot, about="roll", text="这一户写错了", elector=entry)
    assert other.pk in told("ballots.objection_near")
    assert Message.objects.filter(letter__kind="ballots.objection_near", channel="inbox").count() == 3


def test_who_sees_it_and_whose_entry_it_is_about(ground, client):
    ballot = opened(ground)
    entry = elector_at(ballot, ground.home("0101"))
    row = object_to(by=ground.owner, ballot=ballot, about="roll", text="面积少了一截", elector=entry)
    page = reverse("ballots:objections", args=[ballot.pk])
    for user, sees in [(ground.owner, True), (ground.captain, True), (ground.tenant, False)]:
        client.force_login(user)
        text = text_of(client.get(page))
        assert "面积少了一截" in text
        assert (entry.label in text) == sees
    assert list(Objection.objects.visible_to(ground.outsider)) == []
    elsewhere = make_captain(ground.estate, started_on=SINCE)
    assert list(Objection.objects.visible_to(elsewhere)) == [row]
    Captaincy.objects.filter(user=elsewhere).update(ended_on=timezone.localdate() - timedelta(days=1))
    elsewhere = type(elsewhere).objects.get(pk=elsewhere.pk)
    assert list(Objection.objects.visible_to(elsewhere)) == []


def test_whoever_moved_away_still_reads_their_own_answer_and_nothing_else(ground, client):
    ballot = opened(ground)
    row = object_to(by=ground.tenant, ballot=ballot, about="roll", text="少了我家")
    object_to(by=ground.second_owner, ballot=ballot, about="roll", text="别家的事")
    answer_objection(by=ground.chair, objection=row, accepted=False, answer="登记的业主是别人")
    Residency.objects.filter(user=ground.tenant).update(ended_on=timezone.localdate() - timedelta(days=1))
    client.force_login(ground.tenant)
    assert client.get(ballot.get_absolute_url()).status_code == 404
    response = client.get(reverse("ballots:objections", args=[ballot.pk]))
    text = text_of(response)
    assert "登记的业主是别人" in text
    assert "别家的事" not in text
    assert "<textarea" not in response.content.decode()
    assert ballot.get_absolute_url() + '"' not in response.content.decode()


def test_a_captain_of_a_building_sees_a_ballot_of_one_of_its_stairs(ground):
    ballot = opened(ground, place=ground.first)
    captain = make_captain(ground.estate, started_on=SINCE)
    assert type(ballot).objects.visible_to(captain).filter(pk=ballot.pk).exists()
