import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from notifications.models import Message
from people.models import User
from people.operations import give_consents
from tests.factories import OrganisationFactory, UserFactory

PHONE = "13800000902"
ASK, CONFIRM = "/accounts/login/code/", "/accounts/login/code/confirm/"


def who(client) -> str | None:
    return client.session.get("_auth_user_id")


def test_with_a_code(client, code_for):
    person = UserFactory(phone=PHONE)
    give_consents(by=person, items=["account"])
    response = client.post(ASK, {"phone": "+86 138 0000 0902"})
    assert response.url == CONFIRM
    assert who(client) is None
    response = client.post(CONFIRM, {"code": code_for(PHONE)})
    assert response.url == reverse("home")
    assert who(client) == str(person.pk)
    person.refresh_from_db()
    assert person.phone_verified


def test_back_to_the_page_one_came_from(client, code_for):
    UserFactory(phone=PHONE)
    response = client.post(ASK, {"phone": PHONE, "next": "/issues/new/"})
    response = client.post(response.url, {"code": code_for(PHONE), "next": "/issues/new/"})
    assert response.url == "/issues/new/"


def test_never_to_another_site(client, code_for):
    give_consents(by=UserFactory(phone=PHONE), items=["account"])
    response = client.post(ASK, {"phone": PHONE, "next": "https://elsewhere.example/"})
    response = client.post(CONFIRM, {"code": code_for(PHONE), "next": "https://elsewhere.example/"})
    assert response.url == reverse("home")


def test_wrong_codes_end_after_three(client, code_for):
    UserFactory(phone=PHONE)
    client.post(ASK, {"phone": PHONE})
    right = code_for(PHONE)
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(3):
        client.post(CONFIRM, {"code": wrong})
    client.post(CONFIRM, {"code": right})
    assert who(client) is None


