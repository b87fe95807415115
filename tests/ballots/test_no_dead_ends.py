"""What somebody is told to do they can do: an agent from elsewhere, a proxy after the close, whoever holds an
election and stands in it, a page that is the first to look past the hour."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ballots.gauges import gauges_of
from ballots.models import Vote
from ballots.operations import announce_ballot, count_ballot
from ballots.operations.candidates import nominate
from ballots.operations.confirming_proxies import confirm_proxy
from ballots.operations.leaving_out import confirm_spoilt_secret_paper, spoil_secret_paper
from ballots.operations.papers import confirm_paper
from ballots.operations.proxies import end_proxy
from ballots.operations.secret_papers import mark_paper_voter, type_secret_paper
from ballots.queries.turnout import Measure, Turnout
from ballots.record_pdf import channel_lines
from ballots.thresholds import ALL, TWO_THIRDS
from kit.refused import Refused
from tests.ballots.counting import after, closed, neighbours
from tests.ballots.ground import drafted, elector_of, member, new_ground, opened, resident_of
from tests.ballots.voting import just_before, own, paper_in, proxy_for, proxy_in, vote_secretly
from tests.committees.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(db):
    return new_ground()


def past() -> dict:
    """The hour has come, and no job has been there yet."""
    now = timezone.now()
    return {"opens_at": now - timedelta(days=5), "closes_at": now - timedelta(minutes=1)}


# --- an agent who lives elsewhere ------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["outsider", "stranger"])
def test_whoever_votes_for_another_sees_the_ballot_wherever_they_live(ground, client, who):
    agent, ballot = getattr(ground, who), opened(ground)
    client.force_login(agent)
    elector = own(ballot, ground.owner)
    proxy = proxy_in(ground, elector, agent)
    assert client.get(ballot.get_absolute_url()).status_code == 404  # nobody has confirmed it
    confirm_proxy(by=ground.colleague, proxy=proxy)
    page = client.get(ballot.get_absolute_url())
    assert page.status_code == 200
    assert ballot.title in text_of(client.get(reverse("ballots:list")))
    key = re.search(r'name="client_key" value="([^"]+)"', page.content.decode()).group(1)
    words = {"entry": f"{elector.pk}p", "choices": "yes", "client_key": key}
    assert client.post(reverse("ballots:vote", args=[ballot.pk]), words).status_code == 302
    assert Vote.objects.get().proxy == proxy
    said = text_of(client.get(ballot.get_absolute_url()))
    assert "请把它告诉委托您的人" in said  # the list by name is for those on the roll
    for name in ("votes", "file"):
        assert client.get(reverse(f"ballots:{name}", args=[ballot.pk])).status_code == 404


def test_with_the_proxy_the_sight_of_it_ends(ground, client):
    ballot = opened(ground)
    proxy = proxy_for(ground, own(ballot, ground.owner), ground.outsider)
    client.force_login(ground.outsider)
    assert client.get(ballot.get_absolute_url()).status_code == 200
    end_proxy(by=ground.owner, proxy=proxy, reason="我自己投")
    assert client.get(ballot.get_absolute_url()).status_code == 404


# --- after the close a proxy stays as it was ---------------------------------------------------------------


def test_nobody_takes_a_proxy_back_once_voting_is_over(ground, client):
    ballot = opened(ground, **past())
    elector = own(ballot, ground.owner)
    proxy = proxy_for(ground, elector, ground.tenant, now=ballot.opens_at)
    for person in (ground.owner, ground.tenant):
        with pytest.raises(Refused, match="委托不再改动"):
            end_proxy(by=person, proxy=proxy, reason="反悔了")
    client.force_login(ground.owner)
    assert "结束委托" not in text_of(client.get(ballot.get_absolute_url()))
    client.force_login(ground.staff)
    ends = reverse("ballots:proxy_end", args=[ballot.pk, proxy.pk])
    assert ends not in client.get(reverse("ballots:proxies", args=[ballot.pk])).content.decode()
    in_the_bag = {"handed_in_at": just_before(ballot.closes_at), "now": after(ballot)}
    paper = paper_in(ground.staff, elector, "yes", proxy=proxy, **in_the_bag)
    assert confirm_paper(by=ground.colleague, paper=paper, choices=["yes"]).state == "counted"


def test_a_proxy_that_ended_since_the_form_was_read_hands_in_nothing(ground):
    ballot = opened(ground)
    elector = own(ballot, ground.owner)
    proxy = proxy_for(ground, elector, ground.tenant)
    end_proxy(by=ground.owner, proxy=proxy, reason="我自己投")
    with pytest.raises(Refused, match="我自己投"):
        paper_in(ground.staff, elector, "yes", proxy=proxy)  # as the form knew it


# --- whoever holds an election and stands in it ------------------------------------------------------------


def test_whoever_stands_is_offered_nothing_that_is_for_others(ground, client):
    member(organisation=ground.committee, office="staff", user=ground.captain)
    resident_of(ground.second, "0301", user=ground.captain)
    now = timezone.now() - timedelta(days=20)
    day = {"nominations_until": now + timedelta(days=2), "now": now}
    draft = drafted(ground, electorate="residents", kind="election", elected_as="captain", **day)
    for person in (ground.captain, ground.owner):
        nominate(by=person, ballot=draft, user=person, now=now)
    ballot = announce_ballot(by=ground.staff, ballot=draft, now=now, **past())
    paper_in(ground.staff, own(ballot, ground.second_owner), "o1", now=after(ballot))
    client.force_login(ground.captain)
    for page in (ballot.get_absolute_url(), reverse("ballots:count", args=[ballot.pk])):
        answer = client.get(page)
        links = set(re.findall(rf'href="(/ballots/{ballot.pk}/[^"#]*)"', answer.content.decode()))
        assert links
        assert {
            link: client.get(link).status_code for link in links if client.get(link).status_code > 399
        } == {}
    assert "您是这次选举的候选人" in text_of(answer)
    client.force_login(ground.staff)
    desk = reverse("ballots:papers", args=[ballot.pk])
    for page in (ballot.get_absolute_url(), reverse("ballots:count", args=[ballot.pk])):
        assert f'href="{desk}"' in client.get(page).content.decode()


# --- the first to look past the hour -----------------------------------------------------------------------


def test_the_page_that_shuts_the_door_offers_no_more_papers(ground, client):
    ballot = opened(ground, electorate="residents", secrecy="secret", **past())
    vote_secretly(ground.owner, own(ballot, ground.owner), "yes", now=just_before(ballot.closes_at))
    client.force_login(ground.staff)
    page = client.get(reverse("ballots:papers", args=[ballot.pk])).content.decode()
    assert reverse("ballots:papers_in", args=[ballot.pk]) not in page  # nothing was on paper: they are in
    ballot.refresh_from_db()
    assert ballot.papers_in_at


# --- so few votes ------------------------------------------------------------------------------------------


def test_a_paper_that_was_left_out_hides_nobody(ground):
    people = neighbours(ground, 5)
    ballot = opened(ground, electorate="residents", secrecy="secret", **past())
    early = {"now": just_before(ballot.closes_at)}
    for person in people[:4]:
        vote_secretly(person, elector_of(ballot, person), "yes", **early)
    mark_paper_voter(by=ground.staff, elector=elector_of(ballot, people[4]), **early)
    closed(ballot)
    paper = type_secret_paper(by=ground.staff, ballot=ballot, choices=["no"])
    spoil_secret_paper(by=ground.staff, paper=paper, reason="两项都勾了")
    confirm_spoilt_secret_paper(by=ground.colleague, paper=paper)
    type(ballot).objects.filter(pk=ballot.pk).update(papers_in_at=timezone.now())
    with pytest.raises(Refused, match="4 "):
        count_ballot(by=ground.staff, ballot=ballot)
    result = count_ballot(by=ground.staff, ballot=ballot, knows_few=True)
    assert result.papers == 4
    assert [count for _channel, count in channel_lines(ballot, result)] == [4]  # all that came online


# --- figures -----------------------------------------------------------------------------------------------


def test_a_share_is_cut_and_never_looks_reached():
    nearly = gauges_of(Turnout(Measure(6665, 10000, TWO_THIRDS), None), "person")[0]
    assert nearly.percent == "66.6"
    but_one = gauges_of(Turnout(Measure(9999, 10000, ALL), None), "person")[0]
    assert but_one.percent == "99.9"
