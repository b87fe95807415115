"""Words written into a form while the session ran out: they are kept, and given back to who wrote them.

    @keeps_text()  # or keeps_text(form_page=lambda request, pk: reverse("issues:detail", args=[pk]))
    @login_required
    def report(request): ...
        form = ReportForm(initial=given_back(request))

What was posted waits for an hour in the session that this browser has without anybody; signing in carries it
over, and so does signing out again, for somebody else may come in between.

Whose words they are, when nobody is signed in any more, the browser says by a cookie: a fingerprint of the
person and of the secret behind this browser's form tokens, which every signing in makes anew. So it names
nobody, is another one after each signing in, and belongs to the person of whose pages the posted form was
one: a form from before the last signing in does not get past its token. Where there is no such cookie the
words are not kept, and the person is told.
"""

import time
from collections.abc import Callable, Container
from functools import wraps
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

KEY = "kept_texts"  # in the session: [{"page", "text", "at", "secret", "writer"}], the newest first
COOKIE = f"{settings.SESSION_COOKIE_NAME}_writer"  # two copies on one host share their cookies
ONE_HOUR = 60 * 60
LARGEST = 64 * 1024  # bytes; a form of ours never comes near
MOST = 5  # forms open in several tabs when the session ran out; KEPT says how many
FINGERPRINT = 64  # characters
KEPT = _(
    "You were signed out meanwhile. What you wrote waits here for an hour, of several forms the last five; "
    "sign in, and it is back."
)
NOT_KEPT = _(
    "You are not signed in, and we cannot tell who wrote this, so it was not kept. Go back one page and "
    "copy it; after signing in you can send it."
)
TOO_LONG = _(
    "You are not signed in, and what you wrote is too long to be kept here. Go back one page and copy it; "
    "after signing in you can send it."
)
NEVER_KEPT = ("csrfmiddlewaretoken", "password", "code")

FormPage = Callable[..., str]


def keeps_text(form_page: FormPage | None = None) -> Callable:
    """For views that need signing in. `form_page` says where the form stands if it posts elsewhere."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method != "POST" or request.user.is_authenticated:
                return view(request, *args, **kwargs)
            page = form_page(request, *args, **kwargs) if form_page else request.get_full_path()
            keep(request, page)
            return to_sign_in(request, page)

        return wrapper

    return decorate


def keep(request: HttpRequest, page: str) -> None:
    """Says what becomes of the words, whether they could be kept or not."""
    text = _words(request)
    if not text:
        return
    writer, secret = request.COOKIES.get(COOKIE, ""), request.META.get("CSRF_COOKIE", "")
    if len(writer) != FINGERPRINT or not secret:
        messages.warning(request, NOT_KEPT, fail_silently=True)
        return
    if len(text) > LARGEST:
        messages.warning(request, TOO_LONG, fail_silently=True)
        return
    entry = {"page": _path(page), "text": text, "at": time.time(), "secret": secret, "writer": writer}
    same = (entry["page"], writer)
    others = [one for one in waiting(request.session) if (one["page"], one["writer"]) != same]
    request.session[KEY] = [entry, *others][:MOST]
    messages.info(request, KEPT, fail_silently=True)


def _words(request: HttpRequest) -> str:
    fields = QueryDict(mutable=True)
    for name, values in request.POST.lists():
        if not name.startswith(NEVER_KEPT):
            fields.setlist(name, values)
    return fields.urlencode()


def to_sign_in(request: HttpRequest, page: str) -> HttpResponse:
    response = redirect_to_login(page)
    if request.headers.get("HX-Request"):  # htmx would put the whole sign-in page into a corner of this one
        return HttpResponse(status=204, headers={"HX-Redirect": response.url})
    return response


def given_back(request: HttpRequest, *, many: Container[str] = ()) -> dict[str, Any]:
    """For `initial=`: what was kept for this page and this person, once. Fields in `many` come as lists.

    Empty where nothing was kept, so that `given | given_back(request)` reads well.
    """
    if request.method != "GET" or KEY not in request.session:
        return {}
    left = waiting(request.session)
    own = next((one for one in left if one["page"] == request.path and _wrote(request.user, one)), None)
    wait_on(request.session, [one for one in left if one is not own])
    if own is None:
        return {}
    fields = QueryDict(own["text"])
    return {name: values if name in many else values[-1] for name, values in fields.lists()}


def put_back(form: forms.BaseForm, request: HttpRequest) -> None:
    """The boxes of a form as they were when it was posted in vain; a tick that was taken away stays away."""
    form.initial = given_back(request) or form.initial


def waiting(session: SessionBase) -> list[dict[str, Any]]:
    """Of whomever; what is older than an hour is not there any more."""
    return [one for one in session.get(KEY, []) if time.time() - one["at"] <= ONE_HOUR]


def wait_on(session: SessionBase, left: list[dict[str, Any]]) -> None:
    """In this session, which may be another one than before: nobody's, after somebody signed out."""
    if left and left != session.get(KEY):
        session[KEY] = left
    elif not left and KEY in session:
        del session[KEY]


# --- whose words they are ----------------------------------------------------------------------------------


def note_writer(request: HttpRequest, response: HttpResponse) -> None:
    """With each page of somebody signed in, where this browser does not say it yet."""
    secret = request.META.get("CSRF_COOKIE", "")
    if not secret or request.COOKIES.get(COOKIE) == (writer := _fingerprint(secret, request.user.pk)):
        return
    response.set_cookie(
        COOKIE,
        writer,
        max_age=settings.SESSION_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _wrote(user: Any, one: dict[str, Any]) -> bool:
    return user.is_authenticated and constant_time_compare(
        one["writer"], _fingerprint(one["secret"], user.pk)
    )


def _fingerprint(secret: str, person: int) -> str:
    return salted_hmac("kit.drafts.writer", f"{person} {secret}", algorithm="sha256").hexdigest()


def _path(page: str) -> str:
    return page.partition("?")[0]
