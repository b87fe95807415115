"""When somebody's office ends: what they answer for goes on in other hands, never in none."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from buildings import queries as buildings
from buildings.models import Captaincy, Membership, Organisation, Service
from buildings.standing import standing_of
from issues import messages, rules
from issues.models import EventKind, Issue, IssueState
from issues.operations import clocks
from issues.operations.dispatch import hand_to
from issues.operations.steps import lock, needs_words, step
from issues.queries.offices import around_it
from issues.receivers import CAPTAIN, COMMUNITY, after, answering
from kit.refused import Refused
from people.models import User

MOST_AT_ONCE = 500
ALIKE = ("place", "floor", "category", "holder_organisation")  # what a successor hangs on


@transaction.atomic
def hand_over_issues(
    *,
    by: User,
    issues: Iterable[Issue],
    to: User,
    organisation: Organisation | None = None,
    text: str,
    now: datetime | None = None,
) -> int:
    """Open issues into the hands of a successor, who can already act there. Returns how many."""
    text, count = needs_words(text), 0
    for issue in sorted(issues, key=lambda one: one.pk):
        moment = lock(issue, now)
        if not issue.is_open or (issue.holder_id == to.pk and issue.holder_organisation == organisation):
            continue
        if not (rules.is_in_charge(user=by, issue=issue) or rules.is_staff(user=by, issue=issue)):
            raise Refused(_("Only who has it, and staff of the community, can hand it over."))
        _check_successor(issue, to, organisation)
        _give(issue, to, organisation, by=by, text=text, now=moment)
        count += 1
    return count


def _check_successor(issue: Issue, to: User, organisation: Organisation | None) -> None:
    standing = standing_of(to)
    able = (
        standing.is_member_of(organisation.pk)
        and rules.may_dispatch_to(organisation=organisation, issue=issue)
        if organisation
        else standing.is_captain_at(issue.place)
    )
    if not able:
        names = {"who": to, "place": issue.place}
        raise Refused(_("%(who)s does not answer for %(place)s yet.") % names, field="to")


def pass_on_orphans(now: datetime | None = None) -> int:
    """A term ran out over night: the successor, the organisation or the next level has its issues at once.

    However many wait where nobody is, they hold up none of elsewhere: of alike ones one is tried."""
    now = now or timezone.now()
    count, tried_in_vain = 0, set()
    for pk, *alike in orphans(now).order_by("pk").values_list("pk", *ALIKE):
        if tuple(alike) in tried_in_vain:
            continue
        if _pass_on(pk, now):
            count += 1
        else:
            tried_in_vain.add(tuple(alike))
        if count == MOST_AT_ONCE:
            break
    return count


def orphans(now: datetime) -> QuerySet[Issue]:
    """Open ones whose holder no longer holds the office by which they had it, or has no account any more, or
    whose organisation no longer serves there."""
    today = timezone.localdate(now)
    as_captain = around_it(Captaincy.objects.current(today).filter(user=OuterRef("holder")))
    as_member = Membership.objects.current(today).filter(
        user=OuterRef("holder"), organisation=OuterRef("holder_organisation")
    )
    # Looked up for each holder. In a join the planner goes through everybody of the town, every 15 seconds.
    account = User.objects.filter(pk=OuterRef("holder")).values("is_active")[:1]
    return (
        Issue.objects.open()
        .alias(has_account=Subquery(account))
        .filter(
            Q(has_account=False)
            | (Q(holder_organisation=None) & ~Exists(as_captain))
            | (Q(holder_organisation__isnull=False) & ~Exists(as_member))
            | _left_there(today)
        )
    )


def _left_there(today: date) -> Q:
    """With an organisation that served the place, and does not any more. The few that ended come first."""
    ended = Service.objects.filter(ended_on__lte=today).values("organisation")
    serving = Service.objects.current(today).filter(organisation=OuterRef("holder_organisation"))
    return Q(holder_organisation__in=ended) & ~Exists(around_it(serving))


@transaction.atomic
def _pass_on(pk: int, now: datetime) -> bool:
    issue = orphans(now).filter(pk=pk).select_for_update(skip_locked=True, of=["self"]).first()
    if issue is None:
        return False
    now = lock(issue, now)
    person, organisation, vacant = _successor(issue)
    if person is None:
        return False  # nobody at all is left, and the site has no administrator
    _give(issue, person, organisation, by=None, text="", now=now)
    messages.tell_vacant(issue=issue, steps=vacant, now=now)
    return True


def _successor(issue: Issue) -> tuple[User | None, Organisation | None, tuple[int, ...]]:
    house = issue.holder_organisation
    if house:
        colleague = buildings.duty_person(house)
        if colleague and rules.may_dispatch_to(organisation=house, issue=issue):
            return colleague, house, ()
        if following := after(issue, house):
            return following.holder, following.organisation, following.vacant
    captaincy = buildings.captain_of(issue.place, issue.floor)
    if captaincy:
        return captaincy.user, None, ()
    if found := answering(issue.category, issue.place, gone=house and house.pk):
        return found[1], found[0], (CAPTAIN,)
    return _administrator(issue), None, (COMMUNITY,)


def _administrator(issue: Issue) -> User | None:
    """Nobody answers for the place: they have it, and whoever comes has it from them at the next round."""
    people = buildings.administrators()
    has_it = issue.holder_organisation_id is None and issue.holder in people
    return None if has_it else next(iter(people), None)


def _give(
    issue: Issue,
    person: User,
    organisation: Organisation | None,
    *,
    by: User | None,
    text: str,
    now: datetime,
) -> None:
    is_new_house = organisation is not None and issue.holder_organisation_id != organisation.pk
    messages.void_for_holders(issue)
    if issue.state == IssueState.SUSPENDED:  # it goes on waiting, in other hands
        issue.holder, issue.holder_organisation = person, organisation
    elif issue.holder_organisation_id and organisation and issue.holder_organisation_id == organisation.pk:
        issue.holder = person  # a colleague goes on where it stands
        clocks.carry_on(issue, now)
    else:
        hand_to(issue, person, organisation, now)
    event = step(issue=issue, kind=EventKind.HANDED, by=by, now=now, text=text, organisation=organisation)
    messages.tell_handed(issue=issue, event=event, by=by, is_new_house=is_new_house)
    messages.tell_reporter(issue=issue, event=event, by=by)
