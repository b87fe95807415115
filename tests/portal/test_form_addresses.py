"""Addresses that take forms alone: whoever comes back to one is led to the page around it, never to a blank one."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from kit.middleware import page_around
from tests.committees.ground import make_place
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture
def issue(db):
    from tests.issues.estate import new_estate  # models can be loaded only once Django is set up

    return new_estate().report()


@pytest.mark.parametrize(
    "path, page",
    [
        ("/issues/12/accept", "/issues/12/"),
        ("/notices/5/questions/7/answer/", "/notices/5/questions/7/"),
        ("/meetings/5/agenda/9/change/", "/meetings/5/agenda/"),
        ("/meetings/5/room/do/pause/", "/meetings/5/room/"),
        ("/ballots/5/vote/", "/ballots/5/"),
        ("/accounts/data/erase/", "/accounts/data/"),
        ("/language/setlang/", "/"),
        ("//elsewhere.example/x", "/"),
    ],
)
def test_the_page_around_an_address(path, page):
    assert page_around(path) == page


def test_large_text_and_the_other_language_lead_from_a_refused_form_to_its_page(issue):
    client = Client(headers=BROWSER)
    client.force_login(issue.reporter)
    form = reverse("issues:withdraw", args=[issue.pk])
    refused = client.post(form, {"text": ""})
    assert refused.status_code == 422
    assert f'name="next" value="{form}"' in refused.content.decode()
    for back in (
        client.get(f"{form}?comfort=large", follow=True),
        client.post(reverse("set_language"), {"language": "en", "next": form}, follow=True),
    ):
        assert back.request["PATH_INFO"] == issue.get_absolute_url()
        assert back.status_code == 200


def test_a_form_whose_token_is_too_old_is_opened_again(issue):
    client = Client(enforce_csrf_checks=True, headers=BROWSER)
    client.force_login(issue.reporter)
    stale = client.post(reverse("issues:withdraw", args=[issue.pk]), {"text": "好了"})
    assert stale.status_code == 403
    (again,) = re.findall(r'btn--primary" href="([^"]+)"', stale.content.decode())
    assert client.get(again).url == issue.get_absolute_url()


def test_a_script_is_told_as_ever(issue):
    client = Client()
    client.force_login(issue.reporter)
    form = reverse("issues:withdraw", args=[issue.pk])
    assert client.get(form, headers={"accept": "*/*"}).status_code == 405
    assert client.get(form, headers={"accept": "application/json"}).status_code == 405
    assert client.put(form, headers=BROWSER).status_code == 405


def test_a_button_pressed_after_the_session_ended_is_said_not_to_be_done(issue):
    client = Client(headers=BROWSER)
    join = reverse("issues:join", args=[issue.pk])
    page = client.post(join, follow=True)
    assert "刚才那一下没有办成" in page.content.decode()
    client.force_login(issue.reporter)
    assert client.get(join).url == issue.get_absolute_url()


def test_nothing_of_the_kind_is_said_of_words_that_are_kept_or_to_whoever_only_looked():
    client, meeting = Client(headers=BROWSER), make_place().convene()

    def says_so(response) -> bool:
        return "没有办成" in response.content.decode()

    assert not says_so(client.get("/accounts/me/", follow=True))
    assert says_so(client.post(f"/meetings/{meeting.pk}/reply/", {"reply": "coming"}, follow=True))
    assert not says_so(client.post("/issues/new", {"text": "灯坏了"}, follow=True))
    client.force_login(UserFactory())
    assert not says_so(client.post("/inbox/read/", follow=True))
