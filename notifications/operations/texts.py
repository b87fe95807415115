"""The last word on text messages: whatever asks for one, it is counted in the transaction that lets it out.

A count is raised by one statement that the database does for one after the other, and only below its cap. So
no number of requests, workers or web processes gets one message more; what is rolled back is not counted.
"""

import ipaddress
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from kit.refused import Refused
from notifications import messages
from notifications.models import TextCount
from people.models import User

USED_UP = "the text messages of this day are used up"
ALL, CODES = "all", "codes"
RAISE = """
INSERT INTO notifications_textcount AS so_far (what, since, count)
VALUES (%(what)s, date_trunc(%(span)s, now() AT TIME ZONE %(zone)s) AT TIME ZONE %(zone)s, 1)
ON CONFLICT (what, since) DO UPDATE SET count = so_far.count + 1 WHERE so_far.count < %(cap)s
RETURNING id, count
"""
LOWER = """
UPDATE notifications_textcount SET count = count - 1 WHERE what = %(what)s AND count > 0
AND since = date_trunc(%(span)s, now() AT TIME ZONE %(zone)s) AT TIME ZONE %(zone)s
"""


def let_out_code(*, source: str) -> None:
    """A code that somebody waits for. `source`: the network address that asks; "" where nobody does.

    Codes get half of the day's texts at most: who asks for codes all day takes none from an emergency.
    """
    if source and not _counted(_from(source), "hour", settings.SMS_ADDRESS_CAP):
        raise Refused(
            _(
                "Too many codes have been asked for from here lately. Please try again in an hour, "
                "or sign in with your e-mail address or a passkey."
            )
        )
    if not (_counted(CODES, "day", (settings.SMS_DAILY_CAP + 1) // 2) and _counted_in_all()):
        raise Refused(
            _(
                "No more text messages can be sent today. Please sign in with your e-mail address or a "
                "passkey, or call your community: someone will help you in."
            )
        )


def code_was_typed_in(*, source: str) -> None:
    """By whoever has that phone: no misuse. A hall or a mobile network full of newcomers shares one address,
    so its hour counts only codes that nobody typed in; those of a number and of the day stay counted."""
    _lower(_from(source), "hour")


def let_out_text() -> bool:
    """Any other text message, at the moment it is handed to the gateway; another try is another message."""
    return _counted_in_all()


def take_back_text() -> None:
    """The gateway could not even be reached: it surely cost nothing, and another try will be counted."""
    _lower(ALL, "day")


def _counted_in_all() -> bool:
    return _counted(ALL, "day", settings.SMS_DAILY_CAP)


def _counted(what: str, span: str, cap: int) -> bool:
    if cap < 1:
        return False
    with connection.cursor() as cursor:
        zone = settings.TIME_ZONE
        cursor.execute(RAISE, {"what": what, "span": span, "zone": zone, "cap": cap})
        row = cursor.fetchone()
    if row and what == ALL and row[1] == 1:
        TextCount.objects.filter(since__lt=timezone.now() - timedelta(days=2)).delete()
    if row and what in (ALL, CODES) and row[1] == cap:
        _say_so(TextCount(pk=row[0], what=what), cap)
    return row is not None


def _lower(what: str, span: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(LOWER, {"what": what, "span": span, "zone": settings.TIME_ZONE})


def _say_so(reached: TextCount, cap: int) -> None:
    """Once for each count, with the message that took the last one: the row's id names the day."""
    from notifications.operations.posting import post

    post(
        to=User.objects.filter(Q(is_staff=True) | Q(is_superuser=True)),
        kind=messages.TEXTS_USED_UP,
        words=lambda: messages.texts_used_up(cap, codes_only=reached.what == CODES),
        url=reverse("outbox"),
        subject=reached,
        dedupe=f"{messages.TEXTS_USED_UP} {reached.pk}",
        channels=["inbox", "email", "push"],
    )


def _from(source: str) -> str:
    return f"from {_fingerprint(source)}"


def _fingerprint(source: str) -> str:
    """One home has many addresses of IPv6, all under one prefix."""
    try:
        address = ipaddress.ip_address(source)
    except ValueError:
        return "unknown"
    if address.version == 6 and not address.ipv4_mapped:
        source = str(ipaddress.ip_network((address, 64), strict=False))
    return salted_hmac("notifications.texts", source, algorithm="sha256").hexdigest()[:40]
