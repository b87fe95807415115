"""Every count says in what it counts: homes where each home has one vote, else heads; and areas are written alike."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse

from ballots import record_pdf, units
from ballots.models import Ballot
from ballots.result_context import result_context
from ballots.result_notice import notice_body
from kit.lines import NO_BREAK
from tests.ballots.counting import cast_for, closed, counted
from tests.ballots.ground import elector_of, new_ground, opened
from tests.committees.pages import text_of

pytestmark = pytest.mark.django_db

HEADS = re.compile(r"\d 人|人数|计票人")


@pytest.fixture
def ground(db):
    return new_ground()


def by_home(ground, **fields) -> Ballot:
    return opened(ground, electorate="residents", unit="home", **fields)


def result_of(ballot: Ballot, user) -> str:
    request = RequestFactory().get("/")
    request.user = user
    page = render_to_string("ballots/_result.html", result_context(ballot, user), request)
    return page.replace(NO_BREAK, " ")


def test_a_poll_of_homes_counts_homes_on_every_page(ground, client):
    ballot = by_home(ground, quorum="half")
    client.force_login(ground.staff)
    pages = {
        "list": reverse("ballots:list"),
        "detail": ballot.get_absolute_url(),
        "roll": reverse("ballots:roll", args=[ballot.pk]),
        "turnout": reverse("ballots:turnout", args=[ballot.pk]),
    }
    said = {name: text_of(client.get(url)) for name, url in pages.items()}
    assert "12 户中 0 户已参与" in said["list"]
    assert "12 户中 0 户已参与" in said["turnout"]
    assert "名册上有 12 户" in said["detail"]
    assert "0 / 12 户" in said["detail"]
    assert "还差 7 户" in said["detail"]
    assert "按户数" in said["detail"]
    assert "12 户" in said["roll"]
    for name, text in said.items():
        assert not HEADS.search(text), (name, HEADS.search(text))


def test_the_result_of_a_poll_of_homes_read_aloud(ground):
    ballot = by_home(
        ground, quorum="half", legal_effect="internal", organisation=ground.council, by=ground.president
    )
    for user, choice in [(ground.owner, "yes"), (ground.second_owner, "yes"), (ground.tenant, "no")]:
        cast_for(elector_of(ballot, user), choice)
    result = counted(closed(ballot))
    ballot.refresh_from_db()
    page = result_of(ballot, ground.owner)
    notice = notice_body(ballot, result, until="", page="", objections="")
    record = record_pdf.record_html(ballot, result, whole=True, address="http://x/", language="zh-hans")
    for text in (page, notice, record):
        assert "户数参与" in text
        assert "3 户" in text
        assert not HEADS.search(text), HEADS.search(text)


def test_without_a_quorum_the_headline_says_the_figures_of_its_one_test(ground):
    ballot = by_home(ground, legal_effect="internal", organisation=ground.council, by=ground.president)
    for user, choice in [(ground.owner, "yes"), (ground.second_owner, "yes"), (ground.tenant, "no")]:
        cast_for(elector_of(ballot, user), choice)
    counted(closed(ballot))
    ballot.refresh_from_db()
    page = result_of(ballot, ground.owner)
    assert "通过：参与的 3 户里有 2 户同意，须达到 2 户。" in page
    assert "1 项" not in page


def test_owners_are_heads_and_areas_have_their_thousands(ground, client):
    ballot = opened(ground)
    client.force_login(ground.owner)
    text = text_of(client.get(reverse("ballots:roll", args=[ballot.pk])))
    assert "12 人 · 960.00 平方米" in " ".join(text.split())
    assert units.counted(1024, "person") == "1,024 人"
    assert units.counted(1024, "home") == "1,024 户"
