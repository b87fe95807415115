"""The address in an e-mail by which such e-mails stop, without signing in (RFC 8058)."""

from typing import NamedTuple

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from notifications import ways
from notifications.models import Message, Topic

DIGEST = "digest"  # not a topic: all that is kept for the weekly letter
WHAT = (*Topic.values, DIGEST)


class Stop(NamedTuple):
    user_id: int
    what: str  # a topic, or DIGEST


def _signer() -> Signer:
    return Signer(salt="notifications.stop", sep=".")


def what_can_stop(message: Message) -> str:
    """ "" for what nobody can switch off: codes, what one asked for oneself, emergencies, one's vote."""
    if message.recipient_id is None or message.is_essential:
        return ""
    if message.kind == f"people.{DIGEST}":
        return DIGEST
    topic = ways.topic_of(message.kind)
    return topic if topic in Topic.values else ""


def stop_url(message: Message) -> str:
    """Never runs out: a mail program may be asked years later."""
    if not (what := what_can_stop(message)):
        return ""
    token = token_of(message.recipient_id, what)
    return settings.BASE_URL + reverse("notifications:stop", args=[token])


def token_of(user_id: int, what: str) -> str:
    return _signer().sign(f"{user_id}-{what}")


def read(token: str) -> Stop | None:
    try:
        user, _, what = _signer().unsign(token).partition("-")
    except BadSignature:
        return None
    return Stop(int(user), what) if what in WHAT else None
