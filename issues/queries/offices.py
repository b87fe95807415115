"""What somebody answers for by one office of theirs, and who could go on with it."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from buildings.leaving import Office
from buildings.models import Captaincy, Membership, Organisation, Place
from buildings.models.places import leads_to, prefixes
from buildings.queries import duty_people
from buildings.queries.duty import RANK
from buildings.wording import captain_role
from issues.models import Issue, IssueQuerySet
from issues.receivers import LEVEL_OF, serving
from people.models import User


class Successor(NamedTuple):
    """Someone who can act there today; `value` names them in the form."""

    value: str
    name: str
    role: str
    user: User
    organisation: Organisation | None


def held_through(office: Office, on: date | None = None) -> IssueQuerySet:
    """Open ones that this person has by this office alone: another one that also reaches them keeps them."""
    on = on or timezone.localdate()
    rows = Issue.objects.open().filter(holder=office.user_id)
    if not office.is_current(on):
        return rows.none()
    others = type(office).objects.current(on).filter(user=office.user_id).exclude(pk=office.pk)
    if isinstance(office, Membership):
        rows = rows.filter(holder_organisation=office.organisation_id)
        return rows.exclude(Exists(others.filter(organisation=office.organisation_id)))
    rows = rows.filter(holder_organisation=None).below(office.place.path)
    return rows.exclude(Exists(around_it(others)))


def around_it(offices: QuerySet) -> QuerySet:
    """Of a place in which the outer query's issue lies."""
    return offices.filter(leads_to(OuterRef("place__path")))


def successors_of(office: Office, issues: Iterable[Issue]) -> list[Successor]:
    """Those beside this person first, then the organisations around, the nearest first."""
    if isinstance(office, Captaincy):
        return [*_captains(office), *_organisations(office.place)]
    paths = [issue.place.path for issue in issues]
    place = Place.objects.filter(path=common_path(paths)).first() if paths else None
    around = _organisations(place, but=office.organisation_id) if place else []
    return [*_colleagues(office), *around]


def common_path(paths: Iterable[str]) -> str:
    """ "/1/5/" of "/1/5/23/" and "/1/5/24/": the innermost place around all of them."""
    return max(set.intersection(*(prefixes([path]) for path in paths)), key=len)


def _captains(office: Captaincy) -> list[Successor]:
    rows = (
        Captaincy.objects.current()
        .filter(place__path__in=prefixes([office.place.path]), user__is_active=True)
        .exclude(user=office.user_id)
        .select_related("user", "place")
        .order_by("-place__path", "-role", "started_on", "pk")
    )
    by_user = {row.user_id: row for row in reversed(rows)}
    return [
        Successor(f"captain-{row.user_id}", str(row.user), captain_role(row), row.user, None)
        for row in rows
        if by_user[row.user_id] is row
    ]


def _colleagues(office: Membership) -> list[Successor]:
    rows = (
        Membership.objects.current()
        .filter(organisation=office.organisation_id, user__is_active=True)
        .exclude(user=office.user_id)
        .select_related("user")
        .order_by(RANK, "started_on", "pk")
    )
    organisation = office.organisation
    return [
        Successor(
            f"member-{row.user_id}",
            str(row.user),
            f"{organisation} {row.title}".strip(),
            row.user,
            organisation,
        )
        for row in rows
    ]


def _organisations(place: Place, but: int | None = None) -> list[Successor]:
    there = [o for o in serving(place, but).values() if o.kind in LEVEL_OF]
    people = duty_people(there)
    staffed = sorted((o for o in there if o.pk in people), key=lambda o: (LEVEL_OF[o.kind], o.pk))
    return [
        Successor(
            f"organisation-{o.pk}",
            str(o),
            _("%(who)s has it first") % {"who": people[o.pk]},
            people[o.pk],
            o,
        )
        for o in staffed
    ]
