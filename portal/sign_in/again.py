"""Is it you? Before something weighty one shows it once more: by a password, a code of an app or a passkey,
as allauth asks; or, where none of these is set up, by coming in anew, fresh from a code to one's phone.

Allauth asks nothing of whoever has none of them: an open phone on a table would be enough to take an account
over for good, with another number, a password or a passkey of one's own.
"""

import time

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import (
    is_reauthentication_required,
    suspend_request,
)
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from people.models import User
from portal.sign_in.second_step import must_have

FRESH = 15 * 60  # seconds
PASSKEY = "mfa_reauthenticate:webauthn"
# Another way in. At these pages one may look; those of the other kind begin something in a phone already.
BY_POST = {"account_change_phone", "account_email", "account_set_password"}
BY_GET = {"mfa_activate_totp", "mfa_add_webauthn"}


class AsksAgainMiddleware:
    """In front of allauth's views: one of them counts how often a number is changed before it asks who it is,
    and so turned away whoever had just shown it; another, for a first password, does not ask."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        weighty = BY_POST if request.method == "POST" else BY_GET
        if request.resolver_match.view_name not in weighty:
            return None
        if not request.user.is_authenticated or has_just_shown(request):
            return None
        if ways := ways_to_show(request.user):
            return _ask(request, ways[0]["url"])
        sentence = _("Please sign in once more: only whoever holds the phone changes this.")
        return sign_in_anew(request, sentence, request.get_full_path())


def _ask(request: HttpRequest, page: str) -> HttpResponseRedirect:
    """What they had written is done afterwards; but no new password lies in the session till then."""
    if request.resolver_match.view_name == "account_set_password":
        return HttpResponseRedirect(f"{page}?{urlencode({'next': request.path})}")
    return suspend_request(request, page)


def ways_to_show(user: User) -> list[dict]:
    """By password, an app's code or a passkey: {"id", "url"}; none where only codes to the phone let in."""
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
    logout(request)
    messages.info(request, sentence)
    return redirect_to_login(page)
