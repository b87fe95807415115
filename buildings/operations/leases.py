"""A lease ends by its date, and with it the home here. Most are renewed: who lives on reads how to say so."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from buildings import messages
from buildings.models import Residency
from buildings.models.dwellings import ResidencyKind
from journal.models import Entry
from notifications.operations import post

LOOKED_BACK = timedelta(days=7)


def tell_of_leases_over(*, now: datetime | None = None) -> int:
    """On the day, once; nobody who said that they move out, or was told that it is noted."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    again = Residency.objects.current(today).filter(user=OuterRef("user"), dwelling=OuterRef("dwelling"))
    rows = Residency.objects.filter(
        ~Exists(again),
        kind=ResidencyKind.TENANT,
        is_minor=False,
        user__is_active=True,
        ended_on__gt=today - LOOKED_BACK,
        ended_on__lte=today,
    )
    rows = rows.select_related("user", "dwelling__place").order_by("pk")
    return sum(_tell(row, now) for row in rows if not _was_ended(row))


def _was_ended(residency: Residency) -> bool:
    return Entry.objects.about(residency).filter(verb="buildings.end_residency").exists()


def _tell(residency: Residency, now: datetime) -> int:
    return post(
        to=[residency.user],
        kind=messages.LEASE_OVER,
        words=messages.lease_over(residency),
        url=reverse("buildings:claim_home", args=[residency.dwelling_id]),
        subject=residency,
        dedupe=f"residency {residency.pk} lease over",
        due_at=now,
        by_day=True,
    )
