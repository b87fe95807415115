"""What a mail program's "unsubscribe" does, and the link at the foot of each e-mail that can be stopped."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from notifications.delivery import drain
from notifications.models import Message, Preference
from notifications.stops import token_of
from tests.factories import MessageFactory, UserFactory
from tests.notifications.test_ways import person, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def someone():
    return UserFactory(email="he.moli@example.org")


def mail_of(mail, recipient, **fields):
    MessageFactory(channel="email", recipient=recipient, **fields)
    drain()
    return mail.mails[-1]


def modes(user) -> dict[str, str]:
    return dict(Preference.objects.filter(user=user, channel="email").values_list("topic", "mode"))


def test_one_click_stops_such_emails_for_whoever_has_the_address_and_nobody_else(mail, someone):
    received = mail_of(mail, someone, kind="issues.answered")
    assert received["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    (whole, url) = re.fullmatch(
        r"<(https://linli.example(/\S+))>", received["List-Unsubscribe"].strip()
    ).groups()
    assert whole in received.get_content()
    program = Client(enforce_csrf_checks=True)  # no page of ours, no cookie, nobody signed in
    answer = program.post(url, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert modes(someone) == {"issues": "off"}
    assert not Preference.objects.exclude(user=someone).exists()
    assert program.post(url).status_code == 200
    assert Preference.objects.count() == 1
    assert answer["Referrer-Policy"] == "no-referrer"


def test_what_is_stopped_still_comes_to_the_inbox_and_by_other_ways():
    reader = person(push=False)
    before = set(told(reader, kind="issues.answered"))
    Client().post(reverse("notifications:stop", args=[token_of(reader.pk, "issues")]))
    assert before - set(told(reader, kind="issues.answered", dedupe="later")) == {"email"}
    assert "email" in told(reader, kind="committees.reminder", dedupe="other")


def test_a_program_that_opens_every_link_stops_nothing(client, someone):
    url = reverse("notifications:stop", args=[token_of(someone.pk, "issues")])
    page = client.get(url)
    assert page.status_code == 200
    assert someone.display_name not in page.content.decode()
    assert client.head(url).status_code == 200
    assert not Preference.objects.exists()


def test_the_weekly_letter_stops_with_all_that_waits_for_it(someone):
    Preference.objects.create(user=someone, topic="issues", channel="email", mode="digest")
    waiting = MessageFactory(recipient=someone, channel="email", kind="notices.published", state="held")
    Client().post(reverse("notifications:stop", args=[token_of(someone.pk, "digest")]))
    assert modes(someone) == {"issues": "off", "notices": "off"}
    assert Message.objects.get(pk=waiting.pk).state == "void"


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "people.new_device"},
        {"kind": "ballots.opened", "is_essential": True},
    ],
)
def test_what_nobody_can_switch_off_offers_no_way_to_do_so(mail, someone, fields):
    received = mail_of(mail, someone, **fields)
    assert received["List-Unsubscribe"] is None
    assert "/inbox/stop/" not in received.get_content()


@pytest.mark.parametrize("spoil", [str.upper, lambda token: token[:-1], lambda token: f"9{token}"])
def test_an_address_that_we_did_not_write_does_not_exist(client, someone, spoil):
    url = reverse("notifications:stop", args=[spoil(token_of(someone.pk, "issues"))])
    assert client.get(url).status_code == 404
    assert client.post(url).status_code == 404
    assert not Preference.objects.exists()


def test_every_server_on_the_way_can_carry_it(mail, someone):
    received = mail_of(mail, someone, body="楼上漏水 " * 300)
    assert received["Content-Transfer-Encoding"] == "base64"
    assert "楼上漏水 楼上漏水" in received.get_content()
