"""Signing in by WeChat, against a stand-in that answers over HTTP."""

import os
import subprocess
import sys
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client
from django.urls import reverse

from journal.models import Entry
from notifications.models import Message
from people.models import User
from people.operations import give_consents
from tests.factories import UserFactory
from tests.people import weixin as stand_in
from tests.people.fresh import come

PHONE, PASSWORD = "13800000902", "灯湖夜色-1998"
INSIDE = "Mozilla/5.0 (iPhone) AppleWebKit/605 MicroMessenger/8.0.47"
BEGIN, BACK = "/accounts/weixin/login/", "/accounts/weixin/login/callback/"
SIGN_UP, CODE, NAME = (f"/accounts/3rdparty/signup/{step}" for step in ("", "code/", "name/"))


@pytest.fixture
def weixin(settings, db):
    with stand_in.stand_in() as server:
        settings.WEIXIN_APP_ID, settings.WEIXIN_APP_SECRET = stand_in.APP, stand_in.SECRET
        settings.WEIXIN_MP_APP_ID, settings.WEIXIN_MP_APP_SECRET = stand_in.MP_APP, stand_in.MP_SECRET
        settings.WEIXIN_OPEN = settings.WEIXIN_API = server.address
        yield server


def who(client) -> str | None:
    return client.session.get("_auth_user_id")


def begin(client, **query) -> dict[str, str]:
    """Off to WeChat; what its page is asked."""
    response = client.post(BEGIN, query_params=query)
    assert response.status_code == 302
    return {key: values[0] for key, values in parse_qs(urlsplit(response.url).query).items()}


def come_back(client, code: str, **query):
    return client.get(BACK, {"code": code, "state": begin(client, **query)["state"]})


def prove(client, code_for, phone: str = PHONE):
    assert client.post(SIGN_UP, {"phone": phone}).url == CODE
    return client.post(CODE, {"code": code_for(phone)})


def test_each_browser_is_led_to_the_page_that_it_can_use(client, weixin):
    response = client.post(BEGIN)
    assert response.url.startswith(f"{weixin.address}/connect/qrconnect?appid=wx-browser&")
    assert response.url.endswith("#wechat_redirect")
    asked = begin(Client(headers={"user-agent": INSIDE}))
    assert (asked["appid"], asked["scope"]) == ("wx-inside", "snsapi_userinfo")
    assert asked["redirect_uri"] == f"http://testserver{BACK}"
    inside = Client(headers={"user-agent": INSIDE}).post(BEGIN).url
    assert urlsplit(inside).path == "/connect/oauth2/authorize"
    assert begin(client, scope="snsapi_other", auth_params="appid=other")["appid"] == "wx-browser"


def test_a_newcomer_proves_a_number_before_there_is_an_account(client, weixin, code_for):
    assert come_back(client, weixin.code_for("o1", "u1")).url == SIGN_UP
    assert "昵称" in client.get(SIGN_UP).content.decode()
    assert prove(client, code_for).url == NAME
    assert not User.objects.exists()
    assert client.post(NAME, {"display_name": " "}).status_code == 422
    assert client.post(NAME, {"display_name": "何茉莉"}).url.startswith(reverse("people:welcome"))
    person = User.objects.get()
    assert (person.phone, person.phone_verified, person.display_name) == (PHONE, True, "何茉莉")
    assert who(client) == str(person.pk)
    account = SocialAccount.objects.get()
    assert (account.user, account.uid, account.extra_data) == (person, "u1", {})
    assert not SocialToken.objects.exists()
    assert [*Entry.objects.values_list("verb", flat=True)] == ["people.opened", "people.weixin_connected"]


def test_the_next_time_one_tap_is_enough_in_either_browser(client, weixin):
    """Two apps know a person by two numbers, and by one that they share."""
    person = UserFactory(phone_verified=True)
    SocialAccount.objects.create(user=person, provider="weixin", uid="u1")
    assert come_back(client, weixin.code_for("o1", "u1"), next="/issues/new/").url == "/issues/new/"
    assert who(client) == str(person.pk)
    inside = Client(headers={"user-agent": INSIDE})
    come_back(inside, weixin.code_for("o2", "u1"))
    assert who(inside) == str(person.pk)
    assert come_back(Client(), weixin.code_for("u2")).url == SIGN_UP


def test_whoever_has_an_account_is_connected_by_the_code_to_its_number(client, weixin, code_for):
    person = UserFactory(phone=PHONE, display_name="何茉莉")
    give_consents(by=person, items=["account"])
    come_back(client, weixin.code_for("o1"))
    assert not SocialAccount.objects.exists(), "by nothing that WeChat says"
    assert prove(client, code_for).url == reverse("home")
    assert who(client) == str(person.pk)
    assert SocialAccount.objects.get().user == person


