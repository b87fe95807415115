"""Addresses that bounced or complained: nothing more goes there until whoever owns it says that it works."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from notifications.models import AddressMark, Channel, Trouble
from people.models import User


@transaction.atomic
def mark_address(
    *, channel: str, address: str, what: str = Trouble.BOUNCED, detail: str = "", now: datetime | None = None
) -> AddressMark:
    """One mark at a time; a second report of the same changes nothing."""
    mark, _made = AddressMark.objects.get_or_create(
        channel=channel,
        address=address.lower(),
        cleared_at=None,
        defaults={"what": what, "detail": detail[:200], "at": now or timezone.now()},
    )
    return mark


@transaction.atomic
def clear_own_marks(*, by: User, channel: str, now: datetime | None = None) -> int:
    """ "It works again", says the person themselves. If it does not, the next message marks it anew."""
    address = by.email if channel == Channel.EMAIL else by.phone
    marks = AddressMark.objects.filter(channel=channel, address=address or "", cleared_at=None)
    return marks.update(cleared_at=now or timezone.now(), cleared_by=by)
