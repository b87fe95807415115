"""Who has taken part and who still has to be told, for those who look after the doors. Never what was chosen."""

import pytest
from django.urls import reverse

from ballots.models import Delivery
from ballots.operations import close_due
from ballots.operations.delivering import note_delivery
from tests.ballots.ground import SINCE, announced, elector_at, elector_of, new_ground, opened
from tests.ballots.voting import paper_in, vote, vote_secretly
from tests.committees.pages import text_of
from tests.factories import CaptaincyFactory, make_building, make_captain

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(db):
    return new_ground()


def all_of(ballot) -> str:
    return reverse("ballots:turnout", args=[ballot.pk])


def doors_of(ballot, place) -> str:
    return reverse("ballots:turnout_place", args=[ballot.pk, place.pk])


def test_a_captain_sees_their_doors_and_never_what_was_chosen(ground, client):
    ballot = opened(ground)
    vote(ground.owner, elector_of(ballot, ground.owner), "no")
    paper_in(ground.staff, elector_at(ballot, ground.home("0301")), "yes")
    told = elector_at(ballot, ground.home("0302"))
    note_delivery(by=ground.captain, elector=told, home=told.homes.get(), way="door")
    client.force_login(ground.captain)
    answer = client.get(all_of(ballot))
    assert [(row.place, row.homes, row.voted, row.reached, row.silent) for row in answer.context["rows"]] == [
        (ground.first, 6, 2, 1, 3)
    ]
    answer = client.get(doors_of(ballot, ground.first))
    states = {home.door: home.state for level in answer.context["levels"] for home in level["homes"]}
    assert states == {
        "0101": "voted",
        "0102": "silent",
        "0201": "silent",
        "0202": "silent",
        "0301": "paper",
        "0302": "reached",
    }
    text = text_of(answer)
    for said in ("同意", "反对", "弃权", "何茉莉"):
        assert said not in text.replace("不同意", said)
    assert client.get(doors_of(ballot, ground.second)).status_code == 404


def test_of_a_secret_ballot_no_hour(ground, client):
    ballot = opened(ground, electorate="residents", unit="home", secrecy="secret")
    elector = elector_of(ballot, ground.tenant)
    Delivery.objects.create(elector=elector, way="read")
    vote_secretly(ground.tenant, elector, "yes")
    client.force_login(ground.captain)
    page = client.get(doors_of(ballot, ground.first)).content.decode()
    start = page.index(f'id="d-{ground.home("0201").pk}"')
    door = page[start : page.index("</li>", start)]
    assert "已参与" in door
    assert ":" not in door.split("<b>")[1]


def test_after_the_close_nothing_is_said_of_a_count_to_come(ground, client):
    ballot = opened(ground)
    page = reverse("ballots:turnout", args=[ballot.pk])
    client.force_login(ground.captain)
    assert "截止后才计票" in text_of(client.get(page))
    close_due(ballot.closes_at, ballot=ballot)
    after = text_of(client.get(page))
    assert "这里不知道谁选了什么。" in after
    assert "截止后才计票" not in after


def test_one_press_notes_a_door(ground, client):
    ballot = announced(ground)
    page, home = doors_of(ballot, ground.first), elector_at(ballot, ground.home("0301")).homes.get()
    client.force_login(ground.captain)
    for _tap in range(2):
        assert client.post(page, {"door": home.pk})["Location"] == f"{page}#d-{home.dwelling_id}"
    row = Delivery.objects.get()
    assert (row.home, row.way, row.by) == (home, "door", ground.captain)
    away = elector_at(ballot, ground.home("0301", ground.second)).homes.get()
    assert client.post(page, {"door": away.pk}).status_code == 404
    letter = {"home": home.pk, "way": "mail", "proof": ""}
    refused = client.post(page, letter)
    assert refused.status_code == 422
    assert "单号" in text_of(refused)
    assert client.post(page, letter | {"proof": "XA 1"}).status_code == 302
    assert Delivery.objects.count() == 2


def test_the_own_door_is_for_somebody_else(ground, client):
    ballot = announced(ground)
    CaptaincyFactory(place=ground.first, user=ground.owner, role="deputy", started_on=SINCE)
    home = elector_of(ballot, ground.owner).homes.get()
    client.force_login(ground.owner)
    refused = client.post(doors_of(ballot, ground.first), {"door": home.pk})
    assert "自己的家" in text_of(refused)
    assert refused.status_code == 422
    assert not Delivery.objects.exists()


def test_a_captain_of_some_floors(ground, client):
    low = make_captain(ground.second, floor_from=1, floor_to=1, started_on=SINCE)
    ballot = opened(ground)
    client.force_login(low)
    answer = client.get(doors_of(ballot, ground.second))
    seen = {home.door for level in answer.context["levels"] for home in level["homes"]}
    assert seen == {"0101", "0102"}
    assert answer.context["grid"].counts == {"silent": 2}  # the other doors stand there without a state


@pytest.mark.parametrize(
    ("who", "status", "buildings"),
    [
        ("chair", 200, 2),
        ("staff", 200, 2),
        ("captain", 200, 1),
        ("owner", 200, 0),
        ("tenant", 200, 0),
        ("president", 200, 0),
        ("outsider", 404, 0),
        ("stranger", 404, 0),
    ],
)
def test_who_sees_how_much(ground, client, who, status, buildings):
    ballot = opened(ground)
    client.force_login(getattr(ground, who))
    answer = client.get(all_of(ballot))
    assert answer.status_code == status
    if status == 200:
        assert len(answer.context["rows"]) == buildings
        assert "12 人中 0 人已参与" in text_of(answer)
    assert client.get(doors_of(ballot, ground.first)).status_code == (200 if buildings else 404)


def test_the_cost(ground, client, django_assert_num_queries):
    many = make_building(ground.estate, "4栋", floors=15, doors=2)
    one = make_building(ground.estate, "5栋", floors=1, doors=1)
    ballot = opened(ground, electorate="residents", unit="home")
    client.force_login(ground.staff)
    client.get(all_of(ballot))
    with django_assert_num_queries(8):
        client.get(all_of(ballot))
    for place in (one, many):
        with django_assert_num_queries(9):
            client.get(doors_of(ballot, place))
