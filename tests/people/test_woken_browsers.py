"""A browser is woken for whoever is signed in there: signed out in whatever way, it tells nothing any more."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notifications import this_browser
from notifications.delivery import drain
from notifications.models import Message, PushDevice
from notifications.operations import let_go_devices
from portal.sign_in.middleware import SEEN
from portal.sign_in.operations import administer_account
from tests.factories import UserFactory
from tests.notifications.browsers import Browser
from tests.notifications.conftest import push  # noqa: F401 (a push service)
from tests.notifications.test_channels import row

pytestmark = pytest.mark.django_db
PASSWORD, ANOTHER = "灯湖夜色-1998", "灯湖夜色-2026"
CHROME, SAFARI = "Mozilla/5.0 (Linux; Android 14) Chrome/120", "Mozilla/5.0 (iPhone) Version/17 Safari/604"


@pytest.fixture
def owner():
    return UserFactory(password=PASSWORD, phone_verified=True)


def sign_in(client: Client, person, password: str = PASSWORD) -> Client:
    said = {"login": person.phone, "password": password, "remember": "on"}
    assert client.post(reverse("account_login"), said).status_code == 302
    assert client.session["_auth_user_id"] == str(person.pk)
    return client


@pytest.fixture
def phone(owner) -> Client:
    return sign_in(Client(headers={"User-Agent": CHROME}), owner)


@pytest.fixture
def desk(owner) -> Client:
    """Another browser of the same person, which stays signed in."""
    return sign_in(Client(headers={"User-Agent": SAFARI}), owner)


def switch_on(client: Client, browser: Browser | None = None) -> PushDevice:
    browser = browser or Browser("https://push.example")
    said = {"endpoint": browser.endpoint, **browser.keys}
    assert client.post(reverse("notifications:add_device"), said).status_code == 201
    return PushDevice.objects.get(endpoint=browser.endpoint)


def is_awake(device: PushDevice) -> bool:
    device.refresh_from_db()
    return device.ended_at is None


def signs_out(phone, owner, desk):
    phone.post(reverse("account_logout"))


def ends_it_from_the_list(phone, owner, desk):
    there = UserSession.objects.get(session_key=phone.session.session_key)
    desk.post(reverse("usersessions_list"), {"device": there.pk})


def ends_all_others(phone, owner, desk):
    desk.post(reverse("usersessions_list"))


def changes_the_password(phone, owner, desk):
    desk.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": ANOTHER, "password2": ANOTHER},
    )
    assert owner.__class__.objects.get(pk=owner.pk).check_password(ANOTHER)


def is_closed_by_the_administration(phone, owner, desk):
    chief = UserFactory(is_superuser=True, is_staff=True)
    same = {"display_name": owner.display_name, "language": owner.language}
    administer_account(by=chief, person=owner, is_active=False, is_staff=False, is_superuser=False, **same)


WAYS = [
    signs_out,
    ends_it_from_the_list,
    ends_all_others,
    changes_the_password,
    is_closed_by_the_administration,
]


@pytest.mark.parametrize("ends", WAYS)
def test_it_stops_with_the_session_in_which_it_was_switched_on(phone, owner, desk, ends):
    device = switch_on(phone)
    ends(phone, owner, desk)
    assert not is_awake(device)
    assert device.signed_out


@pytest.mark.parametrize("ends", [signs_out, ends_it_from_the_list, ends_all_others])
def test_the_others_of_this_person_go_on(phone, owner, desk, ends):
    here, there = switch_on(desk, Browser("https://push.example", "/desk")), switch_on(phone)
    ends(phone, owner, desk)
    assert (is_awake(here), is_awake(there)) == (True, False)


def test_the_one_where_the_password_was_changed_goes_on(phone, owner, desk):
    """The session there goes on under another key."""
    here, before = switch_on(desk), desk.session.session_key
    changes_the_password(phone, owner, desk)
    assert desk.session.session_key != before
    assert is_awake(here)
    let_go_devices(person=owner.__class__.objects.get(pk=owner.pk))
    assert is_awake(here)


def by_time(session: Session, owner) -> None:
    Session.objects.filter(pk=session.pk).update(expire_date=timezone.now() - timedelta(seconds=1))


def with_a_password_from_the_command_line(session: Session, owner) -> None:
    owner.set_password(ANOTHER)
    owner.save()


@pytest.mark.parametrize("ends", [by_time, with_a_password_from_the_command_line])
def test_where_nobody_said_so_it_is_seen_before_anything_is_sent(push, phone, owner, ends):  # noqa: F811
    device = switch_on(phone, Browser(push.url))
    row(owner, "push")
    drain()
    assert len(push.requests) == 1
    ends(Session.objects.get(pk=phone.session.session_key), owner)
    row(owner, "push")
    drain()
    assert len(push.requests) == 1
    assert Message.objects.filter(channel="push").latest("id").state == "failed"
    assert not is_awake(device)


def test_its_owner_takes_it_up_again_by_signing_in_there(phone, owner):
    device = switch_on(phone)
    phone.post(reverse("account_logout"))
    assert not is_awake(device)
    sign_in(phone, owner)
    assert is_awake(device)
    assert device.session_key == phone.session.session_key
    phone.post(reverse("account_logout"))
    assert not is_awake(device)


def test_signing_in_elsewhere_takes_nothing_up(phone, owner):
    device = switch_on(phone)
    phone.post(reverse("account_logout"))
    sign_in(Client(headers={"User-Agent": CHROME}), owner)
    assert not is_awake(device)


def test_what_the_push_service_called_gone_is_not_taken_up(phone, owner):
    device = switch_on(phone)
    PushDevice.objects.update(ended_at=timezone.now())
    phone.post(reverse("account_logout"))
    sign_in(phone, owner)
    assert not is_awake(device)


def test_another_person_in_the_same_browser_silences_it(phone, owner):
    """Closed without signing out: the session goes on at the server, but somebody else is there."""
    device, other = switch_on(phone), UserFactory(password=PASSWORD, phone_verified=True)
    del phone.cookies[settings.SESSION_COOKIE_NAME]
    sign_in(phone, other)
    assert not is_awake(device)
    phone.post(reverse("account_logout"))
    sign_in(phone, owner)
    assert is_awake(device)


def test_whoever_switched_it_on_for_themselves_keeps_it(phone, owner):
    browser, other = Browser("https://push.example"), UserFactory(password=PASSWORD, phone_verified=True)
    device = switch_on(phone, browser)
    phone.post(reverse("account_logout"))
    switch_on(sign_in(phone, other), browser)
    phone.post(reverse("account_logout"))
    sign_in(phone, owner)
    assert not is_awake(device)
    assert device.user == other


@pytest.mark.parametrize("said", ["", "1", "1:x", "1:\xe9", "9" * 5000])
def test_a_number_that_we_did_not_sign_is_nobodys(phone, owner, said):
    device, other = switch_on(phone), UserFactory(password=PASSWORD, phone_verified=True)
    visitor = Client()
    visitor.cookies[this_browser.COOKIE] = said
    sign_in(visitor, other)
    assert is_awake(device)


# --- devices from before sessions were noted ---------------------------------------------------------------


@pytest.fixture
def old(owner) -> PushDevice:
    return Browser("https://push.example").of(owner)  # on Chrome · Android


def test_an_old_one_goes_on_while_its_kind_of_browser_is_signed_in(old, phone, owner, desk):
    assert is_awake(old)
    desk.post(reverse("account_logout"))
    assert is_awake(old)
    phone.post(reverse("account_logout"))
    assert not is_awake(old)


def test_an_old_one_on_a_tablet_that_was_left_long_ago_stops_with_the_next_visit(old, owner):
    desk = sign_in(Client(headers={"User-Agent": SAFARI}), owner)
    assert not is_awake(old)
    assert old.signed_out
    PushDevice.objects.update(ended_at=None, signed_out=False)
    session = desk.session
    session[SEEN] = 0  # more than an hour ago
    session.save()
    desk.get("/")
    assert not is_awake(old)


def test_an_old_one_is_tied_to_its_session_when_it_is_switched_on_again(phone, owner):
    browser = Browser("https://push.example")
    old = browser.of(owner)
    switch_on(phone, browser)
    old.refresh_from_db()
    assert old.session_key == phone.session.session_key
