"""A session runs out in the middle of a long form; the words are there again after signing in."""

import pytest
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import RequestFactory

from kit import drafts
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
WORDS = "9 楼电梯口天花滴水，地上滑，怕老人家摔。"


@drafts.keeps_text()
@login_required
def form(request) -> HttpResponse:
    return HttpResponse(str(drafts.given_back(request)))


@drafts.keeps_text(form_page=lambda request, pk: f"/issues/{pk}/")
@login_required
def answer(request, pk: int) -> HttpResponse:
    return HttpResponse("answered")


@pytest.fixture
def session():
    return SessionStore()


@pytest.fixture
def ask(session):
    def ask(method: str, path: str, data=None, user=None, **headers):
        request = getattr(RequestFactory(), method)(path, data, headers=headers)
        request.session, request.user = session, user or AnonymousUser()
        return request

    return ask


def test_the_words_come_back_once_after_signing_in(ask):
    posted = ask(
        "post", "/issues/new/?place=3", {"text": WORDS, "tags": ["a", "b"], "csrfmiddlewaretoken": "x"}
    )
    response = form(posted)
    assert response.url == "/accounts/login/?next=/issues/new/%3Fplace%3D3"
    person = UserFactory()
    given = drafts.given_back(ask("get", "/issues/new/?place=3", user=person), many=["tags"])
    assert given == {"text": WORDS, "tags": ["a", "b"]}
    assert drafts.given_back(ask("get", "/issues/new/", user=person)) == {}


def test_another_page_does_not_take_them(ask):
    form(ask("post", "/issues/new/", {"text": WORDS}))
    assert drafts.given_back(ask("get", "/notices/new/")) == {}
    assert drafts.given_back(ask("get", "/issues/new/"))["text"] == WORDS


def test_a_form_that_posts_elsewhere_comes_back_to_where_it_stands(ask):
    response = answer(ask("post", "/issues/7/answer/", {"text": WORDS}), 7)
    assert response.url == "/accounts/login/?next=/issues/7/"
    assert drafts.given_back(ask("get", "/issues/7/"))["text"] == WORDS


def test_a_form_sent_by_htmx_leaves_the_whole_page(ask):
    response = answer(ask("post", "/issues/7/answer/", {"text": WORDS}, HX_Request="true"), 7)
    assert response.status_code == 204
    assert response["HX-Redirect"] == "/accounts/login/?next=/issues/7/"


def test_secrets_and_files_are_not_kept(ask):
    posted = ask(
        "post",
        "/f/",
        {"password1": "灯湖", "code": "123456", "photo": SimpleUploadedFile("a.jpg", b"x"), "text": "t"},
    )
    form(posted)
    assert drafts.given_back(ask("get", "/f/")) == {"text": "t"}


def test_after_an_hour_they_are_gone(ask, session):
    form(ask("post", "/f/", {"text": WORDS}))
    session[drafts.KEY] = session[drafts.KEY] | {"at": session[drafts.KEY]["at"] - drafts.ONE_HOUR - 1}
    assert drafts.given_back(ask("get", "/f/")) == {}


def test_a_flood_is_not_kept(ask, session):
    form(ask("post", "/f/", {"text": "长" * drafts.LARGEST}))
    assert drafts.KEY not in session


def test_who_is_signed_in_is_not_disturbed(ask, session):
    person = UserFactory()
    assert answer(ask("post", "/issues/7/answer/", {"text": WORDS}, user=person), 7).content == b"answered"
    assert drafts.KEY not in session
    assert form(ask("get", "/f/")).status_code == 302
    assert drafts.KEY not in session


def test_through_the_real_sign_in(client):
    """The anonymous session's words survive allauth's sign-in, which changes the session's key."""
    person = UserFactory(password="灯湖夜色-1998", phone_verified=True)
    session = client.session
    session[drafts.KEY] = {"page": "/issues/new/", "text": "text=%E6%BB%B4%E6%B0%B4", "at": 9e9}
    session.save()
    client.post("/accounts/login/", {"login": person.phone, "password": "灯湖夜色-1998"})
    assert client.session["_auth_user_id"] == str(person.pk)
    assert client.session[drafts.KEY]["page"] == "/issues/new/"
