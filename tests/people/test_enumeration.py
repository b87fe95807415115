"""Who has an account is told to nobody but its owner: each entrance answers the same for both."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people.models import User
from tests.factories import UserFactory

KNOWN, FREE = "13800000902", "13800000903"
KNOWN_MAIL, FREE_MAIL = "he.moli@example.org", "li.xiao@example.org"
PASSWORD = "灯湖夜色-1998"
VARIES = re.compile(
    r'name="csrfmiddlewaretoken" value="\w+"|data-wait="\d+"|\d+ 秒|hx-headers=\'[^\']*\'|[\w.]+@example\.org'
    r"|138[ \u00a0]?0000[ \u00a0]?09(?:0[23]|1[12])|data-who=\"\d+\""
)


def walk(client: Client, steps: list[tuple[str, dict]]) -> list[tuple]:
    """What a stranger can see of each step: status, where it leads, the page it ends on."""
    seen = []
    for address, sent in steps:
        response = client.post(address, sent) if sent else client.get(address)
        text = VARIES.sub("…", response.content.decode())
        seen.append((response.status_code, response.headers.get("Location"), text))
    return seen


WRONG = {"code": "000000"}
CODE = "/accounts/login/code/confirm/"
ENTRANCES = {
    "a code by text": lambda phone, mail: [
        ("/accounts/login/code/", {"phone": phone}), (CODE, {}), (CODE, WRONG),
        ("/accounts/login/code/", {"phone": phone}), (CODE, WRONG), (CODE, WRONG), ("/accounts/login/", {}),
    ],
    "a code by e-mail": lambda phone, mail: [
        ("/accounts/login/code/", {"email": mail}), (CODE, {}), (CODE, WRONG), (CODE, WRONG), (CODE, WRONG),
    ],
    "a password": lambda phone, mail: [
        ("/accounts/login/", {"login": phone, "password": "x"}), ("/accounts/login/", {"login": mail, "password": "x"}),
    ],
    "signing up": lambda phone, mail: [
        ("/accounts/signup/", {"phone": phone, "display_name": "何茉莉"}), ("/accounts/phone/verify/", {}),
        ("/accounts/phone/verify/", WRONG), ("/accounts/phone/verify/", {"action": "resend"}),
        ("/accounts/phone/verify/", {}), ("/accounts/phone/verify/", WRONG), ("/accounts/phone/verify/", WRONG),
        ("/accounts/login/", {}),
    ],
    "a forgotten password": lambda phone, mail: [
        ("/accounts/password/reset/", {"email": mail}), ("/accounts/password/reset/confirm/", {}),
        ("/accounts/password/reset/confirm/", WRONG), ("/accounts/password/reset/confirm-code/", WRONG),
        ("/accounts/password/reset/confirm/", WRONG),
    ],
}  # fmt: skip


@pytest.fixture
def known(db) -> User:
    return UserFactory(phone=KNOWN, phone_verified=True, email=KNOWN_MAIL, password=PASSWORD)


@pytest.mark.parametrize("entrance", ENTRANCES)
def test_the_known_and_the_unknown_see_the_same(known, entrance):
    steps = ENTRANCES[entrance]
    assert walk(Client(), steps(KNOWN, KNOWN_MAIL)) == walk(Client(), steps(FREE, FREE_MAIL))


@pytest.mark.parametrize("entrance", ["a code by text", "a code by e-mail", "a forgotten password"])
def test_they_take_about_as_long(known, entrance):
    """Counted in questions to the database; the sending itself is done later, by the worker."""

    def questions(phone: str, mail: str) -> int:
        address, sent = ENTRANCES[entrance](phone, mail)[0]
        with CaptureQueriesContext(
            connection,
        ) as asked:
            Client().post(address, sent)
        return len(asked)

    questions(FREE, FREE_MAIL)  # the first fills caches
    from django.core.cache import cache

    cache.clear()
    known_ones = questions(KNOWN, KNOWN_MAIL)
    cache.clear()
    assert abs(known_ones - questions(FREE, FREE_MAIL)) <= 3


def at_home(**fields) -> Client:
    person = UserFactory(display_name="何茉莉", phone_verified=True, password=PASSWORD, **fields)
    client = Client()
    client.post(reverse("account_login"), {"login": person.phone, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def test_to_change_to_a_number_that_another_has(known, code_for):
    """Told apart only by whoever reads the code that the number got, and that is its owner."""
    steps = [
        lambda phone: ("/accounts/phone/change/", {"phone": phone}),
        lambda phone: ("/accounts/phone/verify/", {}),
        lambda phone: ("/accounts/phone/verify/", WRONG),
    ]
    one, other = at_home(phone="13800000911"), at_home(phone="13800000912")
    assert walk(one, [step(KNOWN) for step in steps]) == walk(other, [step(FREE) for step in steps])
    page = one.post("/accounts/phone/verify/", {"code": code_for(KNOWN)})
    assert "已经有账号了" in page.content.decode()
    assert User.objects.get(phone=KNOWN) == known


def test_to_add_an_address_that_another_has(known):
    add = reverse("account_email")
    one, other = at_home(phone="13800000911"), at_home(phone="13800000912")
    steps = [[(add, {"email": mail, "action_add": ""}), (add, {})] for mail in (KNOWN_MAIL, FREE_MAIL)]
    assert walk(one, steps[0]) == walk(other, steps[1])


def test_the_owner_of_an_address_cannot_be_made_to_lend_it(known):
    """Even a link that was opened does not take an address away from the account that has it."""
    from notifications.models import Message

    one = at_home(phone="13800000911")
    one.post(reverse("account_email"), {"email": KNOWN_MAIL, "action_add": ""})
    for message in Message.objects.filter(address=KNOWN_MAIL):
        for link in (word for word in message.body.split() if "confirm-email" in word):
            assert one.post(link, follow=True).status_code == 200
    known.refresh_from_db()
    assert known.email == KNOWN_MAIL
    assert User.objects.get(phone="13800000911").email is None
