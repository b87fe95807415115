"""What was passed on to those who are no longer there: whoever has it hears that nobody else will take it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from buildings.models import Membership, Service
from issues import messages
from issues.models import EventKind, Issue, IssueState
from issues.operations.dispatch import take_back
from issues.operations.steps import lock, step
from issues.queries.offices import around_it
from notifications.operations import void

MOST_AT_ONCE = 500


def take_back_offers(now: datetime | None = None) -> int:
    """An organisation serves the place no more or has nobody left, or whom it was offered to by name left."""
    now = now or timezone.now()
    found = in_vain(now).order_by("pk").values_list("pk", flat=True)
    return sum(_take_back(pk, now) for pk in list(found[:MOST_AT_ONCE]))


def in_vain(now: datetime) -> QuerySet[Issue]:
    """Of what is disputed the community decides, whoever said that it is not theirs."""
    today = timezone.localdate(now)
    rows = Issue.objects.filter(offered_organisation__isnull=False).open()
    members = Membership.objects.current(today).filter(
        organisation=OuterRef("offered_organisation"), user__is_active=True
    )
    by_name = Q(offered_to__isnull=False) & ~Exists(members.filter(user=OuterRef("offered_to")))
    nobody = Q(offered_to=None) & ~Exists(members)
    serving = Service.objects.current(today).filter(organisation=OuterRef("offered_organisation"))
    gone = ~Exists(around_it(serving))
    return rows.exclude(state=IssueState.DISPUTED).filter(by_name | nobody | gone)


@transaction.atomic
def _take_back(pk: int, now: datetime) -> bool:
    issue = in_vain(now).filter(pk=pk).select_for_update(skip_locked=True, of=["self"]).first()
    if issue is None:
        return False
    now = lock(issue, now)
    asked = str(issue.offered_to or issue.offered_organisation)
    take_back(issue)
    void(subject=issue, kinds=["issues.dispatched"])
    organisation = issue.holder_organisation
    event = step(issue=issue, kind=EventKind.HANDED, by=None, now=now, organisation=organisation)
    messages.tell_stays(issue=issue, event=event, asked=asked)
    messages.tell_reporter(issue=issue, event=event, by=None)
    return True
