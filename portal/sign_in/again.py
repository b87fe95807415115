"""Is it you? Before something weighty one shows it once more: by a password, a code of an app or a passkey,
as allauth asks; or, where none of these is set up, by coming in anew, fresh from a code.

Allauth asks nothing of whoever has none of them: an open phone on a table would be enough to take an account
over for good, with another number, a password, a passkey or a WeChat of one's own.
"""

import time

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import (
    STATE_SESSION_KEY,
    is_reauthentication_required,
    suspend_request,
)
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.webauthn.internal.auth import STATE_SESSION_KEY as CHALLENGE
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from people.models import User
from portal.sign_in.second_step import AFTER, is_missing, must_have

FRESH = 15 * 60  # seconds
PASSKEY = "mfa_reauthenticate:webauthn"
LOOKS = {"GET", "HEAD", "OPTIONS"}
# Another way in. At these pages one may look; a look at those of the next kind begins something already.
WRITTEN = {"account_change_phone", "account_email"}
BY_POST = WRITTEN | {"account_set_password"}
BY_LOOKING = {"mfa_activate_totp", "mfa_add_webauthn"}
WEIXIN = "weixin_login"
BEGUN = "begun"  # in the session: {name of the view: when somebody who had shown who they are began it}
HALF_DONE = (SECRET_SESSION_KEY, CHALLENGE)


class AsksAgainMiddleware:
    """In front of allauth's views: one of them counts how often a number is changed before it asks who it is,
    and so turned away whoever had just shown it; another, for a first password, does not ask."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if not _is_weighty(request) or not request.user.is_authenticated or _may_go_on(request):
            return None
        return _ask(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Before allauth asks, for what is wanted now."""
        if isinstance(exception, ReauthenticationRequired):
            forget_what_waited(request)


def _is_weighty(request: HttpRequest) -> bool:
    name = request.resolver_match.view_name
    if name in BY_LOOKING:
        return True
    if request.method in LOOKS:
        return False
    return name in BY_POST or (name == WEIXIN and _connects(request))


def _connects(request: HttpRequest) -> bool:
    return "connect" in (request.POST.get("process"), request.GET.get("process"))


def _may_go_on(request: HttpRequest) -> bool:
    name = request.resolver_match.view_name
    if name in BY_LOOKING and request.method not in LOOKS:
        if was_begun(request, name):
            return True
        for key in HALF_DONE:  # of a beginning that was abandoned
            request.session.pop(key, None)
    shown = has_just_shown(request)
    if shown and name in BY_LOOKING | {WEIXIN}:
        request.session[BEGUN] = request.session.get(BEGUN, {}) | {name: time.time()}
    return shown


def was_begun(request: HttpRequest, name: str) -> bool:
    """A quarter of an hour to end in what was begun in time: an app to be found, a square to be scanned."""
    return time.time() - request.session.get(BEGUN, {}).get(name, 0) < FRESH


def _ask(request: HttpRequest) -> HttpResponseRedirect:
    """What they had written is done afterwards; but no new password lies in the session till then."""
    name = request.resolver_match.view_name
    back = reverse("socialaccount_connections") if name == WEIXIN else request.get_full_path()
    if ways := ways_to_show(request.user):
        forget_what_waited(request)
        if name in WRITTEN:
            return suspend_request(request, ways[0]["url"])
        return HttpResponseRedirect(f"{ways[0]['url']}?{urlencode({'next': back})}")
    if request.method in LOOKS:
        return to_once_more(back)
    sentence = _("Please sign in once more: only whoever gets the code changes this.")
    return sign_in_anew(request, sentence, back)


def to_once_more(page: str) -> HttpResponseRedirect:
    """Nobody is signed out by an address alone: a page says why, and its button does it."""
    return HttpResponseRedirect(f"{reverse('sign_in_once_more')}?{urlencode({'next': page})}")


def forget_what_waited(request: HttpRequest) -> None:
    """Who shows now who they are does it for this; nothing that somebody left half done is done by it."""
    request.session.pop(STATE_SESSION_KEY, None)


def ways_to_show(user: User) -> list[dict]:
    """By password, an app's code or a passkey: {"id", "url"}; none where only codes let in."""
    return get_adapter().get_reauthentication_methods(user)


def has_just_shown(request: HttpRequest) -> bool:
    if ways_to_show(request.user):
        return not is_reauthentication_required(request, app="portal")
    return came_lately(request)


def passkey_is_elsewhere(request: HttpRequest) -> bool:
    """To a neighbour it is one more way in, not a second lock: fresh from a code to the phone is as good."""
    ways = {way["id"] for way in ways_to_show(request.user)}
    return ways == {PASSKEY} and not must_have(request.user) and came_lately(request)


def came_lately(request: HttpRequest) -> bool:
    ways = get_authentication_records(request, request.user)
    return any(time.time() - way.get("at", 0) < FRESH for way in ways)


def sign_in_anew(request: HttpRequest, sentence: str, page: str) -> HttpResponseRedirect:
    """Where staff wanted to be before they met their first second step they get to all the same."""
    wanted = request.session.get(AFTER) if is_missing(request.user) else None
    get_adapter().logout(request)
    if wanted:
        request.session[AFTER] = wanted
    messages.info(request, sentence)
    return redirect_to_login(page)
