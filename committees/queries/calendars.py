"""What a personal calendar shows."""

import re
from datetime import datetime, timedelta

from django.db.models import Prefetch

from committees.models import AgendaItem, CalendarAddress, Invitation, Meeting
from people.models import User

LOOKS_BACK = timedelta(days=60)
MOST_IN_A_CALENDAR = 500  # the nearest ones; a program that asks every hour must not be sent ten years


def address_of(user: User) -> CalendarAddress | None:
    return CalendarAddress.objects.filter(user=user, revoked_at=None).first()


def address_called(token: str) -> CalendarAddress | None:
    """One that still holds, of somebody who still has an account."""
    if not re.fullmatch(r"[\w-]{20,64}", token, re.ASCII):
        return None
    known = CalendarAddress.objects.select_related("user")
    return known.filter(token=token, revoked_at=None, user__is_active=True).first()


def calendar_meetings(user: User, now: datetime) -> list[Meeting]:
    """Those that this person may see today and that concern them, called off or not; see `guest_of`."""
    rows = Meeting.objects.visible_to(user).concerning(user).filter(starts_at__gte=now - LOOKS_BACK)
    rows = rows.select_related("organisation").prefetch_related(
        Prefetch("agenda", AgendaItem.objects.in_order()), guests(user)
    )
    return list(rows.order_by("starts_at", "id")[:MOST_IN_A_CALENDAR])


def guests(user: User) -> Prefetch:
    """This person's own invitation, with the substitute sent or stood in for, as `meeting.mine`."""
    mine = Invitation.objects.standing_for(user) if user.is_authenticated else Invitation.objects.none()
    mine = mine.select_related("stands_in_for__user").prefetch_related(
        Prefetch("substitutes", Invitation.objects.select_related("user").order_by("id"))
    )
    return Prefetch("invitations", mine, to_attr="mine")


def guest_of(meeting: Meeting) -> Invitation | None:
    return next(iter(meeting.mine), None)