def test_a_number_without_an_account_gets_the_same_page(client, client_of_another):
    UserFactory(phone=PHONE)
    known, unknown = client.post(ASK, {"phone": PHONE}), client_of_another.post(ASK, {"phone": "13800000903"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    pages = [client.get(CONFIRM), client_of_another.get(CONFIRM)]
    lines = [page.content.decode().replace("0903", "0902").splitlines() for page in pages]
    assert [line for line in lines[0] if "csrf" not in line] == [
        line for line in lines[1] if "csrf" not in line
    ]
    assert reverse("account_signup") in Message.objects.get(address="13800000903").body


def test_a_closed_account_stays_out(client, code_for):
    UserFactory(phone=PHONE, is_active=False)
    client.post(ASK, {"phone": PHONE})
    response = client.post(CONFIRM, {"code": code_for(PHONE)}, follow=True)
    assert who(client) is None
    assert "账号已停用" in response.content.decode()


@pytest.mark.parametrize("login", [PHONE, "138 0000 0902", "He.Moli@example.org"])
def test_with_a_password(client, login):
    person = UserFactory(
        phone=PHONE, phone_verified=True, email="he.moli@example.org", password="灯湖夜色-1998"
    )
    response = client.post(reverse("account_login"), {"login": login, "password": "灯湖夜色-1998"})
    assert response.status_code == 302
    assert who(client) == str(person.pk)


FIRST = "first@example.org"


@pytest.fixture
def first_administrator(monkeypatch):
    """As docs/deploy.md makes one: by a command that asks for no number."""
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "灯湖夜色-1998")
    call_command("createsuperuser", email=FIRST, display_name="陈荔枝", interactive=False, verbosity=0)
    return User.objects.get(email=FIRST)


def test_the_first_administrator_comes_in_with_a_password(client, first_administrator):
    client.post(reverse("account_login"), {"login": FIRST, "password": "灯湖夜色-1998"})
    assert who(client) == str(first_administrator.pk)


def test_the_first_administrator_comes_in_with_a_code_by_mail(client, first_administrator, code_for):
    client.post(ASK, {"email": FIRST})
    client.post(CONFIRM, {"code": code_for(FIRST)})
    assert who(client) == str(first_administrator.pk)


@pytest.mark.parametrize("login", [PHONE, "13800000903", "nobody@example.org"])
def test_a_wrong_password_does_not_say_whether_there_is_an_account(client, login):
    UserFactory(phone=PHONE, password="灯湖夜色-1998")
    response = client.post(reverse("account_login"), {"login": login, "password": "wrong"})
    assert response.status_code == 200
    assert "对不上" in response.content.decode()
    assert who(client) is None


def test_guessing_passwords_is_slowed_down(client):
    UserFactory(phone=PHONE, password="灯湖夜色-1998")
    for _ in range(11):
        response = client.post(reverse("account_login"), {"login": PHONE, "password": "wrong"})
    assert "太频繁" in response.content.decode()
    client.post(reverse("account_login"), {"login": PHONE, "password": "灯湖夜色-1998"})
    assert who(client) is None


def test_asking_for_codes_is_slowed_down_for_a_number(client):
    UserFactory(phone=PHONE)
    for _ in range(4):
        response = Client().post(ASK, {"phone": PHONE})
    assert response.status_code in (200, 429)
    assert "太频繁" in response.content.decode()
    assert Message.objects.filter(address=PHONE).count() == 3


def test_a_number_gets_five_texts_an_hour_whatever_the_cache_says(client):
    from django.core.cache import cache

    UserFactory(phone=PHONE)
    for _ in range(5):
        cache.clear()
        assert Client().post(ASK, {"phone": PHONE}).status_code == 302
    cache.clear()
    response = Client().post(ASK, {"phone": PHONE})
    assert response.status_code == 429
    assert "一小时后" in response.content.decode()
    assert Message.objects.filter(address=PHONE).count() == 5


def test_a_forgotten_password_by_a_code_to_the_mailbox(client, code_for):
    person = UserFactory(email="he.moli@example.org")
    response = client.post(reverse("account_reset_password"), {"email": "he.moli@example.org"})
    response = client.post(response.url, {"code": code_for("he.moli@example.org")})
    response = client.post(response.url, {"password1": "灯湖夜色-1998", "password2": "灯湖夜色-1998"})
    assert response.status_code == 302
    person.refresh_from_db()
    assert person.check_password("灯湖夜色-1998")


def test_the_page_reads_well_to_a_visitor(client):
    text = client.get(reverse("account_login")).content.decode()
    assert reverse("notices:list") in text
    assert reverse("account_signup") in text
    assert 'name="password"' in text


@pytest.mark.parametrize(
    "data", [{}, {"phone": ""}, {"phone": " "}, {"email": ""}, {"phone": "", "email": " "}]
)
def test_who_writes_neither_number_nor_address_is_asked_for_one(client, db, data):
    answer = client.post(ASK, data)
    assert answer.status_code == 200
    assert "请填写手机号，或者邮箱地址" in answer.content.decode()
    assert not Message.objects.exists()


def test_who_writes_both_or_what_is_none_is_told_so(client, db):
    both = client.post(ASK, {"phone": PHONE, "email": "he@example.org"}).content.decode()
    assert "写一个就行" in both
    assert f'value="{PHONE}"' in both
    wrong = client.post(ASK, {"phone": "12345"}).content.decode()
    assert "这不是手机号" in wrong
    assert "请填写手机号，或者" not in wrong
    assert not Message.objects.exists()


EMPTY = ["", " ", "\x00", "x" * 5000, "\ud7ff\uffff"]
FORMS = {
    "/accounts/login/": ["login", "password"],
    "/accounts/login/code/": ["phone", "email"],
    "/accounts/signup/": ["phone", "display_name"],
    "/accounts/password/reset/": ["email"],
    "/accounts/email/": ["email", "action_add", "action_send", "action_remove", "action_primary"],
    "/accounts/phone/change/": ["phone"],
    "/accounts/password/set/": ["password1", "password2"],
    "/accounts/reauthenticate/": ["password"],
}


@pytest.mark.parametrize("page", FORMS)
@pytest.mark.parametrize("is_known", [False, True])
def test_a_form_of_sign_in_without_its_fields_is_an_answer(client, db, page, is_known):
    for said in [{}, *(dict.fromkeys(FORMS[page], text) for text in EMPTY)]:
        visitor = Client()
        if is_known:
            visitor.force_login(UserFactory(password=None))
        assert visitor.post(page, said).status_code < 500
    assert not Message.objects.filter(channel="email").exists()


NO_ADDRESS = ["http://[::1", "https://[x]/", "http://\u2100/"]


@pytest.mark.parametrize("wanted", NO_ADDRESS)
@pytest.mark.parametrize(
    "page", ["login/", "login/code/", "signup/", "password/reset/", "logout/", "welcome/"]
)
def test_what_is_no_address_is_none_to_go_on_to(client, db, page, wanted):
    page = f"/accounts/{page}"
    client.force_login(UserFactory())
    for visitor in (Client(), client):
        for answer in (
            visitor.get(page, {"next": wanted}),
            visitor.post(page, {"next": wanted}),
            visitor.post(f"{page}?{urlencode({'next': wanted})}"),
        ):
            assert answer.status_code in (200, 302, 405)
            assert "[" not in answer.headers.get("Location", "")


def test_after_signing_in_what_is_no_address_leads_home(client, code_for):
    give_consents(by=UserFactory(phone=PHONE), items=["account"])
    client.post(ASK, {"phone": PHONE, "next": "http://[::1"})
    assert client.post(CONFIRM, {"code": code_for(PHONE), "next": "http://[::1"}).url == reverse("home")


def test_the_page_of_a_closed_account_says_whom_to_call(client):
    for name, phone in (("灯湖社区居委会", "075700000100"), ("夏北社区居委会", "075700000200")):
        OrganisationFactory(name=name, kind="residents_committee", phone=phone)
    shown = client.get(reverse("account_inactive")).content.decode()
    assert "夏北社区居委会" in shown
    assert shown.count('href="tel:0757') == 2
