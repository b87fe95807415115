"""Registered with buildings.leaving: promises that somebody else has once an office or a service ended."""

from collections import Counter
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import ngettext

from buildings.leaving import Ending, GoesOn, is_last, still_served
from buildings.models import Membership
from buildings.models.places import prefixes, starts_with
from committees.models import ActionItem
from committees.models.resolutions import ActionState
from committees.operations.orphans import heir_of


def goes_on(ending: Ending, on: date) -> list[GoesOn]:
    gone = ending.organisation_id
    if isinstance(ending, Membership) and not is_last(ending, on):
        gone = None  # colleagues of theirs have it
    counts = Counter()
    for item in _promises(ending, on).select_related(
        "meeting__place", "meeting__organisation", "organisation"
    ):
        counts[str(heir_of(item, on, gone) or "")] += 1
    return [GoesOn(_so_many(count), heir) for heir, count in counts.items()]


def _promises(ending: Ending, on: date) -> QuerySet[ActionItem]:
    rows = ActionItem.objects.filter(state=ActionState.OPEN, organisation=ending.organisation_id).order_by(
        "pk"
    )
    if isinstance(ending, Membership):
        mine = Q(person=ending.user_id)
        if is_last(ending, on):
            mine |= Q(person=None)
        others = Membership.objects.current(on).filter(
            user=ending.user_id, organisation=ending.organisation_id
        )
        return rows.none() if others.exclude(pk=ending.pk).exists() else rows.filter(mine)
    served, path = still_served(ending, on), ending.place.path
    if on <= ending.started_on:  # taken back: whoever was called before it began goes on as they did
        rows = rows.filter(meeting__created_at__date__gte=ending.started_on)
    return rows.filter(_near([path])).exclude(_near(served))


def _near(paths: list[str]) -> Q:
    """Meetings at or below one of these places, or around it."""
    return starts_with(paths, "meeting__place__path") | Q(meeting__place__path__in=prefixes(paths))


def _so_many(count: int) -> str:
    return ngettext("%(n)d promise of a meeting", "%(n)d promises of meetings", count) % {"n": count}
