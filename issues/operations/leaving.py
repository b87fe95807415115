"""Ending an office and handing over what is open through it: both at once, or neither."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from buildings import operations as buildings
from buildings.leaving import Office
from buildings.models import Captaincy, Membership, Organisation
from issues.models import Issue
from issues.operations.handing import hand_over_issues
from issues.queries.offices import held_through
from kit.refused import Refused
from people.models import User


@transaction.atomic
def leave_captaincy(
    *,
    by: User,
    captaincy: Captaincy,
    on: date,
    reason: str,
    to: User | None = None,
    organisation: Organisation | None = None,
    text: str = "",
    now: datetime | None = None,
) -> int:
    """`text` goes with the issues, `reason` into the record only. Returns how many issues moved.

    Sent twice, it is done once: the second finds the term ended on that day, and nothing open.
    """
    captaincy = _locked(captaincy)
    issues = _open_ones(captaincy)
    if captaincy.ended_on == on and not issues:
        return 0
    count = _hand_over(by=by, issues=issues, to=to, organisation=organisation, text=text, now=now)
    buildings.end_captaincy(by=by, captaincy=captaincy, on=on, reason=reason, now=now)
    return count


@transaction.atomic
def leave_membership(
    *,
    by: User,
    membership: Membership,
    on: date,
    to: User | None = None,
    organisation: Organisation | None = None,
    text: str = "",
    now: datetime | None = None,
) -> int:
    """The same for a member of an organisation; colleagues of theirs go on, or another organisation."""
    membership = _locked(membership)
    issues = _open_ones(membership)
    if membership.ended_on == on and not issues:
        return 0
    count = _hand_over(by=by, issues=issues, to=to, organisation=organisation, text=text, now=now)
    buildings.end_membership(by=by, membership=membership, on=on, now=now)
    return count


def _locked(office: Office) -> Office:
    """Of two taps one waits here."""
    return type(office).objects.select_for_update(of=["self"]).get(pk=office.pk)


def _open_ones(office: Office) -> list[Issue]:
    return list(held_through(office).select_related("place").order_by("pk"))


def _hand_over(
    *,
    by: User,
    issues: list[Issue],
    to: User | None,
    organisation: Organisation | None,
    text: str,
    now: datetime | None,
) -> int:
    if not issues:
        return 0
    if to is None:
        raise Refused(_("Please choose who goes on with the open issues."), field="to")
    return hand_over_issues(by=by, issues=issues, to=to, organisation=organisation, text=text, now=now)
