"""收条: the receipt of a paper by name, for whoever has no account. Shown in the answer to the second reading."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from ballots.models import Vote
from journal.models import Entry
from kit.times import written
from notifications.models import Message
from tests.ballots.ground import elector_at, new_ground, opened
from tests.ballots.voting import paper_in

pytestmark = pytest.mark.django_db
CODE = re.compile(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}")


@pytest.fixture
def ground(db):
    return new_ground()


def test_it_is_shown_once_and_again_to_the_same_form_alone(ground, client):
    now = timezone.now()
    ballot = opened(ground, opens_at=now - timedelta(hours=1), closes_at=now + timedelta(minutes=30))
    paper = paper_in(ground.staff, elector_at(ballot, ground.home("0301")), "no")
    page = reverse("ballots:paper", args=[ballot.pk, paper.pk])
    client.force_login(ground.colleague)
    key = re.search(r'name="client_key" value="([^"]+)"', client.get(page).content.decode())[1]
    answer = client.post(page, {"choices": "no", "client_key": key})
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    vote, said = Vote.objects.get(), answer.content.decode()
    assert said.count(vote.receipt) == 1
    assert ballot.title in said
    assert "<svg" in said
    assert "data-print" in said
    slip = said[said.index('<article class="receipt-slip"') : said.index("</article>")]
    assert paper.elector.label not in slip  # whoever finds it does not learn whose it is
    assert "今天" not in slip  # nor is it read today alone
    assert written(ballot.closes_at, now=timezone.now()) in slip
    again = client.post(page, {"choices": "no", "client_key": key})  # the first answer was lost
    assert vote.receipt in again.content.decode()
    assert Vote.objects.count() == 1
    for visit in (client.get(page), client.post(page, {"choices": "no", "client_key": str(uuid4())})):
        assert visit.status_code == 200
        assert not CODE.search(visit.content.decode())
        assert "不能再显示" in visit.content.decode()
    for other in (ground.staff, ground.captain):
        client.force_login(other)
        assert client.get(page).status_code == 404
        assert client.post(page, {"choices": "no", "client_key": key}).status_code == 404
    kept = str(list(client.session.items())) + str(list(Entry.objects.values_list("data", flat=True)))
    kept += str(list(Message.objects.values_list("letter__body", flat=True)))
    assert vote.receipt not in kept


def test_its_code_leads_to_the_page_of_the_ballot(ground, client):
    from kit.qr import qr_code

    ballot = opened(ground, opens_at=timezone.now() - timedelta(hours=1))
    paper = paper_in(ground.staff, elector_at(ballot, ground.home("0301")), "no")
    client.force_login(ground.colleague)
    page = reverse("ballots:paper", args=[ballot.pk, paper.pk])
    answer = client.post(page, {"choices": "no", "client_key": str(uuid4())})
    assert str(qr_code(settings.BASE_URL + ballot.get_absolute_url())) in answer.content.decode()


def test_readings_that_differ_give_none(ground, client):
    ballot = opened(ground, opens_at=timezone.now() - timedelta(hours=1))
    paper = paper_in(ground.staff, elector_at(ballot, ground.home("0301")), "no")
    client.force_login(ground.colleague)
    page = reverse("ballots:paper", args=[ballot.pk, paper.pk])
    assert client.post(page, {"choices": "yes", "client_key": str(uuid4())}).status_code == 302
    assert client.get(page).status_code == 404
