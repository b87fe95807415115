"""Under 14: a grown-up of the same home asks for the child, or is asked when a captain writes it down."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buildings import rules
from buildings.models import Dwelling, Residency, ResidencyClaim
from buildings.models.dwellings import ResidencyKind
from buildings.operations.claims import agree_for_child, claimable, confirmed, still_here
from buildings.operations.moving_in import keep_quiet
from buildings.operations.residents import refuse_namesakes, refuse_unvouched
from buildings.operations.sentences import USED
from buildings.operations.telling import tell_answerers, tell_guardian
from buildings.queries.claims import grown_ups_of
from journal.operations import record
from kit.refused import Refused
from people.models import User
from people.operations import on_one_line, register_person

NO_GROWN_UP = gettext_lazy("No grown-up of this home has this number. Register the grown-up first.")


@transaction.atomic
def claim_for_child(
    *,
    by: User,
    dwelling: Dwelling,
    display_name: str,
    agreed: bool,
    client_key: UUID,
    now: datetime | None = None,
) -> ResidencyClaim:
    """Whoever fills it in is the guardian, and that is the agreement; the captain still confirms the door."""
    now = now or timezone.now()
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if known := _known(client_key, dwelling):
        if known.guardian_id != by.pk:
            raise Refused(USED)
        return known
    if rules.is_minor(by) or not grown_ups_of(dwelling).filter(user=by).exists():
        raise Refused(_("A guardian has to be a grown-up of the same home."))
    if not agreed:
        raise Refused(_("Without the yes of the guardian nothing is kept of a child."), field="agreed")
    if ResidencyClaim.objects.waiting().filter(guardian=by).count() >= 6:
        raise Refused(_("Six children wait for an answer already. Take one back first."))
    child = _written_down(by, dwelling, display_name, None, now)
    claim = _ask(child, dwelling, by, client_key, ResidencyKind.FAMILY, now, guardian_agreed_at=now)
    record(by=by, on_behalf_of=child, verb="buildings.claim_for_child", subject=claim, now=now)
    tell_answerers(claim, now)
    return claim


@transaction.atomic
def register_child(
    *,
    by: User,
    dwelling: Dwelling,
    guardian_phone: str,
    agreed: bool,
    kind: str = ResidencyKind.FAMILY,
    user: User | None = None,
    display_name: str = "",
    phone: str | None = None,
    lives_here: bool = True,
    client_key: UUID | None = None,
    now: datetime | None = None,
) -> ResidencyClaim:
    """`by` vouches for the door; the home is made when the guardian has agreed. A guardian who does it
    themself has agreed."""
    now = now or timezone.now()
    refuse_unvouched(by, dwelling)
    if not agreed:
        raise Refused(_("Please ask them first: nobody is registered without knowing it."), field="agreed")
    Dwelling.objects.select_for_update(no_key=True).get(pk=dwelling.pk)
    if known := client_key and _known(client_key, dwelling):
        if known.vouched_by_id != by.pk:
            raise Refused(USED)
        return known
    tie = grown_ups_of(dwelling).filter(user__phone=guardian_phone).first() if guardian_phone else None
    guardian = still_here(tie.user_id) if tie else None
    if guardian is None or guardian == user:
        raise Refused(NO_GROWN_UP, field="guardian_phone")
    child = user or _written_down(by, dwelling, display_name, phone, now)
    key = client_key or uuid4()
    claim = _ask(child, dwelling, guardian, key, kind, now, vouched_by=by, lives_here=lives_here)
    record(by=by, on_behalf_of=child, verb="buildings.register_child", subject=claim, now=now)
    if guardian == by:
        agree_for_child(claim, by, now)
        return confirmed(claim, by, now)
    tell_guardian(claim, now)
    return claim


@transaction.atomic
def come_of_age(*, by: User, residency: Residency, now: datetime | None = None) -> Residency:
    """14 by now, says whoever knows; no birthday is kept. In every home of theirs, which they keep; twice is
    no error. Nothing is agreed to for them: text messages and the name stay off until they say so."""
    now = now or timezone.now()
    if not rules.may_end_childhood(user=by, residency=residency):
        raise Refused(_("Only the guardian, the captain of the floor and staff can say this."))
    rows = Residency.objects.current(timezone.localdate(now)).filter(user=residency.user_id, is_minor=True)
    for row in rows.select_for_update(of=["self"]).order_by("pk"):
        row.is_minor, row.guardian = False, None
        row.save(update_fields=["is_minor", "guardian"])
        record(by=by, verb="buildings.come_of_age", subject=row, now=now)
    residency.refresh_from_db()
    return residency


def _known(client_key: UUID, dwelling: Dwelling) -> ResidencyClaim | None:
    known = ResidencyClaim.objects.filter(client_key=client_key).first()
    if known and known.dwelling_id != dwelling.pk:
        raise Refused(USED)
    return known


def _written_down(by: User, dwelling: Dwelling, name: str, phone: str | None, now: datetime) -> User:
    name = on_one_line(name)
    refuse_namesakes(dwelling, name, now)
    return register_person(by=by, display_name=name, phone=phone, now=now)


def _ask(
    child: User, dwelling: Dwelling, guardian: User, key: UUID, kind: str, now: datetime, **more
) -> ResidencyClaim:
    home = claimable(child, dwelling, now)
    keep_quiet(child, now)
    return ResidencyClaim.objects.create(
        client_key=key,
        user=child,
        dwelling=home,
        kind=kind,
        is_minor=True,
        guardian=guardian,
        asked_at=now,
        **more,
    )
