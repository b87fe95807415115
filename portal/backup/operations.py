"""What was due before a restore: out with it, or not."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from journal.operations import record, record_of_site
from kit.refused import Refused
from notifications.nudge import nudge
from notifications.operations import let_go_held_back, send_held_back
from people.models import User
from portal.backup.held_back import chosen, held_below
from portal.backup.rules import may_decide_on_held

BACKED_UP = "portal.back_up"


def note_backup(*, rows: int, files: int, now: datetime) -> None:
    """A backup of `now` has been read back to its end. Its name is nobody's business who reads the record."""
    record_of_site(verb=BACKED_UP, data={"rows": rows, "files": files}, now=now)


@transaction.atomic
def send_held(*, by: User, keys: Iterable[str], as_of: datetime, now: datetime | None = None) -> int:
    """Each goes out once: a second tap finds none that is still held back."""
    count = _decide(send_held_back, "portal.send_held", by, keys, as_of, {}, now)
    nudge()
    return count


@transaction.atomic
def let_go_held(
    *, by: User, keys: Iterable[str], as_of: datetime, reason: str, now: datetime | None = None
) -> int:
    if not reason.strip():
        raise Refused(_("Say in a few words why they are not sent. It stays on record."), field="reason")
    return _decide(let_go_held_back, "portal.let_go_held", by, keys, as_of, {"reason": reason.strip()}, now)


def _decide(
    decide: Callable,
    verb: str,
    by: User,
    keys: Iterable[str],
    as_of: datetime,
    data: dict,
    now: datetime | None,
) -> int:
    if not may_decide_on_held(user=by):
        raise Refused(_("The subdistrict's office decides about this."))
    keys = list(keys)
    if not keys:
        raise Refused(_("Tick at least one kind of message."), field="keys")
    messages = chosen(held_below(by), keys, as_of=as_of)
    kinds = dict(messages.order_by().values_list("letter__kind").annotate(Count("pk")))
    count = decide(messages=messages)
    if count:
        record(by=by, verb=verb, subject=by, data={"kinds": kinds, **data}, now=now)
    return count
