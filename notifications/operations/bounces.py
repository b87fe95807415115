"""What came back: the address is marked, and what it was about goes another way."""

from django.db import transaction

from notifications import bounces
from notifications.messages import message_id, wire_address
from notifications.models import Channel, Message, State, Trouble
from notifications.operations.falling_over import fall_over
from notifications.operations.marks import mark_address
from notifications.queries import address_of


@transaction.atomic
def take_bounce(*, report: bytes) -> int:
    """Returns how many addresses it marks.

    A report is believed where it names a letter of ours and the address that it went to: anybody can write to
    the mailbox that reports come to.
    """
    marked = set()
    for found in bounces.read(report):
        message = _ours(found)
        if message is None or message.pk in marked:
            continue
        mark_address(channel=Channel.EMAIL, address=address_of(message), what=found.what, detail=found.detail)
        marked.add(message.pk)
        if found.what == Trouble.BOUNCED:
            _did_not_arrive(message, found.detail)
    return len(marked)


def _ours(found: bounces.Report) -> Message | None:
    rows = Message.objects.filter(pk=bounces.pk_of(found.message_id), channel=Channel.EMAIL)
    message = rows.select_related("recipient").first()
    if message is None or message_id(message) != found.message_id:
        return None
    address = address_of(message)
    known = {address.lower(), wire_address(address).lower()}
    return message if address and found.address.lower() in known else None


def _did_not_arrive(message: Message, detail: str) -> None:
    """It was taken, and then nobody was there: what counted as sent has failed."""
    rows = Message.objects.filter(pk=message.pk, state__in=[State.SENT, State.UNKNOWN])
    if rows.update(state=State.FAILED, lease=None, lease_until=None, error=detail[:200]):
        fall_over([message.pk])
