"""Where soon nobody looks after a floor, or already nobody does: those who appoint hear of it in time."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from buildings import messages
from buildings.models import Captaincy
from buildings.models.places import prefixes
from buildings.operations.telling import tell_answerers
from buildings.queries.claims import waiting_claims
from buildings.queries.duty import staff_there
from notifications.operations import post

AHEAD, LOOKED_BACK = timedelta(days=30), timedelta(days=30)


def warn_of_vacancies(*, now: datetime | None = None) -> int:
    """Thirty days before a captain's term ends without anybody who follows, and once it has; also where the
    account was closed in the midst of a term. Each is told once, however often it is asked; where
    several terms of an estate end on one day, one letter tells of them."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    rows = Captaincy.objects.held().leading().select_related("user", "place__parent").order_by("pk")
    ending = rows.filter(ended_on__gt=today - LOOKED_BACK, ended_on__lte=today + AHEAD)
    closed = rows.current(today).filter(user__is_active=False).exclude(pk__in=ending.values("pk"))
    followers = _followers([*ending, *closed])
    alone = [row for row in ending if not _is_followed(row, max(row.ended_on, today), followers)]
    told = 0
    for (_around, ends_on), group in _by_estate(alone).items():
        told += _warn(group, ends_on, now, is_ahead=ends_on > today)
    left = [row for row in closed if not _is_followed(row, today, followers)]
    return told + sum(_warn([row], None, now) for row in left)


def _by_estate(rows: Iterable[Captaincy]) -> dict[tuple[int, date], list[Captaincy]]:
    found = defaultdict(list)
    for row in rows:
        found[row.place.parent_id or row.place_id, row.ended_on].append(row)
    return found


@transaction.atomic
def _warn(group: list[Captaincy], ends_on: date | None, now: datetime, *, is_ahead: bool = False) -> int:
    first, others = group[0], len(group) - 1
    row = {"kind": messages.VACANCY, "due_at": now, "by_day": True}
    told = 0
    for own in group if is_ahead else []:
        told += post(
            to=[own.user],
            words=messages.nobody_follows(own, ends_on, 0, is_ahead=True, now=now),
            url=own.place.get_absolute_url(),
            subject=own,
            dedupe=f"captaincy {own.pk} unfollowed {ends_on}",
            **row,
        )
    about = f"place {first.place.parent_id or first.place_id}" if ends_on else f"captaincy {first.pk}"
    place = first.place.parent if others and first.place.parent else first.place
    return told + post(
        to=staff_there(first.place),
        words=messages.nobody_follows(first, ends_on, others, is_ahead=is_ahead, now=now),
        url=place.get_absolute_url(),
        subject=first,
        dedupe=f"{about} unfollowed {ends_on or 'closed'}{' ahead' if is_ahead else ''}",
        **row,
    )


def _followers(rows: Iterable[Captaincy]) -> dict[str, list[Captaincy]]:
    """By the path of their place: all who could follow, there or around."""
    paths = prefixes([row.place.path for row in rows])
    found = defaultdict(list)
    others = Captaincy.objects.filter(place__path__in=paths, user__is_active=True)
    for other in others.select_related("place"):
        found[other.place.path].append(other)
    return found


def _is_followed(captaincy: Captaincy, on: date, followers: dict[str, list[Captaincy]]) -> bool:
    """By whoever has one of its floors that day, there or around it: leads and deputies answer."""
    around = (other for path in prefixes([captaincy.place.path]) for other in followers.get(path, ()))
    return any(
        other.pk != captaincy.pk and other.is_current(on) and _have_a_floor_in_common(captaincy, other)
        for other in around
    )


def _have_a_floor_in_common(one: Captaincy, other: Captaincy) -> bool:
    lows = [c.floor_from for c in (one, other) if c.floor_from is not None]
    highs = [c.floor_to for c in (one, other) if c.floor_to is not None]
    return not (lows and highs) or max(lows) <= min(highs)


# --- what newcomers asked -----------------------------------------------------------------------------------


def ask_again_about_claims(*, now: datetime | None = None) -> int:
    """Who has come to answer since it was asked, is asked as well; nobody is asked twice."""
    now = now or timezone.now()
    return sum(_ask_again(pk, now) for pk in waiting_claims(now).values_list("pk", flat=True))


@transaction.atomic
def _ask_again(pk: int, now: datetime) -> int:
    claim = waiting_claims(now).select_for_update(of=["self"], skip_locked=True).filter(pk=pk).first()
    return tell_answerers(claim, now) if claim else 0