def test_known_or_not_a_number_gets_the_same_page(weixin):
    UserFactory(phone=PHONE)
    pages = []
    for phone in (PHONE, "13800000903"):
        client = Client()
        come_back(client, weixin.code_for("o1"))
        response = client.post(SIGN_UP, {"phone": phone})
        page = client.get(CODE).content.decode().replace("0903", "0902")
        wrong = client.post(CODE, {"code": "000000"})
        pages.append(
            (response.url, [line for line in page.splitlines() if "csrf" not in line], wrong.status_code)
        )
        assert Message.objects.get(address=phone)
    assert pages[0] == pages[1]


def test_a_code_is_dead_after_three_tries_and_a_tap_too_many_sends_none(client, weixin, code_for):
    come_back(client, weixin.code_for("o1"))
    client.post(SIGN_UP, {"phone": PHONE})
    assert client.post(SIGN_UP, {"phone": PHONE}).url == CODE
    assert "秒后可以再要一个" in client.post(CODE, {"action": "resend"}, follow=True).content.decode()
    assert Message.objects.filter(address=PHONE).count() == 1
    right, said = code_for(PHONE), ""
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(100):
        said += client.post(CODE, {"code": wrong}, follow=True).content.decode()
    assert said.count("验证码作废了") == 1
    assert client.post(CODE, {"code": right}).url == SIGN_UP
    assert not User.objects.exists()


@pytest.mark.parametrize("phone", ["12345", "1\x003800000902", ""])
def test_what_is_no_number_is_said_beside_it(client, weixin, phone):
    come_back(client, weixin.code_for("o1"))
    response = client.post(SIGN_UP, {"phone": phone})
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.content.decode()


def test_an_answer_with_somebody_else_s_state_changes_nothing(client, client_of_another, weixin):
    """Somebody sends a link with their own WeChat's answer in it, to have you sign in as them."""
    victim = UserFactory()
    client.force_login(victim)
    theirs = begin(client_of_another)["state"]
    before = dict(client.session)
    response = client.get(BACK, {"code": weixin.code_for("attacker"), "state": theirs})
    assert response.status_code == 401
    assert "微信登录没有成功" in response.content.decode()
    assert dict(client.session) == before
    assert not weixin.asked, "not even WeChat was asked"
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("state", ["", "x", "a\x00b", "9" * 5000])
def test_nor_does_one_with_no_state_of_ours(client, weixin, state):
    begin(client)
    response = client.get(BACK, {"code": weixin.code_for("o1"), "state": state})
    assert response.status_code == 401
    assert who(client) is None


def test_an_answer_counts_once(client, weixin):
    SocialAccount.objects.create(user=UserFactory(), provider="weixin", uid="o1")
    state = begin(client)["state"]
    client.get(BACK, {"code": weixin.code_for("o1"), "state": state})
    assert client.get(BACK, {"code": weixin.code_for("o2"), "state": state}).status_code == 401


@pytest.mark.parametrize(
    "raw", ["", "no json", "[]", "5", '"access_token"', '{"access_token": "t"}', '{"access_token": 1, "openid": "\\u0000"}']
)  # fmt: skip
def test_whatever_weixin_answers_is_an_answer(client, weixin, raw):
    weixin.raw = raw
    response = come_back(client, "c")
    assert response.status_code == 401
    assert "微信登录没有成功" in response.content.decode()


def test_an_error_a_code_of_nobody_and_a_server_that_is_away(client, weixin, settings, caplog):
    assert come_back(client, "made up").status_code == 401
    state = begin(client)["state"]
    assert client.get(BACK, {"error": "invalid_request", "state": state}).status_code == 401
    state = begin(client)["state"]
    cancelled = client.get(BACK, {"error": "access_denied", "state": state}, follow=True)
    assert "在微信里取消了" in cancelled.content.decode()
    settings.WEIXIN_API = "http://127.0.0.1:1"
    assert come_back(client, "c").status_code == 401
    assert stand_in.SECRET not in caplog.text


