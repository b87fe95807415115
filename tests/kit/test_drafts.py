"""A session runs out in the middle of a long form; the words are there again for whoever wrote them."""

import pytest
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import RequestFactory

from kit import drafts
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
WORDS = "9 楼电梯口天花滴水，地上滑，怕老人家摔。"
SECRET = "a" * 32  # behind the tokens of this browser's forms


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
def person():
    return UserFactory()


@pytest.fixture
def ask(session, person):
    """By nobody, unless `user` says who, in a browser where `person` had a page open last."""
    known = RequestFactory().get("/")
    known.META["CSRF_COOKIE"], known.user = SECRET, person
    page = HttpResponse()
    drafts.note_writer(known, page)
    cookie = page.cookies[drafts.COOKIE].value

    def ask(method: str, path: str, data=None, user=None, writer=cookie, **headers):
        request = getattr(RequestFactory(), method)(path, data, headers=headers)
        request.session, request.user = session, user or AnonymousUser()
        request.META["CSRF_COOKIE"] = SECRET
        request.COOKIES = {drafts.COOKIE: writer} if writer else {}
        return request

    return ask


def test_the_words_come_back_once_after_signing_in(ask, person):
    posted = ask(
        "post", "/issues/new/?place=3", {"text": WORDS, "tags": ["a", "b"], "csrfmiddlewaretoken": "x"}
    )
    response = form(posted)
    assert response.url == "/accounts/login/?next=/issues/new/%3Fplace%3D3"
    given = drafts.given_back(ask("get", "/issues/new/?place=3", user=person), many=["tags"])
    assert given == {"text": WORDS, "tags": ["a", "b"]}
    assert drafts.given_back(ask("get", "/issues/new/", user=person)) == {}


def test_another_page_does_not_take_them(ask, person):
    form(ask("post", "/issues/new/", {"text": WORDS}))
    assert drafts.given_back(ask("get", "/notices/new/", user=person)) == {}
    assert drafts.given_back(ask("get", "/issues/new/", user=person))["text"] == WORDS


def test_another_person_does_not_get_them_nor_take_them_away(ask, person):
    form(ask("post", "/issues/new/", {"text": WORDS}))
    assert drafts.given_back(ask("get", "/issues/new/", user=UserFactory())) == {}
    assert drafts.given_back(ask("get", "/issues/new/")) == {}
    assert drafts.given_back(ask("get", "/issues/new/", user=person))["text"] == WORDS


@pytest.mark.parametrize("writer", ["", "x", "灯湖"])
def test_words_of_nobody_known_are_not_kept_and_that_is_said(ask, session, person, writer):
    response = form(ask("post", "/issues/new/", {"text": WORDS}, writer=writer))
    assert response.status_code == 302
    assert drafts.KEY not in session
    assert drafts.given_back(ask("get", "/issues/new/", user=person)) == {}


def test_a_mark_from_another_browser_names_nobody(ask, person):
    """It is made of that browser's own secret: whoever copies it brings no words under another's name."""
    request = ask("post", "/issues/new/", {"text": WORDS})
    request.META["CSRF_COOKIE"] = "b" * 32
    form(request)
    assert drafts.given_back(ask("get", "/issues/new/", user=person)) == {}


def test_forms_of_several_tabs_come_back_each_in_its_place(ask, session, person):
    for number in range(drafts.MOST + 2):
        form(ask("post", f"/f/{number}/", {"text": f"{WORDS}{number}"}))
    form(ask("post", f"/f/{number}/", {"text": "once more"}))
    assert len(session[drafts.KEY]) == drafts.MOST
    assert drafts.given_back(ask("get", "/f/5/", user=person)) == {"text": f"{WORDS}5"}
    assert drafts.given_back(ask("get", f"/f/{number}/", user=person)) == {"text": "once more"}
    assert drafts.given_back(ask("get", "/f/0/", user=person)) == {}


def test_a_form_that_posts_elsewhere_comes_back_to_where_it_stands(ask, person):
    response = answer(ask("post", "/issues/7/answer/", {"text": WORDS}), 7)
    assert response.url == "/accounts/login/?next=/issues/7/"
    assert drafts.given_back(ask("get", "/issues/7/", user=person))["text"] == WORDS


def test_a_form_sent_by_htmx_leaves_the_whole_page(ask):
    response = answer(ask("post", "/issues/7/answer/", {"text": WORDS}, HX_Request="true"), 7)
    assert response.status_code == 204
    assert response["HX-Redirect"] == "/accounts/login/?next=/issues/7/"


def test_secrets_and_files_are_not_kept(ask, person):
    posted = ask(
        "post",
        "/f/",
        {"password1": "灯湖", "code": "123456", "photo": SimpleUploadedFile("a.jpg", b"x"), "text": "t"},
    )
    form(posted)
    assert drafts.given_back(ask("get", "/f/", user=person)) == {"text": "t"}


def test_after_an_hour_they_are_gone(ask, session, person):
    form(ask("post", "/f/", {"text": WORDS}))
    (kept,) = session[drafts.KEY]
    session[drafts.KEY] = [kept | {"at": kept["at"] - drafts.ONE_HOUR - 1}]
    assert drafts.given_back(ask("get", "/elsewhere/", user=UserFactory())) == {}
    assert drafts.KEY not in session
    assert drafts.given_back(ask("get", "/f/", user=person)) == {}


def test_a_flood_is_not_kept_and_said_to_be_too_long(ask, session):
    posted = ask("post", "/f/", {"text": "长" * drafts.LARGEST})
    posted._messages = FallbackStorage(posted)
    form(posted)
    assert drafts.KEY not in session
    assert [str(said) for said in posted._messages] == [str(drafts.TOO_LONG)]


def test_how_many_forms_wait_is_said(ask):
    posted = ask("post", "/f/", {"text": WORDS})
    posted._messages = FallbackStorage(posted)
    form(posted)
    assert [str(said) for said in posted._messages] == [str(drafts.KEPT)]
    assert f"最近 {drafts.MOST} 份" in str(drafts.KEPT)


def test_who_is_signed_in_is_not_disturbed(ask, session, person):
    assert answer(ask("post", "/issues/7/answer/", {"text": WORDS}, user=person), 7).content == b"answered"
    assert drafts.KEY not in session
    assert form(ask("get", "/f/")).status_code == 302
    assert drafts.KEY not in session
