"""What passes by itself is a clear 503 with the hour to come again; what is our mistake stays a 500."""

import re

import pytest
from django.core.files.base import ContentFile
from django.db import InterfaceError, OperationalError, connection
from django.test import Client, RequestFactory
from django.utils import timezone

from notifications.models import State
from portal.urls import handler500
from portal.views.errors import server_error
from tests.factories import MessageFactory, UserFactory


def answer_to(fail, kind: type[Exception]):
    try:
        fail()
    except kind:
        return server_error(RequestFactory().get("/issues/new"))
    raise AssertionError("nothing failed")


def full_disk() -> None:
    with open("/dev/full", "wb", buffering=0) as file:
        file.write(b"a photo")


def wrapped() -> None:
    try:
        full_disk()
    except OSError as error:
        raise ValueError("the photo could not be kept") from error


def test_a_full_disk_is_said_with_when_to_come_again():
    for fail, kind in ((full_disk, OSError), (wrapped, ValueError)):
        answer = answer_to(fail, kind)
        assert answer.status_code == 503
        assert answer["Retry-After"] == "30"
        assert "没有保存" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_database_that_ended_our_session_is_said_the_same_way():
    def ended() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    try:
        assert answer_to(ended, (OperationalError, InterfaceError)).status_code == 503
    finally:
        connection.close()


def test_a_mistake_of_ours_and_a_file_that_is_not_there_stay_what_they_are():
    assert answer_to(lambda: 1 / 0, ZeroDivisionError).status_code == 500
    assert answer_to(lambda: open("/nowhere/at/all"), FileNotFoundError).status_code == 500  # noqa: SIM115
    assert handler500 == "portal.views.errors.server_error"


UNREADABLE = [
    {"content_type": "application/x-www-form-urlencoded; charset=gbk", "data": b"a=%C4%E3"},
    {"content_type": "application/x-www-form-urlencoded", "data": b"a=1&" * 20_001},
    {"content_type": "application/x-www-form-urlencoded", "data": b"a=" + b"b" * 5_300_000},
    {"content_type": "multipart/form-data", "data": b"no boundary"},
]


@pytest.mark.django_db
@pytest.mark.parametrize("form", UNREADABLE)
@pytest.mark.parametrize("page", ["/accounts/login/", "/issues/new/", "/no/such/page/", "/language/setlang/"])
def test_a_form_that_cannot_be_read_is_a_page_with_its_headers(page, form):
    for checks in (True, False):
        client = Client(enforce_csrf_checks=checks, raise_request_exception=False)
        answer = client.post(page, **form)
        assert 400 <= answer.status_code < 500, page
        assert "<h1>" in answer.content.decode()
        for name in (
            "Content-Security-Policy",
            "X-Frame-Options",
            "X-Content-Type-Options",
            "Referrer-Policy",
        ):
            assert name in answer.headers


@pytest.mark.django_db
def test_what_is_too_much_is_said_to_be_too_much():
    """Pictures pasted between the words, a hundred files and one: once more would be too much as well."""
    files = {f"photo{number}": ContentFile(b"x", name="x.png") for number in range(101)}
    for form in ({"data": {"text": "长" * 1_800_000}}, {"data": files}):
        answer = Client(raise_request_exception=False).post("/accounts/login/", **form)
        assert answer.status_code == 413
        assert "一次交得太多" in answer.content.decode()


@pytest.mark.django_db
def test_letters_in_halves_come_in_by_no_encoding():
    """UTF-7 can write half a letter (U+D800), of which the database and a page can make nothing."""
    client = Client(raise_request_exception=False)
    part = b'--x\r\nContent-Disposition: form-data; name="phone"\r\n\r\n+2AA-\r\n--x--\r\n'
    for name in ("utf-7", "idna", "undefined"):
        kind = f"multipart/form-data; boundary=x; charset={name}"
        answer = client.generic("POST", "/accounts/login/code/", part, kind)
        assert answer.status_code == 400, name
        assert "没有传完整" in answer.content.decode()
    looked = client.get("/search/?q=%2B2AA-", headers={"content-type": "text/plain; charset=utf-7"})
    assert looked.status_code == 200
    kind = "multipart/form-data; boundary=x; charset=UTF8"
    assert client.generic("POST", "/accounts/login/code/", part, kind).status_code == 200


@pytest.mark.django_db
def test_a_form_in_another_encoding_is_said_not_to_have_arrived_whole():
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.get("/accounts/login/")  # who has no token yet is told of that first
    for page in ("/accounts/login/", "/no/such/page/"):
        answer = client.post(page, **UNREADABLE[0])
        assert answer.status_code == 400
        assert "没有传完整" in answer.content.decode()


# --- a page that is not there, for whoever was told of it ------------------------------------------------


@pytest.mark.django_db
def test_a_link_that_leads_nowhere_any_more_says_again_what_they_were_told(client):
    told, other = UserFactory(), UserFactory()
    url = "/buildings/claims/987654/"
    MessageFactory(
        recipient=told,
        title="有人说住在3栋",
        body="请看一看。",
        url=f"{url}#answer",
        state=State.SENT,
        sent_at=timezone.now(),
    )
    client.force_login(told)
    answer = client.get(url)
    assert answer.status_code == 404
    assert "有人说住在3栋" in answer.content.decode()
    assert "请看一看。" in answer.content.decode()
    client.force_login(other)
    assert "有人说住在3栋" not in client.get(url).content.decode()


@pytest.mark.django_db
def test_a_link_opened_where_somebody_else_is_signed_in_names_them_and_leads_on_to_it(client):
    signed_in = UserFactory(display_name="何茉莉")
    client.force_login(signed_in)
    page = client.get("/buildings/claims/987654/").content.decode()
    assert "现在登录的是何茉莉" in page
    onward = re.search(r'name="next" value="(/accounts/login/\?next=[^"]+)"', page).group(1)
    answer = client.post("/accounts/logout/", {"next": onward})
    assert answer.url == "/accounts/login/?next=/buildings/claims/987654/"
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/nowhere%00/", "/issues/1%00/", "/nowhere/%ff/", "/x%25/_/", f"/{'a' * 3000}/"]
)
def test_whoever_is_signed_in_is_told_that_an_odd_address_is_none(client, path):
    client.force_login(UserFactory())
    assert client.get(path).status_code == 404
