"""A secret address for a calendar program: made, made anew, taken back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from committees.models import CalendarAddress
from committees.queries.calendars import address_of
from journal.operations import record
from people.models import User


@transaction.atomic
def make_address(*, by: User, seen: int | None = None, now: datetime | None = None) -> CalendarAddress:
    """A new one; the old one stops working at once.

    `seen` is the address (its row) that the person had on the screen: a second tap, or another device, gets
    the one that was made meanwhile. The secret itself is in no journal.
    """
    now = now or timezone.now()
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    present = address_of(by)
    if present and present.pk != seen:
        return present
    if present:
        revoke(present, now)
    address = CalendarAddress.objects.create(user=by, created_at=now)
    record(by=by, verb="committees.make_calendar_address", subject=address, now=now)
    return address


@transaction.atomic
def take_back_address(*, by: User, now: datetime | None = None) -> None:
    """Whoever has the address reads nothing by it any more; without one nothing changes."""
    now = now or timezone.now()
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    if present := address_of(by):
        revoke(present, now)
        record(by=by, verb="committees.take_back_calendar_address", subject=present, now=now)


def revoke(address: CalendarAddress, now: datetime) -> None:
    address.revoked_at = now
    address.save(update_fields=["revoked_at"])
