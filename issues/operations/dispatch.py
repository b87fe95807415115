from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buildings.models import Organisation
from buildings.standing import standing_of
from issues import messages, rules
from issues.models import EventKind, Issue, IssueState
from issues.operations.steps import ask, lock, step
from kit.refused import Refused
from people.models import User


@transaction.atomic
def accept_issue(*, by: User, issue: Issue, text: str = "", now: datetime | None = None) -> Issue:
    """Somebody by name takes it on. Twice by the same person is once; after someone else it is refused."""
    now = now or timezone.now()
    lock(issue)
    if issue.state in (IssueState.ACCEPTED, IssueState.IN_PROGRESS):
        if issue.holder_id == by.pk:
            return issue
        if rules.may_accept(user=by, issue=issue):
            raise Refused(_("%(who)s has taken this on already.") % {"who": issue.holder})
    ask("accept", by=by, issue=issue)
    take(issue, by, now)
    issue.state = IssueState.ACCEPTED
    event = step(issue=issue, kind=EventKind.ACCEPTED, by=by, now=now, text=text.strip())
    messages.tell_reporter(issue=issue, event=event, by=by)
    return issue


@transaction.atomic
def start_issue(*, by: User, issue: Issue, text: str = "", now: datetime | None = None) -> Issue:
    """Work begins; whoever begins it has it."""
    now = now or timezone.now()
    lock(issue)
    if issue.state == IssueState.IN_PROGRESS and issue.holder_id == by.pk:
        return issue
    ask("start", by=by, issue=issue)
    take(issue, by, now)
    issue.state = IssueState.IN_PROGRESS
    event = step(issue=issue, kind=EventKind.STARTED, by=by, now=now, text=text.strip())
    messages.tell_reporter(issue=issue, event=event, by=by)
    return issue


def take(issue: Issue, by: User, now: datetime) -> None:
    """Makes `by` the holder. Staff who do not belong to the holder take it over for their own organisation.

    A superuser who belongs to none acts without taking it: whoever has it keeps it.
    """
    issue.responded_at = issue.responded_at or now
    if rules.is_in_charge(user=by, issue=issue):
        issue.holder = by
    elif (organisation_id := own_organisation(by, issue)) is not None:
        issue.holder, issue.holder_organisation_id = by, organisation_id


def own_organisation(by: User, issue: Issue) -> int | None:
    """The one of this person's, among the committees and the subdistrict office, that serves the place."""
    for capacity in standing_of(by).capacities:
        if capacity.path in standing_of(by).staff_paths and issue.place.path.startswith(capacity.path):
            return capacity.organisation_id
    return None


@transaction.atomic
def dispatch_issue(
    *,
    by: User,
    issue: Issue,
    organisation: Organisation,
    holder: User | None = None,
    text: str = "",
    now: datetime | None = None,
) -> Issue:
    """Passes it on. It moves at once and waits there to be accepted.

    Both clocks run on: the promise to the reporter stays. A thin version of first-receiver responsibility
    (首接负责); later whoever had it keeps it until the other has accepted.
    """
    now = now or timezone.now()
    lock(issue)
    if issue.is_open and _is_there(issue, organisation, holder) and rules.may_dispatch(user=by, issue=issue):
        return issue
    ask("dispatch", by=by, issue=issue)
    _check_receiver(issue, organisation, holder)
    messages.void_for_holders(issue)
    issue.holder, issue.holder_organisation = holder, organisation
    issue.state = IssueState.REPORTED
    event = step(
        issue=issue, kind=EventKind.DISPATCHED, by=by, now=now, text=text.strip(), organisation=organisation
    )
    messages.tell_dispatched(issue=issue, event=event, by=by)
    messages.tell_reporter(issue=issue, event=event, by=by)
    return issue


def _is_there(issue: Issue, organisation: Organisation, holder: User | None) -> bool:
    same_person = holder is None or issue.holder_id == holder.pk
    return issue.holder_organisation_id == organisation.pk and same_person


def _check_receiver(issue: Issue, organisation: Organisation, holder: User | None) -> None:
    names = {"organisation": organisation, "place": issue.place, "person": holder}
    if not rules.may_dispatch_to(organisation=organisation, issue=issue):
        raise Refused(_("%(organisation)s does not serve %(place)s.") % names, field="organisation")
    if holder and not organisation.memberships.current().filter(user=holder).exists():
        raise Refused(_("%(person)s does not belong to %(organisation)s.") % names, field="holder")
