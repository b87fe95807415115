"""A notice as it would be, from a form that is not saved yet."""

from collections.abc import Iterable

from django.utils import timezone

from buildings.models import Organisation
from notices.addresses import Address
from notices.models import Notice
from notices.operations.wording import body_of
from people.models import User

SHOWN = ["title", "category", "is_urgent", "when_text", "where_text", "ask_text", "expires_at", "audience"]
SHOWN += ["is_public", "asks_acknowledgement", "allows_comments"]
NOT_YET = 0  # as a number: it has none, and its square code leads nowhere


def preview_of(
    data: dict, addresses: Iterable[Address], *, by: User, notice: Notice | None, organisation: Organisation
) -> Notice:
    """In no table; with `place_rows`, as a page of one notice has them. Raises Refused for an empty text."""
    words = body_of(data["body"], notice)
    return _with_rows(
        Notice(
            pk=notice.pk if notice else NOT_YET,
            organisation=organisation,
            author=notice.author if notice else by,
            publish_at=data.get("publish_at") or (notice and notice.publish_at) or timezone.now(),
            **words,
            **{name: data[name] for name in SHOWN},
        ),
        addresses,
    )


def _with_rows(notice: Notice, addresses: Iterable[Address]) -> Notice:
    notice.place_rows = [
        {
            "path": address.place.path,
            "kind": address.place.kind,
            "name": address.place.name,
            "around": address.place.parent.name if address.place.parent else None,
            "floor_from": address.floor_from,
            "floor_to": address.floor_to,
            "dwelling": address.dwelling.pk if address.dwelling else None,
            "door": address.dwelling.door if address.dwelling else None,
        }
        for address in addresses
    ]
    return notice
