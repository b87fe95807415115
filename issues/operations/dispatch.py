"""From hand to hand. Whoever has it keeps it until somebody else has accepted (首接负责)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from buildings import queries as buildings
from buildings.models import Organisation
from buildings.standing import standing_of
from issues import messages, rules
from issues.models import EventKind, Issue, IssueState
from issues.operations import clocks
from issues.operations.steps import ask, lock, needs_words, step
from kit.refused import Refused
from people.models import User


@transaction.atomic
def accept_issue(*, by: User, issue: Issue, text: str = "", now: datetime | None = None) -> Issue:
    """Somebody by name takes it on. Twice by the same person is once; after someone else it is refused."""
    now = lock(issue, now)
    if issue.state in (IssueState.ACCEPTED, IssueState.IN_PROGRESS):
        if issue.holder_id == by.pk and not rules.is_offered_to(user=by, issue=issue):
            return issue
        if not rules.is_offered_to(user=by, issue=issue) and rules.may_accept(user=by, issue=issue):
            raise Refused(_("%(who)s has taken this on already.") % {"who": issue.holder})
    ask("accept", by=by, issue=issue)
    take(issue, by, now)
    issue.state = IssueState.ACCEPTED
    clocks.wind(issue, now)
    event = step(issue=issue, kind=EventKind.ACCEPTED, by=by, now=now, text=text.strip())
    messages.void_for_holders(issue)
    messages.tell_reporter(issue=issue, event=event, by=by)
    return issue


@transaction.atomic
def start_issue(*, by: User, issue: Issue, text: str = "", now: datetime | None = None) -> Issue:
    """Work begins; whoever begins it has it."""
    now = lock(issue, now)
    if issue.state == IssueState.IN_PROGRESS and issue.holder_id == by.pk:
        return issue
    ask("start", by=by, issue=issue)
    was_taken, before = issue.state != IssueState.REPORTED, issue.holder_id
    take(issue, by, now)
    issue.state = IssueState.IN_PROGRESS
    if not was_taken or issue.holder_id != before:  # else the same person is still warned of the same clock
        messages.void_for_holders(issue)
    clocks.carry_on(issue, now) if was_taken else clocks.wind(issue, now)
    event = step(issue=issue, kind=EventKind.STARTED, by=by, now=now, text=text.strip())
    messages.tell_reporter(issue=issue, event=event, by=by)
    return issue


def take(issue: Issue, by: User, now: datetime) -> None:
    """Makes `by` the holder: of those it was offered to, of those who have it, or as staff for their own.

    A superuser who belongs to none acts without taking it: whoever has it keeps it.
    """
    issue.responded_at = issue.responded_at or now
    if rules.is_offered_to(user=by, issue=issue):
        issue.holder, issue.holder_organisation_id = by, issue.offered_organisation_id
    elif rules.is_in_charge(user=by, issue=issue):
        issue.holder = by
    elif (organisation_id := own_organisation(by, issue)) is not None:
        issue.holder, issue.holder_organisation_id = by, organisation_id
    take_back(issue)
    issue.previous_holder = issue.previous_organisation = None


def take_back(issue: Issue) -> None:
    """An offer that nobody has to answer any more."""
    issue.offered_organisation = issue.offered_to = issue.offered_at = None


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
    """Passes it on: an offer. Until it is accepted there, whoever has it keeps it, and the clocks run on.

    Within an organisation a colleague is named and has it at once.
    """
    now = lock(issue, now)
    if issue.is_open and _is_there(issue, organisation, holder) and rules.may_dispatch(user=by, issue=issue):
        return issue
    ask("dispatch", by=by, issue=issue)
    _check_receiver(issue, organisation, holder)
    messages.void_for_holders(issue)
    if organisation.pk == issue.holder_organisation_id:
        take_back(issue)
        issue.holder = holder
    else:
        issue.offered_organisation, issue.offered_to, issue.offered_at = organisation, holder, now
    event = step(
        issue=issue, kind=EventKind.DISPATCHED, by=by, now=now, text=text.strip(), organisation=organisation
    )
    messages.tell_dispatched(issue=issue, event=event, by=by)
    messages.tell_reporter(issue=issue, event=event, by=by)
    return issue


def _is_there(issue: Issue, organisation: Organisation, holder: User | None) -> bool:
    """Offered there already, or in those very hands."""
    if issue.offered_organisation_id == organisation.pk:
        return holder is None or issue.offered_to_id == holder.pk
    has_it = issue.holder_organisation_id == organisation.pk and issue.offered_organisation_id is None
    return has_it and (holder is None or issue.holder_id == holder.pk)


def _check_receiver(issue: Issue, organisation: Organisation, holder: User | None) -> None:
    names = {"organisation": organisation, "place": issue.place, "person": holder}
    if not rules.may_dispatch_to(organisation=organisation, issue=issue):
        raise Refused(_("%(organisation)s does not serve %(place)s.") % names, field="organisation")
    if holder and not organisation.memberships.current().filter(user=holder).exists():
        raise Refused(_("%(person)s does not belong to %(organisation)s.") % names, field="holder")
    if holder is None and buildings.duty_person(organisation) is None:
        raise Refused(
            _("Nobody of %(organisation)s is here yet. Please choose another.") % names, field="organisation"
        )
    if holder is None and organisation.pk == issue.holder_organisation_id:
        raise Refused(_("%(organisation)s has it already.") % names, field="organisation")


@transaction.atomic
def dispute_issue(*, by: User, issue: Issue, text: str, now: datetime | None = None) -> Issue:
    """ "Not ours", with the reason. Whoever has it keeps it until staff of the community have decided."""
    now = lock(issue, now)
    if issue.state == IssueState.DISPUTED and rules.may_dispute(user=by, issue=issue):
        return issue
    ask("dispute", by=by, issue=issue)
    text = needs_words(text)
    issue.state = IssueState.DISPUTED
    event = step(issue=issue, kind=EventKind.DISPUTED, by=by, now=now, text=text)
    messages.void_for_holders(issue)
    messages.tell_disputed(issue=issue, event=event, by=by)
    return issue


@transaction.atomic
def decide_issue(
    *, by: User, issue: Issue, organisation: Organisation, text: str, now: datetime | None = None
) -> Issue:
    """Staff say whose it is: it moves at once, and starts anew there."""
    now = lock(issue, now)
    if issue.state == IssueState.REPORTED and issue.holder_organisation_id == organisation.pk:
        last = issue.events.first()
        if last.kind == EventKind.DECIDED and last.by_id == by.pk:
            return issue
    ask("decide", by=by, issue=issue)
    if not rules.may_dispatch_to(organisation=organisation, issue=issue):
        names = {"organisation": organisation, "place": issue.place}
        raise Refused(_("%(organisation)s does not serve %(place)s.") % names, field="organisation")
    person, text = buildings.duty_person(organisation), needs_words(text)
    if person is None:
        names = {"organisation": organisation}
        raise Refused(
            _("Nobody of %(organisation)s is here yet. Please choose another.") % names, field="organisation"
        )
    past = [issue.holder, *sayers(issue)]
    hand_to(issue, person, organisation, now)
    event = step(issue=issue, kind=EventKind.DECIDED, by=by, now=now, text=text, organisation=organisation)
    messages.tell_dispatched(issue=issue, event=event, by=by)
    messages.tell_reporter(issue=issue, event=event, by=by)
    messages.tell_decided(issue=issue, event=event, by=by, past=past)
    return issue


def sayers(issue: Issue) -> list[User]:
    """Who said last that it is not theirs."""
    last = issue.events.filter(kind=EventKind.DISPUTED).select_related("by").first()
    return [last.by] if last and last.by else []


def hand_to(issue: Issue, person: User, organisation: Organisation | None, now: datetime) -> None:
    """Into other hands without being asked: they still have to take it on."""
    messages.void_for_deciders(issue)
    take_back(issue)
    issue.holder, issue.holder_organisation = person, organisation
    issue.state = IssueState.REPORTED
    clocks.wind(issue, now)
