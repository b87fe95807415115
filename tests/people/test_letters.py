"""Every letter that sign-in can send: ours, in Chinese, with the site's name, and no word of allauth's own."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.messages import get_messages
from django.test import Client

from notifications.models import Message
from tests.factories import UserFactory
from tests.people.fresh import come

OLD, NEW = "he@example.org", "he.moli@example.org"
WORD, OTHER = "灯湖夜色-1998", "湖灯色夜-2001"
OF_ALLAUTH = re.compile(r"Email|用户|您收到|example\.com|注册了一个|None|\{\{|  ")


@pytest.fixture
def person(client):
    made = UserFactory(display_name="何茉莉", phone_verified=True, email=OLD, password=WORD)
    EmailAddress.objects.create(user=made, email=OLD, verified=True, primary=True)
    client.post("/accounts/login/", {"login": made.phone, "password": WORD})
    client.post("/accounts/reauthenticate/", {"password": WORD})
    return made


def letter(address: str, subject: str) -> str:
    """The newest one; each is signed by the site, and is short."""
    found = Message.objects.filter(channel="email", address=address).latest("id")
    assert (found.title, found.title.startswith("邻里")) == (subject, True)
    assert not OF_ALLAUTH.search(found.body), found.body
    assert "邻里" in found.body
    assert "何茉莉" not in found.body, "whoever reads it may be a stranger"
    return found.body


def add(client, address: str = NEW):
    return client.post("/accounts/email/", {"email": address, "action_add": ""})


def link_in(body: str) -> str:
    return re.search(r"http\S+(/accounts/confirm-email/\S+)", body)[1]


def test_an_address_is_confirmed_and_the_one_before_is_told(client, person):
    said = [str(one) for one in get_messages(add(client).wsgi_request)]
    assert said == [f"链接已发到 {NEW}，请打开邮件里的链接确认。"]
    body = letter(NEW, "邻里：请确认您的邮箱地址")
    assert f"（{NEW}）" in body
    page = client.get(link_in(body)).content.decode()
    assert "<h1>确认邮箱地址</h1>" in page
    assert "Email" not in page
    answer = client.post(link_in(body))
    assert [str(one) for one in get_messages(answer.wsgi_request)][-1] == f"邮箱地址 {NEW} 已确认。"
    assert f"{OLD} 改为 {NEW}" in letter(OLD, "邻里：您的邮箱地址改了")
    assert "链接过期了" in Client().get(link_in(body)).content.decode()


def test_an_address_that_is_taken_back_or_is_another_s(client, person):
    add(client)
    client.post("/accounts/email/", {"email": NEW, "action_remove": ""})
    assert f"邮箱地址 {NEW} 已从" in letter(OLD, "邻里：一个邮箱地址移除了")
    other = UserFactory(email="another@example.org")
    EmailAddress.objects.create(user=other, email=other.email, verified=True, primary=True)
    add(client, other.email)
    link = link_in(letter(other.email, "邻里：请确认您的邮箱地址"))
    assert f"{other.email} 无法确认：它属于另一个账号" in client.get(link).content.decode()


def test_passwords(client, person):
    new = {"oldpassword": WORD, "password1": OTHER, "password2": OTHER}
    client.post("/accounts/password/change/", new)
    assert re.search(r"\n\d{4}-\d\d-\d\d \d\d:\d\d · .+ · 127\.0\.0\.1\n", letter(OLD, "邻里：您的密码改了"))
    person.refresh_from_db()
    person.set_unusable_password()
    person.save()
    without = come(Client(), person)
    without.post("/accounts/password/set/", {"password1": WORD, "password2": WORD})
    assert "您的账号现在有密码了" in letter(OLD, "邻里：您的账号有密码了")


def test_codes(person):
    asks = Client()
    asks.post("/accounts/login/code/", {"email": OLD})
    assert re.search(r"\n\d{6}\n", letter(OLD, "邻里：您的登录验证码"))
    forgot = Client()
    forgot.post("/accounts/password/reset/", {"email": OLD})
    code = re.search(r"\n(\d{6})\n", letter(OLD, "邻里：设新密码的验证码"))[1]
    page = forgot.post("/accounts/password/reset/confirm/", {"code": code}, follow=True)
    forgot.post(page.request["PATH_INFO"], {"password1": OTHER, "password2": OTHER})
    assert "重新设过了" in letter(OLD, "邻里：您的密码重新设了")


@pytest.mark.parametrize("page", ["/accounts/login/code/", "/accounts/password/reset/"])
def test_an_address_that_nobody_has(db, page):
    Client().post(page, {"email": NEW})
    assert "/accounts/signup/" in letter(NEW, "邻里：这个邮箱还没有账号")
