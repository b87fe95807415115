"""An organisation whose last terms end by their date, at nobody's hand: it is said in time."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from buildings import messages
from buildings.models import Membership, Organisation, Place, Service
from buildings.queries.duty import staff_there
from buildings.terms import ENDS_SOON
from notifications.operations import post
from people.models import User

LOOKED_BACK = timedelta(days=30)


def warn_of_last_members(*, now: datetime | None = None) -> int:
    """Sixty days before the last member's term ends without anybody who follows, and once it has: the members
    and the community's staff. Each is told once, however often it is asked."""
    now = now or timezone.now()
    return sum(_warn(organisation, now) for organisation in _running_out(now))


def _running_out(now: datetime) -> QuerySet[Organisation]:
    """With `last_on`, from which day on nobody is there."""
    today, this = timezone.localdate(now), {"organisation": OuterRef("pk")}
    there = Membership.objects.filter(**this, user__is_active=True)
    held = Q(memberships__ended_on__gt=F("memberships__started_on"), memberships__user__is_active=True)
    last = Max("memberships__ended_on", filter=held)
    served = Exists(Service.objects.current(today).filter(**this))
    rows = Organisation.objects.filter(served, ~Exists(there.filter(ended_on=None))).annotate(last_on=last)
    return rows.filter(last_on__gt=today - LOOKED_BACK, last_on__lte=today + ENDS_SOON).order_by("pk")


@transaction.atomic
def _warn(organisation: Organisation, now: datetime) -> int:
    today, ends_on = timezone.localdate(now), organisation.last_on
    services = Service.objects.current(today).filter(organisation=organisation).order_by("pk")
    places = [service.place for service in services.select_related("place__parent")]
    return post(
        to=_told(organisation, places, now),
        kind=messages.LAST_MEMBER,
        words=messages.nobody_of(organisation, ends_on, is_ahead=ends_on > today, now=now),
        url=places[0].get_absolute_url(),
        subject=organisation,
        dedupe=f"organisation {organisation.pk} nobody {ends_on}{' ahead' if ends_on > today else ''}",
        due_at=now,
        by_day=True,
    )


def _told(organisation: Organisation, places: list[Place], now: datetime) -> list[User]:
    rows = Membership.objects.current(timezone.localdate(now)).filter(organisation=organisation)
    own = [row.user for row in rows.filter(user__is_active=True).select_related("user")]
    staff = [person for place in places for person in staff_there(place)]
    return list({person.pk: person for person in [*own, *staff]}.values())
