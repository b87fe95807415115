"""After an election of a council that sat before: each who was elected is led to a page that takes them."""

import pytest
from django.utils import timezone

from ballots.models import Ballot
from ballots.operations import count_ballot, papers_are_in
from ballots.queries.appointing import appoint_next
from ballots.result_context import result_context
from buildings.operations import appoint_member
from committees.models import CouncilSeat
from committees.operations import adopt_charter, seat_member
from tests.ballots.counting import after, neighbours
from tests.ballots.ground import new_ground
from tests.ballots.test_lots import election, lot_of, voted
from tests.ballots.test_result_pages import html
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now


@pytest.fixture
def ground(db):
    return new_ground()


@pytest.fixture
def people(ground):
    return neighbours(ground, 5)


def seated(ground, number: int, user=None, duty: str = "委员") -> CouncilSeat:
    holder = user and MembershipFactory(organisation=ground.council, user=user, office="member")
    return seat_member(by=ground.staff, council=ground.council, number=number, duty=duty, holder=holder)


def level(ground, people, **fields) -> Ballot:
    """Two seats: o1 has four votes, o2 and o3 three each, and a lot decides for o3."""
    words = {"seats": 2, "elected_as": "council", "elected_to": ground.council} | fields
    ballot = election(ground, people[:3], **words)
    voted(ballot, people, "o1 o2", "o1 o2", "o1 o3", "o1 o3", "o2 o3")
    papers_are_in(by=ground.staff, ballot=ballot, now=after(ballot))
    lot_of(ground, ballot, "o3", "o2")
    count_ballot(by=ground.staff, ballot=ballot, now=after(ballot, hours=1))
    ballot.refresh_from_db()
    return ballot


def urls(ballot: Ballot, user) -> list[str]:
    elected = result_context(ballot, user)["told"].elected
    return [one.url for one in appoint_next(ballot, elected, user)]


def test_who_sits_there_keeps_the_seat_and_the_others_are_led_to_one_that_the_charter_has(ground, people):
    adopt_charter(by=ground.staff, council=ground.council, seats=3)
    first, _second, third, former, also = people
    seated(ground, 1, former)
    seated(ground, 2, first)
    seated(ground, 3, also)
    ballot = level(ground, people)
    page = f"/meetings/councils/{ground.council.pk}/seat/"
    belongs = f"/places/organisations/{ground.council.pk}/"
    own = CouncilSeat.objects.get(number=2).holder_id
    assert urls(ballot, ground.staff) == [f"{page}?number=2&holder={own}", belongs]
    assert "先登记为成员" in html(ballot, ground.staff)
    new = appoint_member(by=ground.staff, organisation=ground.council, user=third, office="member")
    assert urls(ballot, ground.staff)[1] == f"{page}?number=1&holder={new.pk}"
    assert urls(ballot, ground.owner) == []


def test_an_empty_seat_comes_before_one_that_somebody_holds(ground, people):
    first, _second, third, former, _also = people
    seated(ground, 1, former)
    seated(ground, 2)
    for person in (first, third):
        appoint_member(by=ground.staff, organisation=ground.council, user=person, office="member")
    numbers = [
        url.partition("number=")[2].partition("&")[0] for url in urls(level(ground, people), ground.staff)
    ]
    assert numbers == ["2", "1"]


def test_the_page_of_a_seat_has_its_task_and_who_was_elected(ground, people, client):
    seated(ground, 1, people[3], duty="会长")
    new = appoint_member(by=ground.staff, organisation=ground.council, user=people[0], office="member")
    client.force_login(ground.staff)
    url = urls(level(ground, people), ground.staff)[0]
    page = client.get(url).content.decode()
    assert f'<option value="{new.pk}" selected>' in page
    assert 'value="会长"' in page
    assert f'href="/places/organisations/{ground.council.pk}/"' in page


def test_a_lot_stands_beside_the_figures_on_the_page_and_on_the_notice(ground, people, client):
    """Two with the same figure, and only one of them elected."""
    ballot = level(ground, people)
    assert "从帽子里抽纸条" in html(ballot, people[0])
    client.force_login(ground.staff)
    client.post(f"/ballots/{ballot.pk}/result/post/", {"days": 15})
    ballot.result.refresh_from_db()
    body = ballot.result.notice.body
    names = [ballot.options.get(key=key).label for key in ("o3", "o2")]
    assert f"{' &gt; '.join(names)} · 从帽子里抽纸条 · 见证：三位街坊" in body
