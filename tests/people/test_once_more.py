"""Before something weighty one shows once more who one is; an open phone on a table is not enough."""

import time

import pytest
from allauth.mfa.models import Authenticator
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode

from people.models import User
from portal.sign_in.again import ways_to_show
from tests.factories import UserFactory
from tests.people.fresh import come
from tests.people.passkeys import add_passkey
from tests.people.test_second_step import now

pytestmark = pytest.mark.django_db
PASSWORD = "灯湖夜色-1998"
ONCE_MORE = reverse("sign_in_once_more")
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
    asked = come(client, person, minutes_ago=20).get(reverse(name))
    assert asked.url == f"{ONCE_MORE}?{urlencode({'next': reverse(name)})}"
    assert come(client, person, minutes_ago=10).get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", ["mfa_activate_totp", "mfa_add_webauthn"])
def test_an_address_alone_signs_nobody_out_a_button_does(client, code_for, settings, person, name):
    settings.BASE_URL = "http://localhost"
    come(client, person, minutes_ago=20)
    asked = client.get(reverse(name))
    page = client.get(asked.url)
    assert "请再登录一次" in page.content.decode()
    client.head(reverse(name))
    assert "_auth_user_id" in client.session
    out = client.post(ONCE_MORE, {"next": page.context["onward"]})
    assert out.url == f"{reverse('account_login')}?next={reverse(name)}"
    assert "_auth_user_id" not in client.session
    client.post(reverse("account_request_login_code"), {"phone": PHONE, "next": reverse(name)})
    said = {"code": code_for(PHONE), "next": reverse(name)}
    assert client.post(reverse("account_confirm_login_code"), said).url == reverse(name)
    assert client.get(reverse(name)).status_code == 200


def test_the_page_leads_to_no_other_site(client, person):
    page = come(client, person).get(ONCE_MORE, {"next": "https://example.org/"})
    assert page.context["onward"] == reverse("people:me")
    out = client.post(ONCE_MORE, {"next": "//example.org/"})
    assert out.url == f"{reverse('account_login')}?next={reverse('people:me')}"


def test_a_form_posted_without_its_page_is_asked_as_the_page_is(client, person):
    """An empty one would show the secret of a code app, and a second one set it up."""
    address = reverse("mfa_activate_totp")
    come(client, person, minutes_ago=20)
    assert client.post(address, {}).url == f"{reverse('account_login')}?next={address}"
    come(client, person, minutes_ago=20)
    assert client.put(address).url == f"{reverse('account_login')}?next={address}"
    assert not Authenticator.objects.exists()


def grows_old(client, minutes: int) -> None:
    """All that the session notes of a time is so much longer ago."""
    session = client.session
    session["account_authentication_methods"][0]["at"] -= 60 * minutes
    session["begun"] = {name: at - 60 * minutes for name, at in session["begun"].items()}
    session.save()


@pytest.mark.parametrize("minutes, goes_on", [(10, True), (16, False)])
def test_what_was_begun_in_time_may_be_ended_for_a_quarter_of_an_hour(client, person, minutes, goes_on):
    address = reverse("mfa_activate_totp")
    secret = come(client, person, minutes_ago=10).get(address).context["form"].secret
    grows_old(client, minutes)
    done = client.post(address, {"code": now(secret)})
    assert Authenticator.objects.filter(type="totp").exists() is goes_on
    assert done.url.startswith(reverse("account_login")) is not goes_on


def test_an_abandoned_secret_is_no_use_to_whoever_is_fresh_again(client, person):
    address = reverse("mfa_activate_totp")
    secret = come(client, person).get(address).context["form"].secret
    grows_old(client, 20)
    come(client, person)
    again = client.post(address, {"code": now(secret)})
    assert again.status_code == 200
    assert not Authenticator.objects.exists()
    secret = again.context["form"].secret
    client.post(address, {"code": now(secret)})
    assert Authenticator.objects.filter(type="totp").exists(), "it was begun anew by that"


def test_whoever_shows_who_they_are_does_it_for_nothing_older(client, person):
    """Somebody at the open phone left an action waiting; the owner's password is for the owner's own."""
    person.set_password(PASSWORD)
    person.save()
    state = {"state": {}, "callback": "allauth.socialaccount.internal.flows.connect.resume_connect"}
    for name in ("mfa_activate_totp", "mfa_generate_recovery_codes", "mfa_add_webauthn"):
        come(client, person)
        session = client.session
        session["account_reauthentication_state"] = state
        session.save()
        client.get(reverse(name))
        assert "account_reauthentication_state" not in client.session, name


def test_whoever_just_signed_up_is_fresh(client, code_for):
    client.post(reverse("account_signup"), {"phone": PHONE, "display_name": "何茉莉"})
    client.post(reverse("account_verify_phone"), {"code": code_for(PHONE)})
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_somebody_else_s_kept_words_wait_on(client, person):
    come(client, person, minutes_ago=20)
    session = client.session
    kept = {"page": "/x/", "text": "a=b", "at": time.time(), "secret": "s", "writer": "w"}
    session["kept_texts"] = [kept]
    session.save()
    client.post(reverse("account_set_password"), {"password1": PASSWORD, "password2": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert client.session["kept_texts"] == [kept]


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


@pytest.mark.parametrize(
    "minutes, answer", [(20, "mfa_reauthenticate_webauthn"), (1, "account_verify_phone")]
)
def test_the_spare_codes_that_come_with_a_passkey_are_no_way(client, settings, person, minutes, answer):
    """allauth makes them at once, and the site never showed them to a neighbour."""
    settings.BASE_URL = "http://localhost"
    assert add_passkey(come(client, person)).url == reverse("mfa_list_webauthn")
    types = set(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    assert types == {"webauthn", "recovery_codes"}
    come(client, person, minutes_ago=minutes)
    sent = client.post(reverse("account_change_phone"), {"phone": ANOTHER, "action_add": ""})
    assert sent.url.startswith(reverse(answer))
    page = client.get(reverse("mfa_reauthenticate_webauthn")).content.decode()
    assert "通行密钥在别的手机上" in page
    assert "用验证器动态码" not in page
    assert client.get(reverse("mfa_reauthenticate")).url == reverse("mfa_reauthenticate_webauthn")


def test_they_are_where_there_is_a_code_app_and_for_staff(client, settings, person):
    for kind in ("webauthn", "recovery_codes"):
        Authenticator.objects.create(user=person, type=kind, data={"seed": "x", "used_mask": 0})
    settings.STAFF_SECOND_STEP = True
    assert [way["id"] for way in ways_to_show(person)] == ["mfa_reauthenticate:webauthn"]
    Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
    assert "mfa_reauthenticate" in [way["id"] for way in ways_to_show(person)]
    Authenticator.objects.filter(type="totp").delete()
    person.is_staff = True
    assert "mfa_reauthenticate" in [way["id"] for way in ways_to_show(person)]


def test_left_with_spare_codes_alone_one_is_not_sent_round_in_circles(client, person):
    Authenticator.objects.create(user=person, type="recovery_codes", data={"seed": "x", "used_mask": 0})
    assert come(client, person).get(reverse("mfa_activate_totp")).status_code == 200


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
