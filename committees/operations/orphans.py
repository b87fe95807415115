"""Promises of whoever is gone: those who are still there answer from then on, and hear of it at once."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import (
    Case,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    When,
)
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from buildings.models import Membership, Organisation, Service
from buildings.models.organisations import STAFF_KINDS, OrganisationKind
from buildings.models.places import around, prefixes, starts_with
from committees import messages
from committees.models import ActionItem
from committees.models.left import as_one_that_serves, services_around
from committees.models.resolutions import ActionState
from committees.operations.action_ground import (
    but,
    leading,
    locked_action,
    owners,
    remind_owners,
    tell_who_owes,
    those_who_run,
)
from committees.reminders import after_the_night
from journal.operations import record
from kit.subjects import subject_key
from notifications.models import Message, State
from notifications.operations import post, void

LOOKED_BACK = timedelta(days=30)  # a worker that stood still for weeks misses nobody
ABOVE = STAFF_KINDS | {OrganisationKind.STREET_OFFICE}
NEAREST = Case(When(kind=OrganisationKind.STREET_OFFICE, then=1), default=0)  # the community's before it


def pass_on_promises(*, now: datetime | None = None) -> int:
    """An office ended, an account was closed, an organisation has nobody left: looked at by the clock.

    What is said to be done waits for those who asked for it; sent back, it comes here.
    """
    now = now or timezone.now()
    pks = list(orphans(now).order_by("pk").values_list("pk", flat=True))
    return sum(_pass_on(pk, now) for pk in pks) + sum(_address_anew(pk, now) for pk in _astray(now))


def orphans(now: datetime) -> QuerySet[ActionItem]:
    """In hand, and nobody who owes it is here. Who never was of the organisation was called beside it."""
    today = timezone.localdate(now)
    current = Membership.objects.current(today).filter(
        organisation=OuterRef("organisation"), user__is_active=True
    )
    once = Membership.objects.filter(
        organisation=OuterRef("organisation"), user=OuterRef("person"), started_on__lte=today
    )
    left = Q(Exists(once)) & ~Q(Exists(current.filter(user=OuterRef("person"))))
    rows = ActionItem.objects.filter(state=ActionState.OPEN)
    return rows.filter(
        Q(person__is_active=False)
        | Q(person__isnull=False, organisation__isnull=False) & left
        | Q(person=None) & ~Q(Exists(current))
        | _left_there(today) & (Q(person=None) | Q(Exists(once)))
    )


def _left_there(today: date) -> Q:
    """Of an organisation that served around the meeting's place, or a part of it, and does not any more.
    The few that ended come first."""
    services = services_around("meeting").filter(organisation=OuterRef("organisation"))
    ended = Service.objects.filter(ended_on__lte=today).values("organisation")
    was_there = services.filter(as_one_that_serves("meeting"), ended_on__lte=today)
    was_there = Q(organisation__in=ended) & Q(Exists(was_there))
    return was_there & ~Q(Exists(services.current(today)))


@transaction.atomic
def _pass_on(pk: int, now: datetime) -> bool:
    item = orphans(now).filter(pk=pk).select_for_update(skip_locked=True, of=["self"]).first()
    heir = item and heir_of(item, timezone.localdate(now))
    if not heir:
        return False  # nobody at all is left there: looked at again, so that the first who comes is told
    told = those_who_run(item.meeting)
    void(subject=item, kinds=[messages.ACTION, messages.ACTION_DUE])
    data = {"action": item.pk, "person": item.person_id, "from": item.organisation_id, "to": heir.pk}
    passed = f"from u{item.person_id or 0} o{item.organisation_id or 0} "
    with translation.override(settings.LANGUAGE_CODE):
        item.progress = _("%(heir)s answers for it now: whoever promised it is no longer here.") % {
            "heir": heir
        }
    item.person, item.organisation = None, heir
    item.save(update_fields=["person", "organisation", "progress"])
    record(by=None, verb="committees.pass_on", subject=item.meeting, data=data, now=now)
    tell_who_owes(item, now=now, passed=passed)
    post(
        to=but(told, owners(item)),
        kind=messages.ACTION_NEWS,
        words=messages.action_passed(item),
        url=messages.url_of_action(item),
        subject=item,
        dedupe=f"action {item.pk} passed on {passed}{item.reports.count()}",
        due_at=after_the_night(now),  # terms end at midnight
    )
    return True


def heir_of(item: ActionItem, today: date, gone: int | None = None) -> Organisation | None:
    """The organisation for which it was said; else whoever called the meeting; else the community there.
    `gone`: it will not be there then."""
    place = item.meeting.place
    serving = Service.objects.current(today).filter(place__path__in=prefixes([place.path]))
    staff = (
        Organisation.objects.filter(kind__in=ABOVE, services__in=serving).distinct().order_by(NEAREST, "pk")
    )
    houses = [house for house in (item.organisation, item.meeting.organisation, *staff) if house]
    current = Membership.objects.current(today).filter(organisation__in=houses)
    manned = set(current.filter(user__is_active=True).values_list("organisation", flat=True))
    here = around([place.path]) | starts_with([place.path], "place__path")
    near = Service.objects.filter(here, organisation__in=houses)
    left = set(near.filter(ended_on__lte=today).values_list("organisation", flat=True))
    away = left - set(near.current(today).values_list("organisation", flat=True)) | {gone}
    return next((house for house in houses if house.pk in manned - away), None)


# --- reminders on their way to whoever is gone ------------------------------------------------------------


def _astray(now: datetime) -> list[int]:
    """A reminder is written when something is promised, to those who lead then: some have left since."""
    today = timezone.localdate(now)
    ended = Membership.objects.filter(ended_on__range=(today - LOOKED_BACK, today)).values("user")
    waiting = Message.objects.filter(letter__kind=messages.ACTION_DUE, state=State.PENDING)
    waiting = waiting.filter(Q(recipient__in=ended) | Q(recipient__is_active=False))
    keys = set(waiting.values_list("letter__subject", flat=True))
    return sorted(int(key.rpartition(":")[2]) for key in keys)


@transaction.atomic
def _address_anew(pk: int, now: datetime) -> bool:
    item = locked_action(ActionItem(pk=pk))
    waiting = Message.objects.about(subject_key(item)).filter(
        letter__kind=messages.ACTION_DUE, state=State.PENDING
    )
    right = {user.pk for user in [*owners(item), *leading(item.meeting.organisation)] if user.is_active}
    if not right or set(waiting.values_list("recipient", flat=True)) <= right:
        return False
    remind_owners(item, now=now, passed=f"anew {now:%Y%m%d%H%M%S%f} ")
    return True
