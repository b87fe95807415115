"""Before something weighty one shows once more who one is; an open phone on a table is not enough."""

import pytest
from allauth.mfa.models import Authenticator
from django.template.loader import render_to_string
from django.urls import reverse

from people.models import User
from tests.factories import UserFactory
from tests.people.fresh import come

pytestmark = pytest.mark.django_db
PASSWORD = "灯湖夜色-1998"
PHONE, ANOTHER = "13800000904", "13800000905"


@pytest.fixture
def person() -> User:
    """As most are: a number, and no password."""
    return UserFactory(phone=PHONE, phone_verified=True)


WEIGHTY = [
    ("account_change_phone", {"phone": ANOTHER, "action_add": ""}),
    ("account_email", {"email": "thief@example.org", "action_add": ""}),
    ("account_set_password", {"password1": PASSWORD, "password2": PASSWORD}),
]


@pytest.mark.parametrize("name, said", WEIGHTY)
def test_a_phone_that_lies_open_gives_no_other_way_in(client, code_for, person, name, said):
    come(client, person, minutes_ago=20)
    assert client.get(reverse(name)).status_code == 200, "one may look"
    asked = client.post(reverse(name), said)
    assert asked.url == f"{reverse('account_login')}?next={reverse(name)}"
    assert "_auth_user_id" not in client.session
    assert "请再登录一次" in client.get(asked.url).content.decode()
    client.post(reverse("account_request_login_code"), {"phone": PHONE, "next": reverse(name)})
    back = client.post(
        reverse("account_confirm_login_code"), {"code": code_for(PHONE), "next": reverse(name)}
    )
    assert back.url == reverse(name)
    done = client.post(reverse(name), said)
    assert not (done.status_code == 302 and "login" in done.url), "fresh from a code it goes on"
    assert "_auth_user_id" in client.session


@pytest.mark.parametrize("name", ["mfa_activate_totp", "mfa_add_webauthn"])
def test_what_a_phone_begins_to_do_is_not_begun(client, settings, person, name):
    """A passkey or a code app set up half would stay in the phone."""
    settings.BASE_URL = "http://localhost"
    assert come(client, person, minutes_ago=20).get(reverse(name)).url.startswith(reverse("account_login"))
    assert come(client, person, minutes_ago=10).get(reverse(name)).status_code == 200


def test_whoever_came_lately_is_asked_nothing(client, code_for, person):
    come(client, person, minutes_ago=10)
    sent = client.post(reverse("account_change_phone"), {"phone": ANOTHER, "action_add": ""})
    client.post(sent.url, {"code": code_for(ANOTHER)})
    person.refresh_from_db()
    assert person.phone == ANOTHER


def test_the_freshness_of_another_person_does_not_count(client, person):
    come(client, person, minutes_ago=1)
    session = client.session
    session["account_authentication_methods_user"] = str(person.pk + 1)
    session.save()
    sent = client.post(reverse("account_change_phone"), {"phone": ANOTHER, "action_add": ""})
    assert sent.url.startswith(reverse("account_login"))


def test_whoever_has_a_password_writes_it_and_goes_on_at_once(client, code_for, person):
    """With what they had written; and it does not count as a second time within the minute."""
    person.set_password(PASSWORD)
    person.save()
    come(client, person, minutes_ago=1)
    address = reverse("account_change_phone")
    asked = client.post(address, {"phone": ANOTHER, "action_add": ""})
    assert asked.url.startswith(reverse("account_reauthenticate"))
    sent = client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": address})
    assert sent.url == reverse("account_verify_phone")
    client.post(sent.url, {"code": code_for(ANOTHER)})
    person.refresh_from_db()
    assert person.phone == ANOTHER


def test_a_first_password_is_not_set_past_a_second_step(client, person):
    Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
    come(client, person, minutes_ago=1)
    asked = client.post(reverse("account_set_password"), {"password1": PASSWORD, "password2": PASSWORD})
    assert asked.url == f"{reverse('mfa_reauthenticate')}?next=%2Faccounts%2Fpassword%2Fset%2F"
    assert PASSWORD not in str(dict(client.session.items())), "nor left lying in the session"


def test_a_neighbour_whose_passkey_is_elsewhere_comes_by_a_code(client, person):
    Authenticator.objects.create(user=person, type="webauthn", data={"name": "手机", "passwordless": True})
    come(client, person, minutes_ago=20)
    sent = client.post(reverse("account_change_phone"), {"phone": ANOTHER, "action_add": ""})
    assert sent.url.startswith(reverse("mfa_reauthenticate_webauthn"))
    come(client, person, minutes_ago=1)
    sent = client.post(reverse("account_change_phone"), {"phone": ANOTHER, "action_add": ""})
    assert sent.url == reverse("account_verify_phone")


@pytest.mark.parametrize("others", [[], [{"id": "reauthenticate", "url": "/x/"}]])
def test_and_the_page_that_asks_for_the_passkey_says_so_where_there_is_no_other_way(client, others):
    page = client.get(reverse("account_login"))
    context = {"js_data": {"request_options": {}}, "reauthentication_alternatives": others}
    text = render_to_string("mfa/webauthn/reauthenticate.html", context, page.wsgi_request)
    assert ("通行密钥在别的手机上" in text) is not bool(others)


def test_each_way_is_called_by_its_name(client, person):
    person.set_password(PASSWORD)
    person.save()
    Authenticator.objects.create(user=person, type="webauthn", data={"name": "手机", "passwordless": True})
    client.force_login(person)
    page = client.get(reverse("account_reauthenticate")).content.decode()
    assert "用通行密钥" in page
    assert "用验证器动态码" not in page
