"""What is kept to reach a person is let go of with them."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from notifications.models import AddressMark, Channel, Hours, Message, Preference, PushDevice, State
from notifications.operations.voiding import NOT_BEGUN
from people.models import User


@transaction.atomic
def forget_person(*, person: User, now: datetime | None = None) -> None:
    """Called while their addresses are still known. Rows of the outbox stay, without words and address."""
    rows = Message.objects.filter(Q(recipient=person) | _to_their_addresses(person))
    rows.filter(state__in=NOT_BEGUN).update(state=State.VOID, lease=None, lease_until=None)
    rows.update(title="", body="", calendar="", error="")
    rows.filter(recipient=None).update(address="-")
    AddressMark.objects.filter(_to_their_addresses(person)).delete()
    for model in (Preference, Hours, PushDevice):
        model.objects.filter(user=person).delete()


def _to_their_addresses(person: User) -> Q:
    at_phone = Q(channel=Channel.SMS, address=person.phone or "none")
    return at_phone | Q(channel=Channel.EMAIL, address=person.email or "none")
