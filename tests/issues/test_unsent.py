"""The log form as a phone's queue sends it: plain answers in JSON, one issue to a key, nobody's words under another name."""

import uuid

import pytest
from django.test import Client

from issues.models import Category, Issue
from tests.issues.photos import not_a_picture, picture

pytestmark = pytest.mark.django_db


def signed_in(user, **kwargs) -> Client:
    client = Client(**kwargs)
    client.force_login(user)
    return client


def entry(estate, user, **more) -> dict:
    return {
        "client_key": str(uuid.uuid4()),
        "queued_by": str(user.pk),
        "place": estate.building.pk,
        "category": "lift",
        "text": "右边电梯会抖",
    } | more


def send(client: Client, data: dict, **headers):
    return client.post("/issues/new", data, headers={"Accept": "application/json"} | headers)


def sentences(response) -> list[str]:
    return [error["sentence"] for error in response.json()["errors"]]


def test_who_is_here_and_a_token_of_today(estate):
    assert Client().get("/issues/unsent").json()["who"] is None
    response = signed_in(estate.resident).get("/issues/unsent")
    assert response.json()["who"] == estate.resident.pk
    assert response.json()["token"]
    assert "no-store" in response["Cache-Control"]
    assert signed_in(estate.resident).post("/issues/unsent").status_code == 405


def test_the_token_lets_an_old_copy_of_the_form_send(estate):
    client = signed_in(estate.resident, enforce_csrf_checks=True)
    data = entry(estate, estate.resident)
    assert send(client, data | {"csrfmiddlewaretoken": "of last night"}).status_code == 403
    token = client.get("/issues/unsent").json()["token"]
    assert send(client, data, **{"X-CSRFToken": token}).status_code == 201


def test_it_is_taken_with_its_photos_and_once(estate):
    client, data = signed_in(estate.resident), entry(estate, estate.resident)
    first = send(client, data | {"photos": [picture(), picture("two.jpg")]})
    issue = Issue.objects.get()
    assert (first.status_code, first.json()) == (
        201,
        {"number": issue.number, "url": issue.get_absolute_url()},
    )
    assert issue.photos.count() == 2
    again = send(client, data | {"photos": [picture()], "text": "别的话"})
    assert (again.status_code, again.json()) == (200, first.json())
    assert (Issue.objects.count(), issue.photos.count()) == (1, 2)


def test_what_was_taken_stays_taken_whatever_changed_since(estate):
    client, data = signed_in(estate.resident), entry(estate, estate.resident)
    send(client, data)
    Category.objects.update(is_active=False)
    assert send(client, data).status_code == 200


@pytest.mark.parametrize(
    "more, words",
    [
        ({"category": "gone"}, "停用"),
        ({"category": ""}, "请选是什么事"),
        ({"place": 999_999_999}, "重新选"),
        ({"floor": "77"}, "没有这一层"),
        ({"client_key": "no key"}, ""),
        ({"photos": not_a_picture()}, "第 1 张"),
    ],
)
def test_a_refusal_says_why(estate, more, words):
    response = send(signed_in(estate.resident), entry(estate, estate.resident) | more)
    assert response.status_code == 422
    assert words in sentences(response)[0]
    assert Issue.objects.count() == 0


def test_a_reason_comes_in_the_language_of_the_reader(estate):
    client = signed_in(estate.resident)
    client.post("/language/setlang/", {"language": "en"})
    assert sentences(send(client, entry(estate, estate.resident, category=""))) == [
        "Please choose what it is about."
    ]


def test_nobody_signed_in(estate):
    response = send(Client(), entry(estate, estate.resident))
    assert (response.status_code, sentences(response)) == (401, ["请先登录。"])
    assert Issue.objects.count() == 0


def test_never_under_another_name(estate):
    data = entry(estate, estate.resident)
    assert send(signed_in(estate.neighbour), data).status_code == 409
    del data["queued_by"]
    assert send(signed_in(estate.neighbour), data).status_code == 409
    assert Issue.objects.count() == 0


def test_another_persons_key_shows_nothing_of_theirs(estate):
    data = entry(estate, estate.resident)
    send(signed_in(estate.resident), data)
    response = send(signed_in(estate.neighbour), data | {"queued_by": str(estate.neighbour.pk)})
    assert (response.status_code, sentences(response)) == (
        422,
        ["这张单用过了，请重新开一张。"],
    )


def test_someone_without_a_place(estate):
    from tests.factories import UserFactory

    stranger = UserFactory()
    response = send(signed_in(stranger), entry(estate, stranger))
    assert response.status_code == 422
    assert Issue.objects.count() == 0


def test_without_json_nothing_changes(estate):
    client = signed_in(estate.resident)
    response = client.post("/issues/new", entry(estate, estate.resident))
    assert response.status_code == 302
    page = client.get(response.url).content.decode()
    assert "saved:issue-new" in page


def test_what_was_changed_after_it_went_out_is_not_lost_unsaid(estate):
    """From the form in front of somebody; what the queue sends by itself, under the same key, is the same."""
    client, data = signed_in(estate.resident), entry(estate, estate.resident)
    number = send(client, data).json()["number"]
    changed = data | {"text": "左边电梯会抖"}
    assert send(client, changed).status_code == 200
    assert send(client, data, **{"Linli-Now": "1"}).status_code == 200
    response = send(client, changed, **{"Linli-Now": "1"})
    assert response.status_code == 422
    assert number in sentences(response)[0]
    assert response.json()["errors"][0]["field"] == "client_key"
    assert Issue.objects.count() == 1
