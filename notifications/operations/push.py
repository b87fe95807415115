"""The browsers of a person that may be woken."""

import base64
import binascii
import hmac
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import ec
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kit.refused import Refused
from notifications.models import PushDevice
from notifications.operations.caps import one_at_a_time
from people.models import User

AT_MOST = 10  # of one person; the one that was added first makes room


@transaction.atomic
def add_device(
    *,
    by: User,
    endpoint: str,
    p256dh: str,
    auth: str,
    label: str = "",
    session_key: str = "",
    now: datetime | None = None,
) -> PushDevice:
    """A browser answers to one person: whoever added it last. Twice is no error.

    Its address alone takes it from nobody: whoever holds the browser in hand has its keys as well.
    """
    if not (_is_point(_octets(p256dh)) and len(_octets(auth)) == 16):
        raise Refused(_("This browser sent a key that is none. Please try once more."))
    _refuse_others(by, endpoint, p256dh, auth)
    fields = {"user": by, "p256dh": p256dh, "auth": auth, "label": label[:60]}
    fields |= {"session_key": session_key, "ended_at": None, "signed_out": False}
    device, _made = PushDevice.objects.update_or_create(
        endpoint=endpoint, defaults=fields, create_defaults=fields | {"made_at": now or timezone.now()}
    )
    alive = PushDevice.objects.filter(user=by, ended_at=None).exclude(pk=device.pk)
    too_many = alive.order_by("-made_at", "-pk").values_list("pk", flat=True)[AT_MOST - 1 :]
    PushDevice.objects.filter(pk__in=list(too_many)).delete()
    return device


def _refuse_others(by: User, endpoint: str, p256dh: str, auth: str) -> None:
    one_at_a_time(f"browser {endpoint}")
    known = PushDevice.objects.select_for_update().filter(endpoint=endpoint).exclude(user=by).first()
    if known and not (_same(known.p256dh, p256dh) & _same(known.auth, auth)):
        raise Refused(
            _(
                "This browser belongs to somebody else here. "
                "Switch messages off in the browser, then on again, and try once more."
            )
        )


def _same(known: str, said: str) -> bool:
    return hmac.compare_digest(known.rstrip("=").encode(), said.rstrip("=").encode())


@transaction.atomic
def remove_device(*, by: User, device: PushDevice) -> None:
    PushDevice.objects.filter(pk=device.pk, user=by).delete()


def end_device(*, device: PushDevice, now: datetime | None = None) -> None:
    """Its maker said that it is gone. The row stays for its owner to see until they add it again."""
    PushDevice.objects.filter(pk=device.pk, ended_at=None).update(ended_at=now or timezone.now())


def note_sent(*, device: PushDevice, now: datetime | None = None) -> None:
    """To the minute: a person who is told many things at once costs one write."""
    now = now or timezone.now()
    if device.last_sent_at is None or now - device.last_sent_at > timedelta(minutes=1):
        PushDevice.objects.filter(pk=device.pk).update(last_sent_at=now)


def _octets(text: str) -> bytes:
    """None at all for what is no base64."""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return b""


def _is_point(octets: bytes) -> bool:
    """On the curve and written in full, or nothing could ever be sent there (RFC 8291)."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), octets)
    except ValueError:
        return False
    return len(octets) == 65
