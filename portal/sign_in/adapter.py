"""How sign-in talks to people: every code and every letter of allauth is a row in the outbox."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.account.utils import get_login_redirect_url
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from kit import drafts
from kit.refused import Refused
from notifications.models import CODE, Channel
from notifications.operations import Cap, code_was_typed_in, let_go_devices, post_to_address
from people.adapter import PeopleAdapter
from people.consents import was_asked
from people.devices import device
from people.models import User
from portal.sign_in import messages as words_of
from portal.sign_in.again import came_lately, passkey_is_elsewhere, ways_to_show
from portal.sign_in.operations import TEXTS, tell_of_another_number
from portal.sign_in.second_step import knows_spare_codes
from portal.sign_in.weixin import connect_what_was_proven

CODES_LAST = timedelta(minutes=15)
LETTERS = [Cap(10, timedelta(hours=1)), Cap(30, timedelta(days=1))]


ALLAUTHS_NUMBER = "allauth.account.stages.PhoneVerificationStage"


class AccountAdapter(PeopleAdapter):
    def get_login_stages(self) -> list[str]:
        ours = {ALLAUTHS_NUMBER: "portal.sign_in.stages.NumberStage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def is_safe_url(self, url: str) -> bool:
        """What is no address at all ("http://[::1") is none to go on to; allauth fails on it."""
        try:
            return super().is_safe_url(url)
        except ValueError:
            return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not of a neighbour fresh from a code who has a passkey besides: it may be on another phone. Nor by
        allauth of whoever has spare codes alone, which it counts as a way and then offers none."""
        if not super().is_reauthentication_required(app=app, **kwargs):
            return False
        return bool(ways_to_show(self.request.user)) and not passkey_is_elsewhere(self.request)

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict]:
        ways = super().get_reauthentication_methods(user)
        if not any(way["id"] == "mfa_reauthenticate" for way in ways) or knows_spare_codes(user):
            return ways
        return [way for way in ways if way["id"] != "mfa_reauthenticate"]

    def logout(self, request: HttpRequest) -> None:
        """Words of somebody else who wrote here before wait on for them."""
        words = drafts.waiting(request.session)
        super().logout(request)
        drafts.wait_on(request.session, words)

    @transaction.atomic
    def set_phone_verified(self, user: User, phone: str) -> None:
        """With another number one is signed out everywhere else: whoever has the old one is out."""
        old, was_proven = user.phone, user.phone_verified
        super().set_phone_verified(user, phone)
        code_was_typed_in(source=self.get_client_ip(self.request))
        if old != phone and self.request.user == user:
            end_other_sessions(self.request, user)
            if old and was_proven:
                tell_of_another_number(person=user, old=old)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Somebody registered with it at the desk, whom allauth's table does not know: it stays theirs."""
        try:
            with transaction.atomic():
                return super().confirm_email(request, email_address)
        except IntegrityError:
            messages.error(request, _("This e-mail address already belongs to an account."))
            return False

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        if kwargs["signup"]:
            _note_how_they_came(request, user)
            kwargs["redirect_url"] = _by_way_of_welcome(request, kwargs["redirect_url"])
        elif _has_a_minute(request, kwargs["redirect_url"]) and not was_asked(user):
            kwargs["redirect_url"] = reverse("people:welcome")
        if connect_what_was_proven(request, user):
            messages.success(request, _("WeChat is connected. Next time one tap is enough."))
        return super().post_login(request, user, **kwargs)

    def send_verification_code_sms(self, user: User, phone: str, code: str, **_kwargs: Any) -> None:
        self._text(phone, words_of.code(code))

    def send_unknown_account_sms(self, phone: str, **_kwargs: Any) -> None:
        self._text(phone, words_of.no_account())

    def send_account_already_exists_sms(self, phone: str) -> None:
        self._text(phone, words_of.has_account())

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        request = self.request
        said = {"request": request, "email": email, "base_url": settings.BASE_URL} | context
        if "user_agent" in context:
            said["device"] = device(context["user_agent"])
        letter = self.render_mail(template_prefix, email, said)
        self._post(Channel.EMAIL, email, (letter.subject, letter.body), LETTERS)

    def _text(self, phone: str, words: tuple[str, str]) -> None:
        self._post(Channel.SMS, phone, words, TEXTS, expires_at=timezone.now() + CODES_LAST)

    def _post(
        self,
        channel: str,
        address: str,
        words: tuple[str, str],
        caps: list[Cap],
        expires_at: datetime | None = None,
    ) -> None:
        title, body = words
        try:
            post_to_address(
                channel=channel,
                address=address,
                kind=CODE,
                title=title,
                body=body,
                dedupe=f"{CODE} {uuid4()}",
                expires_at=expires_at,
                caps=caps,
                source=self.get_client_ip(context.request) if channel == Channel.SMS else "",
            )
        except Refused as refusal:
            page = render(context.request, "429.html", {"sentence": refusal.sentence}, status=429)
            raise ImmediateHttpResponse(page) from refusal


class SessionsAdapter(DefaultUserSessionsAdapter):
    def end_sessions(self, sessions: Iterable[UserSession]) -> None:
        """From the list of devices, or all others with another number."""
        people = {session.user_id: session.user for session in sessions}
        super().end_sessions(sessions)
        for person in people.values():
            let_go_devices(person=person)


def _note_how_they_came(request: HttpRequest, user: User) -> None:
    """allauth does so at every sign-in, but not where the code of a sign-up was right."""
    if not came_lately(request):
        record_authentication(request, user, "code", phone=user.phone)


def _has_a_minute(request: HttpRequest, address: str | None) -> bool:
    """On the way to nothing else. Who closed that page, was registered at the desk, or answered to earlier
    words is asked then."""
    return get_login_redirect_url(request, address) == reverse("home")


def _by_way_of_welcome(request: HttpRequest, address: str | None) -> str:
    """Whoever came with a code for their door, or from another page, is asked what we may do as well."""
    address, welcome = get_login_redirect_url(request, address, signup=True), reverse("people:welcome")
    return address if address.startswith(welcome) else f"{welcome}?{urlencode({'next': address})}"
