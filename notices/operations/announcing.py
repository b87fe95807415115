"""Telling the neighbours, once. The row itself says whether they were told; a lock says who is telling."""

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from notices import messages
from notices.models import Notice, NoticeState
from notices.operations.locking import locked

BATCH = 20


def announce_due(*, now: datetime | None = None, limit: int = BATCH) -> int:
    """Tells of those whose hour has come, each in a transaction of its own; returns how many.

    Two workers never take the same one; the rest waits for the next nudge. Without `now`, PostgreSQL's clock.
    """
    told = 0
    while told < limit and _announce_next(now):
        told += 1
    return told


@transaction.atomic
def _announce_next(now: datetime | None) -> bool:
    waiting = Notice.objects.filter(
        state=NoticeState.PUBLISHED, announced_at=None, publish_at__lte=now or Now()
    ).order_by("publish_at", "pk")
    notice = locked(waiting, skip_locked=True).first()
    if notice is None:
        return False
    announce(notice, now=now or timezone.now())
    return True


def announce(notice: Notice, *, now: datetime) -> None:
    """Within the caller's transaction, who holds the row."""
    notice.announced_at = now
    notice.save(update_fields=["announced_at"])
    messages.tell_neighbours(notice, now=now)
