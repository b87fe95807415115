"""Telling the neighbours, once. The row itself says whether they were told; a lock says who is telling."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from notices.models import Notice, NoticeState
from notices.operations.keeping_back import keep_back, objection
from notices.operations.locking import locked
from notices.operations.shares import tell, tell_shares

BATCH = 20
LOOKS_AHEAD = timedelta(minutes=10)


def announce_due(*, now: datetime | None = None, limit: int = BATCH) -> int:
    """Tells of those whose hour has come, each in a transaction of its own; returns how many. Where that are
    very many people it only says so there, and then tells them share by share.

    Two workers never take the same one; the rest waits for the next nudge. Without `now`, PostgreSQL's clock.
    What may not go out any more is kept back, shortly before its hour, since at its hour it could be read.
    """
    waiting = Notice.objects.filter(state=NoticeState.PUBLISHED, announced_at=None)
    soon = waiting.filter(publish_at__gt=now or Now(), publish_at__lte=(now or Now()) + LOOKS_AHEAD)
    for pk in soon.values_list("pk", flat=True):
        _look_at(waiting.filter(pk=pk), now)
    due = waiting.filter(publish_at__lte=now or Now()).order_by("publish_at", "pk")
    told = _each(due, announce_if_right, now, limit)
    tell_shares()
    return told


def repeat_due(*, now: datetime | None = None, limit: int = BATCH) -> int:
    """Tells of emergencies again, as `announce_due` does, those who have not opened them."""
    due = Notice.objects.filter(repeat_at__lte=now or Now()).order_by("repeat_at", "pk")
    told = _each(due, repeat, now, limit)
    tell_shares()
    return told


def _each(due: QuerySet[Notice], tell: Callable[..., None], now: datetime | None, limit: int) -> int:
    told = 0
    while told < limit and (told_of := _next(due, tell, now)) is not None:
        told += told_of
    return told


@transaction.atomic
def _next(due: QuerySet[Notice], tell: Callable[..., bool | None], now: datetime | None) -> bool | None:
    """Whether it was told; None when none is left."""
    notice = locked(due, skip_locked=True).first()
    return None if notice is None else tell(notice, now=now or timezone.now()) is not False


@transaction.atomic
def _look_at(waiting: QuerySet[Notice], now: datetime | None) -> None:
    notice = locked(waiting, skip_locked=True).first()
    if notice and (why := objection(notice)):
        keep_back(notice, why, now=now or timezone.now())


def announce_if_right(notice: Notice, *, now: datetime) -> bool:
    """Asked once more: since it was scheduled a place may have moved, or an office ended."""
    if why := objection(notice):
        keep_back(notice, why, now=now)
        return False
    announce(notice, now=now)
    return True


def announce(notice: Notice, *, now: datetime) -> None:
    """Within the caller's transaction, who holds the row."""
    notice.announced_at, notice.repeat_at = now, first_repeat(notice, now)
    notice.alarm_at = now if notice.is_urgent else None
    notice.save(update_fields=["announced_at", "repeat_at", "alarm_at"])
    tell(notice, now=now)


def first_repeat(notice: Notice, now: datetime) -> datetime | None:
    """None for what is told once."""
    is_repeated = notice.is_urgent and notice.repeats
    return now + timedelta(minutes=notice.repeat_minutes) if is_repeated else None


def repeat(notice: Notice, *, now: datetime) -> None:
    """Counted from now, not from when it was due: after a pause nobody is told three times at once."""
    is_over = notice.expires_at is not None and notice.expires_at <= now
    was_told = notice.repeated >= notice.repeats  # fewer were asked for meanwhile
    if is_over or was_told or notice.state != NoticeState.PUBLISHED or not notice.is_urgent:
        notice.repeat_at = None
        notice.save(update_fields=["repeat_at"])
        return
    notice.repeated += 1
    pause = timedelta(minutes=notice.repeat_minutes)
    notice.repeat_at = now + pause if notice.repeated < notice.repeats else None
    notice.save(update_fields=["repeated", "repeat_at"])
    tell(notice, again=notice.repeated, now=now)
