import time

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import RateLimited
from allauth.core.ratelimit import respond_429
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django_htmx.http import HttpResponseClientRedirect

from kit.drafts import note_writer
from notifications.this_browser import note_who_is_here
from portal.sign_in.operations import note_last_seen
from portal.sign_in.second_step import AFTER, asks_anybody, is_over, next_step

# What stays open to staff who still have to set up a second step: that, and the way out.
OPEN = {
    "second_step", "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn",
    "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "account_reauthenticate", "account_logout",
    "sign_in_once_more", "account_login", "demo_enter", "notifications:demo_outbox", "set_language",
    "privacy", "healthz", "readyz", "metrics", "manifest", "service_worker", "offline",
}  # fmt: skip
SEEN, ONE_HOUR = "seen", 3600
NOTHING_DONE = _("You are not signed in, so that was not done. Sign in, and press it once more.")


class TooOftenMiddleware:
    """allauth 65.21 lets its limit on text messages fall through the sign-up page: say it, do not fail."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return respond_429(request) if isinstance(exception, RateLimited) else None


class SaysWhoMiddleware:
    """Tells the service worker whose page this is, so that no copy is left for the next person at it; and
    the browser whose forms these are, so that what is written in them comes back to nobody else.

    Only where the page asked who is signed in: a fragment that does not pays nothing for it.
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if hasattr(request, "_cached_user"):
            response["Linli-Who"] = request._cached_user.pk or ""
            if request.user.is_authenticated:  # still, or since this moment
                note_writer(request, response)
        return response


class SecondStepMiddleware:
    """Staff without a second step set one up before anything else opens, the administration included; whoever
    was signed in without it when they were appointed shows it first. Invented people leave with the demo."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if not asks_anybody() or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None  # nobody is signed in: nothing is asked of the database
        if request.resolver_match.view_name in OPEN:
            return None
        if is_over(request.user):
            get_adapter().logout(request)
            return _lead(request, "account_login")
        if not (step := next_step(request)):
            return None
        if request.htmx or request.method != "GET":
            return _lead(request, step)
        if step != "second_step":
            return redirect(f"{reverse(step)}?{urlencode({'next': request.get_full_path()})}")
        request.session[AFTER] = request.get_full_path()
        return redirect(step)


def _lead(request: HttpRequest, page: str) -> HttpResponse:
    return HttpResponseClientRedirect(reverse(page)) if request.htmx else redirect(page)


class NothingDoneMiddleware:
    """A button pressed by whoever is signed out by now did nothing: said where they are led to sign in,
    unless more is said there already, as of words that are kept."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and response.status_code == 302 and not request._messages.added_new:
            self._say(request, response.url)
        return response

    def _say(self, request: HttpRequest, onward: str) -> None:
        if onward == redirect_to_login(request.get_full_path()).url:
            messages.info(request, NOTHING_DONE)


class LastSeenMiddleware:
    """Once an hour is enough for "last seen", and only where the page asked who it is."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        was_asked = hasattr(request, "_cached_user")  # and whoever just signed out is not seen any more
        if was_asked and request.user.is_authenticated and is_long_ago(request.session):
            note_last_seen(session_key=request.session.session_key)
            note_who_is_here(request)
            note_seen(request.session)
        return response


def is_long_ago(session: SessionBase) -> bool:
    return time.time() - session.get(SEEN, 0) > ONE_HOUR


def note_seen(session: SessionBase) -> None:
    session[SEEN] = int(time.time())
