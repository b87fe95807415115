"""Codes by text: how they may be written, how often they may be tried, when another one comes."""

import pytest
from django.test import Client
from django.urls import reverse

from notifications.models import Message
from tests.factories import UserFactory

PHONE, FREE = "13800000902", "13800000903"
ASK, CONFIRM = "/accounts/login/code/", "/accounts/login/code/confirm/"


def who(client) -> str | None:
    return client.session.get("_auth_user_id")


def wrong(code: str) -> str:
    return "000000" if code != "000000" else "111111"


def test_a_code_tried_a_hundred_times_is_dead_and_the_page_says_so(client, code_for):
    UserFactory(phone=PHONE)
    client.post(ASK, {"phone": PHONE})
    right, said = code_for(PHONE), ""
    for _ in range(100):
        said += client.post(CONFIRM, {"code": wrong(right)}, follow=True).content.decode()
    assert said.count("验证码作废了") == 1, "at the third; after that there is no page to try it on"
    client.post(CONFIRM, {"code": right})
    assert who(client) is None
    assert Message.objects.filter(address=PHONE).count() == 1


@pytest.mark.parametrize("written", ["{0} ", "１{0}", "{1} {2}"])
def test_however_it_is_pasted_it_is_the_code(client, code_for, written):
    person = UserFactory(phone=PHONE)
    client.post(ASK, {"phone": PHONE})
    code = code_for(PHONE)
    if written.startswith("１"):
        text = "".join(chr(ord(figure) + 0xFEE0) for figure in code)  # full-width
    else:
        text = written.format(code, code[:3], code[3:])
    client.post(CONFIRM, {"code": text})
    assert who(client) == str(person.pk)


def test_too_few_digits_are_a_slip_and_not_a_try(client, code_for):
    person = UserFactory(phone=PHONE)
    client.post(ASK, {"phone": PHONE})
    for _ in range(5):
        page = client.post(CONFIRM, {"code": "4821"}).content.decode()
        assert "还差 2 位" in page
        assert 'aria-invalid="true"' in page
    assert "请写上 6 位验证码" in client.post(CONFIRM, {"code": ""}).content.decode()
    assert client.post(CONFIRM, {"code": "1\x0023456"}).status_code == 200
    client.post(CONFIRM, {"code": code_for(PHONE)})
    assert who(client) == str(person.pk)


@pytest.mark.parametrize("phone", [PHONE, FREE])
def test_a_second_tap_sends_no_second_code_and_is_no_error(client, phone):
    UserFactory(phone=PHONE)
    client.post(ASK, {"phone": phone})
    response = client.post(ASK, {"phone": f"+86 {phone}", "next": "/issues/new/"})
    assert response.url == f"{CONFIRM}?next=%2Fissues%2Fnew%2F"
    page = client.get(response.url).content.decode()
    assert "秒后可以再要一个" in page
    assert 'data-wait="' in page
    assert Message.objects.filter(address=phone).count() == 1


@pytest.mark.parametrize("phone", [PHONE, FREE])
def test_after_half_a_minute_another_comes_and_only_that_one_counts(client, code_for, phone, monkeypatch):
    """For a number without an account too, where allauth 65.21 fails."""
    from portal.sign_in import codes

    UserFactory(phone=PHONE)
    client.post(ASK, {"phone": phone})
    monkeypatch.setattr(codes, "WAIT", 0)
    response = client.post(ASK, {"phone": phone}, follow=True)
    assert response.redirect_chain[-1][0] == CONFIRM
    assert Message.objects.filter(address=phone).count() == 2
    if phone == PHONE:
        client.post(CONFIRM, {"code": code_for(phone)})
        assert who(client)


def test_another_number_can_be_written_at_once(client):
    client.post(ASK, {"phone": PHONE})
    client.post(ASK, {"phone": FREE})
    assert FREE[-4:] in client.get(CONFIRM).content.decode().replace(" ", "")


def test_a_hundred_codes_for_one_number_are_five(client):
    UserFactory(phone=PHONE)
    for _ in range(100):
        response = Client().post(ASK, {"phone": PHONE})
    assert response.status_code in (200, 429)
    assert "太频繁" in response.content.decode()
    assert Message.objects.filter(address=PHONE).count() <= 5


def test_signing_up_says_when_another_may_be_asked_for(client):
    page = client.post(reverse("account_signup"), {"phone": PHONE, "display_name": "何茉莉"}).url
    text = client.get(page).content.decode()
    assert 'autocomplete="one-time-code"' in text
    assert 'data-wait="' in text