def at_home(client) -> User:
    person = UserFactory(phone_verified=True, password=PASSWORD)
    client.post(reverse("account_login"), {"login": person.phone, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return person


def test_connecting_and_disconnecting_on_one_s_own_page(client, weixin):
    person = at_home(client)
    page = reverse("socialaccount_connections")
    assert "process=connect" in client.get(page).content.decode()
    assert come_back(client, weixin.code_for("o1"), process="connect").url == page
    account = SocialAccount.objects.get(user=person)
    assert "已绑定" in client.get(reverse("people:me")).content.decode()
    assert client.post(page, {"account": account.pk}).status_code == 302
    assert not SocialAccount.objects.exists()


def test_nobody_connects_their_weixin_at_an_open_phone_where_codes_alone_let_in(client, weixin):
    page = reverse("socialaccount_connections")
    person = UserFactory(phone=PHONE)
    come(client, person, minutes_ago=20)
    assert client.post(BEGIN, query_params={"process": "connect"}).url == f"/accounts/login/?next={page}"
    assert who(client) is None
    come(client, person, minutes_ago=20)
    assert client.post(BEGIN, {"process": "connect"}).url == f"/accounts/login/?next={page}"
    come(client, person, minutes_ago=10)
    assert come_back(client, weixin.code_for("o1"), process="connect").url == page
    assert SocialAccount.objects.filter(user=person).exists()


@pytest.mark.parametrize("minutes, connects", [(10, True), (16, False)])
def test_a_way_back_from_weixin_is_open_for_a_quarter_of_an_hour(client, weixin, minutes, connects):
    come(client, UserFactory(phone=PHONE), minutes_ago=10)
    state = begin(client, process="connect")["state"]
    session = client.session
    session["account_authentication_methods"][0]["at"] -= 60 * minutes
    session["begun"]["weixin_login"] -= 60 * minutes
    session.save()
    back = client.get(BACK, {"code": weixin.code_for("o1"), "state": state})
    assert back.url.startswith(reverse("sign_in_once_more")) is not connects
    assert SocialAccount.objects.exists() is connects


def test_whoever_has_a_password_is_asked_for_it_before_weixin_is(client, weixin):
    person = UserFactory(password=PASSWORD)
    come(client, person)
    asked = client.post(BEGIN, query_params={"process": "connect"}).url
    assert asked.startswith(reverse("account_reauthenticate"))
    back = reverse("socialaccount_connections")
    assert client.post(asked, {"password": PASSWORD, "next": back}).url == back
    assert come_back(client, weixin.code_for("o1"), process="connect").url == back


def test_a_weixin_of_another_account_stays_theirs(client, weixin):
    other = UserFactory()
    theirs = SocialAccount.objects.create(user=other, provider="weixin", uid="o1")
    person = at_home(client)
    response = come_back(client, weixin.code_for("o1"), process="connect")
    assert "绑定了别的账号" in client.get(response.url).content.decode()
    assert client.post(reverse("socialaccount_connections"), {"account": theirs.pk}).status_code == 200
    assert SocialAccount.objects.get().user == other
    assert who(client) == str(person.pk)


def test_it_is_no_way_round_the_second_step_nor_into_a_closed_account(client, weixin, code_for):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    person = UserFactory(phone=PHONE)
    TOTP.activate(person, generate_totp_secret())
    come_back(client, weixin.code_for("o1"))
    assert prove(client, code_for).url == reverse("mfa_authenticate")
    assert who(client) is None
    assert not SocialAccount.objects.exists(), "before the second step nothing is connected"
    UserFactory(phone="13800000903", is_active=False)
    other = Client()
    come_back(other, weixin.code_for("o2"))
    assert prove(other, code_for, "13800000903").url == reverse("account_inactive")
    assert who(other) is None


def test_never_on_to_another_site(client, weixin):
    person = UserFactory(phone_verified=True)
    give_consents(by=person, items=["account"])
    SocialAccount.objects.create(user=person, provider="weixin", uid="o1")
    assert come_back(client, weixin.code_for("o1"), next="https://elsewhere.example/").url == reverse("home")


@pytest.mark.parametrize("address", [BEGIN, BACK, SIGN_UP, CODE, NAME])
def test_where_it_is_not_configured_there_is_no_such_door(client, db, address):
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404
    page = client.get(reverse("account_login")).content.decode()
    assert BEGIN not in page


def test_each_browser_sees_only_what_it_can_use(weixin, settings):
    settings.WEIXIN_MP_APP_ID = ""
    assert BEGIN in Client().get(reverse("account_login")).content.decode()
    inside = Client(headers={"user-agent": INSIDE})
    assert BEGIN not in inside.get(reverse("account_login")).content.decode()
    assert inside.post(BEGIN).status_code == 404


@pytest.mark.parametrize("configured", [True, False])
def test_forms_may_lead_to_weixin_only_where_it_is_configured(configured):
    environment = os.environ | {"WEIXIN_APP_ID": "a" if configured else ""}
    command = (
        "from portal import settings as s; print(s.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'])"
    )
    told = subprocess.run(
        [sys.executable, "-c", command], env=environment, capture_output=True, text=True, check=True
    )
    assert ("https://open.weixin.qq.com" in told.stdout) == configured
