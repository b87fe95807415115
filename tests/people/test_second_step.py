"""Staff meet a second step before anything else; neighbours may have one."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people.models import User
from people.operations import give_consents
from portal.sign_in.second_step import is_missing
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    make_building,
    make_captain,
    make_estate,
    make_resident,
    make_staff,
)
from tests.people.fresh import come

pytestmark = pytest.mark.django_db
PASSWORD = "灯湖夜色-1998"
SET_UP, APP = "/accounts/second-step/", "/accounts/2fa/totp/activate/"


@pytest.fixture(autouse=True)
def on(settings):
    settings.STAFF_SECOND_STEP = True


@pytest.fixture
def building():
    return make_building(make_estate())


def staff_of(building, kind: str) -> User:
    if kind == "superuser":
        return UserFactory(is_superuser=True, is_staff=True)
    return make_staff(building.parent.parent, kind)


def now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def at(client, person: User):
    client.force_login(person)
    return client


@pytest.mark.parametrize("kind", ["party_committee", "residents_committee", "street_office", "superuser"])
def test_staff_set_one_up_before_any_other_page_opens(client, building, kind):
    at(client, staff_of(building, kind))
    for address in ("/", "/issues/queue/", "/admin/", reverse("people:me")):
        assert client.get(address).url == SET_UP, address
    assert client.post("/notices/new/", {"title": "停水"}).url == SET_UP
    page = client.get(SET_UP).content.decode()
    assert APP in page
    assert client.get("/privacy/").status_code == 200
    assert client.post("/language/setlang/", {"language": "en", "next": SET_UP}).url == SET_UP
    assert client.get("/healthz").status_code == 200


def test_a_fragment_is_told_where_to_go(client, building):
    at(client, staff_of(building, "residents_committee"))
    response = client.get("/", headers={"hx-request": "true"})
    assert response.headers["HX-Redirect"] == SET_UP


@pytest.mark.django_db(transaction=True)  # allauth says that a device was added once it is committed
def test_two_minutes_later_they_are_where_they_wanted_to_be(client, building):
    person = staff_of(building, "residents_committee")
    come(client, person)
    client.get("/issues/queue/?mine=1")
    page = client.get(APP)
    assert "data:image/svg+xml;base64" in page.content.decode()
    spare = client.post(APP, {"code": now(page.context["form"].secret)})
    assert spare.url == reverse("mfa_view_recovery_codes")
    assert SET_UP in client.get(spare.url).content.decode()
    assert client.get(SET_UP).url == "/issues/queue/?mine=1"
    assert client.get("/issues/queue/").status_code == 200
    assert not is_missing(person)


@pytest.mark.django_db(transaction=True)
def test_so_they_are_where_their_sign_in_was_long_ago_and_they_come_anew(client, building, code_for):
    person = staff_of(building, "residents_committee")
    User.objects.filter(pk=person.pk).update(phone_verified=True)
    come(client, person, minutes_ago=20)
    client.get("/issues/queue/?mine=1")
    asked = client.get(APP)
    again = client.get(asked.url).context["onward"]
    client.post(asked.url, {"next": again})
    client.post("/accounts/login/code/", {"phone": person.phone, "next": again})
    said = {"code": code_for(person.phone), "next": again}
    assert client.post("/accounts/login/code/confirm/", said).url == APP
    page = client.get(APP)
    client.post(APP, {"code": now(page.context["form"].secret)})
    assert client.get(SET_UP).url == "/issues/queue/?mine=1"


def test_whoever_is_no_staff_is_asked_for_nothing(client, building):
    people = [
        make_resident(building),
        make_captain(building),
        make_staff(building.parent, "property_company"),
    ]
    for person in people:
        assert at(Client(), person).get(reverse("people:me")).status_code == 200


def test_whoever_becomes_staff_meets_it_at_the_next_page(client, building):
    person = make_resident(building)
    at(client, person)
    assert client.get(reverse("people:me")).status_code == 200
    User.objects.filter(pk=person.pk).update(is_staff=True)
    assert client.get(reverse("people:me")).url == SET_UP


def test_the_demonstration_s_people_are_entered_by_a_tap(client, building, settings):
    person = staff_of(building, "residents_committee")
    User.objects.filter(pk=person.pk).update(is_demo=True)
    at(client, person)
    assert client.get(reverse("people:me")).status_code == 200
    settings.DEMO, settings.TRIALS = False, False
    kept = [{"page": "/x/", "text": "a=b", "at": time.time(), "secret": "s", "writer": "somebody else"}]
    session = client.session
    session["kept_texts"] = kept
    session.save()
    assert client.get(reverse("people:me")).url == reverse("account_login"), "over with the demonstration"
    assert client.session["kept_texts"] == kept


def test_a_host_may_leave_it_to_its_staff(client, building, settings):
    settings.STAFF_SECOND_STEP = False
    at(client, staff_of(building, "residents_committee"))
    assert client.get(reverse("people:me")).status_code == 200


def test_it_costs_staff_one_question_and_others_none(building):
    """Beside what they are today, which every page asks."""

    def asked(person: User) -> int:
        person = User.objects.get(pk=person.pk)
        from buildings.standing import standing_of

        assert standing_of(person).capacities is not None
        with CaptureQueriesContext(connection) as queries:
            is_missing(person)
        return len(queries)

    assert asked(staff_of(building, "residents_committee")) == 1
    assert asked(make_resident(building)) == 0


def set_up(person: User) -> str:
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    person.set_password(PASSWORD)
    person.phone_verified = True
    person.save()
    return secret


def test_it_is_asked_for_at_the_door_however_one_comes(client, building, code_for):
    person = staff_of(building, "residents_committee")
    give_consents(by=person, items=["account"])
    secret = set_up(person)
    door = reverse("mfa_authenticate")
    assert client.post("/accounts/login/", {"login": person.phone, "password": PASSWORD}).url == door
    by_code = Client()
    by_code.post("/accounts/login/code/", {"phone": person.phone})
    assert by_code.post("/accounts/login/code/confirm/", {"code": code_for(person.phone)}).url == door
    for browser in (client, by_code):
        assert browser.get("/issues/queue/").url.startswith("/accounts/login/")
    assert "不对" in client.post(door, {"code": "000000"}).content.decode()
    assert client.post(door, {"code": now(secret)}).url == "/"
    assert client.get("/issues/queue/").status_code == 200


def test_guessing_it_is_slowed_down(client, building):
    person = staff_of(building, "residents_committee")
    secret = set_up(person)
    client.post("/accounts/login/", {"login": person.phone, "password": PASSWORD})
    said = ""
    for _ in range(100):
        response = client.post(reverse("mfa_authenticate"), {"code": "000000"})
        said += response.content.decode()
    assert "太频繁" in said
    client.post(reverse("mfa_authenticate"), {"code": now(secret)})
    assert "_auth_user_id" not in client.session


def test_a_spare_code_opens_once(client, building):
    person = staff_of(building, "residents_committee")
    set_up(person)
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    spare = RecoveryCodes.activate(person).get_unused_codes()[0]
    signed_in = []
    for browser in (client, Client()):
        browser.post("/accounts/login/", {"login": person.phone, "password": PASSWORD})
        browser.post(reverse("mfa_authenticate"), {"code": f" {spare} "})
        signed_in.append("_auth_user_id" in browser.session)
    assert signed_in == [True, False]


def test_giving_it_up_leads_staff_to_a_new_one(client, building):
    person = staff_of(building, "residents_committee")
    secret = set_up(person)
    client.post("/accounts/login/", {"login": person.phone, "password": PASSWORD})
    client.post(reverse("mfa_authenticate"), {"code": now(secret)})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert not Authenticator.objects.filter(user=person).exists()
    assert client.get("/issues/queue/").url == SET_UP


def test_all_its_pages_are_ours_and_in_chinese(client, building):
    person = make_resident(building)
    secret = set_up(person)
    client.post("/accounts/login/", {"login": person.phone, "password": PASSWORD})
    assert "第二步验证" in client.get(reverse("mfa_authenticate")).content.decode()
    client.post(reverse("mfa_authenticate"), {"code": now(secret)})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    words = {
        "mfa_index": "通行密钥和第二步验证",
        "mfa_deactivate_totp": "关闭验证器动态码",
        "mfa_generate_recovery_codes": "换一批备用码",
        "mfa_list_webauthn": "还没有",
        "mfa_reauthenticate": "是您本人吗",
        "account_reauthenticate": "是您本人吗",
    }
    for name, word in words.items():
        assert word in client.get(reverse(name)).content.decode(), name
    client.post(reverse("mfa_generate_recovery_codes"))
    assert "每个只能用一次" in client.get(reverse("mfa_view_recovery_codes")).content.decode()
    kept = client.get(reverse("mfa_download_recovery_codes"))
    assert "attachment" in kept.headers["Content-Disposition"]
    assert "邻里的备用码" in kept.content.decode()


def test_a_session_from_before_the_appointment_shows_the_second_step_first(client, building):
    """A neighbour's passkey, or an app that this session never asked for: the office asks for it now."""
    person = make_resident(building)
    secret = set_up(person)
    at(client, person)
    address = reverse("people:me") + "?from=here"
    assert client.get(address).status_code == 200
    OrganisationFactory(serves=[building.parent.parent], name="灯湖社区居委会")
    MembershipFactory(user=person, organisation__serves=[building.parent.parent])
    again = reverse("mfa_reauthenticate")
    asked = client.get(address)
    assert asked.url == f"{again}?next=%2Fme%2F%3Ffrom%3Dhere" or asked.url.startswith(f"{again}?next=")
    assert client.post("/notices/new/", {"title": "停水"}).url == again
    assert client.get("/", headers={"hx-request": "true"}).headers["HX-Redirect"] == again
    assert client.get(asked.url).status_code == 200
    assert "不对" in client.post(asked.url, {"code": "000000"}).content.decode()
    assert client.get(address).url == asked.url, "a wrong code opens nothing"
    assert client.post(asked.url, {"code": now(secret), "next": address}).url == address
    assert client.get(address).status_code == 200


def test_whoever_has_a_passkey_only_is_asked_for_it(client, building):
    person = staff_of(building, "residents_committee")
    Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data={"passwordless": True})
    at(client, person)
    address = reverse("people:me")
    assert client.get(address).url.startswith(reverse("mfa_reauthenticate_webauthn"))


def test_the_step_of_another_person_at_the_same_browser_does_not_count(client, building):
    person = staff_of(building, "residents_committee")
    set_up(person)
    at(client, person)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": 1.0}]
    session["account_authentication_methods_user"] = str(person.pk + 1)
    session.save()
    assert client.get(reverse("people:me")).url.startswith(reverse("mfa_reauthenticate"))
