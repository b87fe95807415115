"""What was written at length while the session ran out, in a browser without script too."""

import re

import pytest

from committees.queries.minutes import party_of
from tests.committees.sealing import held, sent
from tests.outliving import session_ends

pytestmark = pytest.mark.django_db
LONG = "两处选址都量过了，靠东门的离窗最远。" * 20


def given_back(client, user, url, **typed) -> str:
    session_ends(client, user, url)
    answer = client.post(url, typed)
    assert answer.headers["Location"] == f"/accounts/login/?next={url}"
    client.force_login(user)
    return client.get(url).content.decode()


def test_the_minutes_being_changed(estate, client):
    meeting = held(estate)
    typed = {"seen_version": "0", "text": LONG, "item1": "逐条看过", "item2": ""}
    page = given_back(client, estate.staff, f"/meetings/{meeting.pk}/minutes/edit/", **typed)
    assert LONG in page
    assert "逐条看过" in page
    assert re.search(
        r'name="seen_version" value="0"', page
    )  # what another one saved meanwhile is not run over


def test_an_objection(estate, client):
    meeting = held(estate)
    minutes = sent(estate, meeting)
    assert party_of(meeting, estate.manager)
    url = f"/meetings/{meeting.pk}/minutes/confirm/"
    page = given_back(client, estate.manager, url, version="0", answer="objected", wording=LONG)
    assert LONG in page
    assert f'name="version" value="{minutes.version}"' in page  # they read the one that stands now


def test_why_a_meeting_is_called_off(estate, client):
    url = f"/meetings/{estate.convene().pk}/cancel/"
    assert "台风来了" in given_back(client, estate.staff, url, reason="台风来了")


def test_a_charter(estate, client):
    url = f"/meetings/councils/{estate.council.pk}/charter/"
    page = given_back(client, estate.staff, url, seats="11", offices="会长\n副会长 2", text=LONG, seen="x")
    assert LONG in page
    assert "副会长 2" in page
    assert 'value="11"' in page
    assert not re.search(r'name="has_substitutes"[^>]*checked', page)
