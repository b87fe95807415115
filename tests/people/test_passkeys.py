"""Passkeys without a browser: where they work, and that whatever is sent instead of one is refused."""

import json

import pytest
from allauth.core.context import request_context
from django.test import Client, RequestFactory
from django.urls import reverse

from people.passkeys import host_of, work_at
from portal.sign_in.forms import LoginWebAuthnForm
from tests.factories import UserFactory
from tests.people.fresh import come

LOGIN, ADD = "/accounts/2fa/webauthn/login/", "/accounts/2fa/webauthn/add/"


@pytest.mark.parametrize(
    "address, works",
    [
        ("https://linli.example.org", True),
        ("https://linli.example.org:8443/", True),
        ("http://localhost:8000", True),
        ("http://linli.localhost", True),
        ("http://linli.example.org", False),
        ("http://127.0.0.1:8000", False),
        ("https://192.0.2.7", False),
        ("https://[2001:db8::1]", False),
        ("", False),
    ],
)
def test_where_they_work(address, works):
    assert work_at(address) == works


def test_they_belong_to_the_name_in_the_address():
    assert host_of("https://linli.example.org:8443/x") == "linli.example.org"


def test_where_they_do_not_the_page_says_why(client, db):
    come(client, UserFactory())
    assert client.get(ADD).status_code == 404
    assert "https" in client.get(reverse("mfa_list_webauthn")).content.decode()
    assert LOGIN not in Client().get("/accounts/login/").content.decode()


def test_in_weixin_s_own_browser_a_sentence_says_what_to_do(client, db, settings):
    settings.BASE_URL = "https://linli.example.org"
    inside = Client(headers={"user-agent": "Mozilla/5.0 (iPhone) MicroMessenger/8.0.47"})
    assert "在浏览器打开" in inside.get("/accounts/login/").content.decode()
    assert "在浏览器打开" not in client.get("/accounts/login/").content.decode()


ODD = ["", "5", "[]", "{}", '"x"', "null", "no json", "\x00", json.dumps({"id": 5}), "9" * 5000]
ODD += ["[" * 5000, '{"a":' * 5000, '{"id": "\\ud800"}', '"\\ud800"', "[" * 300 + "]" * 300] + [
    json.dumps({"id": "eA", "rawId": "eA", "type": "public-key", "response": response})
    for response in (
        {},
        5,
        {"userHandle": "eA", "clientDataJSON": "eA", "authenticatorData": "eA", "signature": "eA"},
        {"userHandle": 5, "clientDataJSON": {}, "authenticatorData": "", "signature": None},
        {"userHandle": "////", "clientDataJSON": "e30", "authenticatorData": "eA", "signature": "eA"},
        {"clientDataJSON": "e30", "attestationObject": "eA"},
        {"userHandle": "\ud800", "clientDataJSON": "\ud800", "authenticatorData": "eA", "signature": "eA"},
    )
]


@pytest.mark.parametrize("said", ODD)
def test_whatever_a_browser_says_it_is_an_answer(client, db, settings, said):
    settings.BASE_URL = "http://localhost"
    stranger = Client()
    stranger.get(LOGIN, headers={"accept": "application/json"})
    assert stranger.post(LOGIN, {"credential": said}).status_code == 302
    assert "_auth_user_id" not in stranger.session
    come(client, UserFactory(password=None))
    assert client.get(ADD).status_code == 200
    assert client.post(ADD, {"credential": said, "name": "x"}).status_code == 200


@pytest.mark.parametrize("said", ["[" * 5000, '{"id": "\\ud800"}', '"\\ud800"', "9" * 5000])
def test_what_was_refused_can_be_shown_with_its_page(client, db, settings, said):
    settings.BASE_URL = "http://localhost"
    client.get(LOGIN, headers={"accept": "application/json"})
    with request_context(RequestFactory().post(LOGIN)):
        form = LoginWebAuthnForm({"credential": said})
        assert not form.is_valid()
        assert said.encode("utf-8", "ignore") not in form.as_p().encode()
