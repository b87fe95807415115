"""How sign-in talks to people: every code and every letter of allauth is a row in the outbox."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.shortcuts import render
from django.utils import timezone

from kit.refused import Refused
from notifications.models import CODE, Channel
from notifications.operations import Cap, post_to_address
from people.adapter import PeopleAdapter
from people.models import User
from portal.sign_in import messages

CODES_LAST = timedelta(minutes=15)
# A hard limit, counted in the database: text messages cost money and wake people up.
TEXTS = [Cap(5, timedelta(hours=1)), Cap(10, timedelta(days=1))]
LETTERS = [Cap(10, timedelta(hours=1)), Cap(30, timedelta(days=1))]


class AccountAdapter(PeopleAdapter):
    def send_verification_code_sms(self, user: User, phone: str, code: str, **_kwargs: Any) -> None:
        self._text(phone, messages.code(code))

    def send_unknown_account_sms(self, phone: str, **_kwargs: Any) -> None:
        self._text(phone, messages.no_account())

    def send_account_already_exists_sms(self, phone: str) -> None:
        self._text(phone, messages.has_account())

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        request = self.request
        letter = self.render_mail(
            template_prefix,
            email,
            {"request": request, "email": email, "base_url": settings.BASE_URL} | context,
        )
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
            )
        except Refused as refusal:
            page = render(context.request, "429.html", {"sentence": refusal.sentence}, status=429)
            raise ImmediateHttpResponse(page) from refusal
