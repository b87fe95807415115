"""Whose door it is: registering residents, claiming by the roster's phone, opening a household's names."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from buildings import rules
from buildings.models import Dwelling, Ownership, Residency
from buildings.models.dwellings import Presence, ResidencyKind
from buildings.operations.moving_in import move_in
from buildings.operations.sentences import USED, about_the_end, constraints_in_words, insist_on_an_end
from buildings.operations.telling import tell_moved_out
from journal.operations import record, record_read
from kit.refused import Refused
from people.models import User
from people.operations import on_one_line, register_person

# Owners of such homes live elsewhere.
AWAY = {Presence.RENTED, Presence.VACANT}


@transaction.atomic
def register_residency(
    *,
    by: User,
    user: User,
    dwelling: Dwelling,
    kind: str,
    started_on: date | None = None,
    ended_on: date | None = None,
    lives_here: bool = True,
    client_key: UUID | None = None,
    now: datetime | None = None,
) -> Residency:
    """`by` vouches for it, and for somebody else."""
    refuse_unvouched(by, dwelling)
    if by.pk == user.pk:
        raise Refused(_("Nobody confirms their own home. Another captain or staff will look at it."))
    if kind not in ResidencyKind.values:
        raise Refused(_("Please say whether they own, rent, or are family."), field="kind")
    Dwelling.objects.select_for_update(no_key=True).get(pk=dwelling.pk)
    if known := client_key and Residency.objects.filter(client_key=client_key).first():
        if (known.verified_by_id, known.user_id, known.dwelling_id) != (by.pk, user.pk, dwelling.pk):
            raise Refused(USED)
        return known
    now = now or timezone.now()
    residency = move_in(
        now=now,
        user=user,
        dwelling=dwelling,
        kind=kind,
        verified_by=by,
        started_on=started_on or timezone.localdate(now),
        ended_on=ended_on,
        lives_here=lives_here,
        client_key=client_key,
    )
    record(by=by, verb="buildings.register_residency", subject=residency, data={"user": user.pk}, now=now)
    return residency


@transaction.atomic
def register_neighbour(
    *,
    by: User,
    display_name: str,
    dwelling: Dwelling,
    kind: str,
    agreed: bool,
    phone: str | None = None,
    started_on: date | None = None,
    ended_on: date | None = None,
    lives_here: bool = True,
    client_key: UUID | None = None,
    now: datetime | None = None,
) -> Residency:
    """The account and the home of someone who has no account, in one go; `by` vouches for it.

    `phone` as people.phones keeps it, or none: then nobody can sign in as them.
    """
    refuse_unvouched(by, dwelling)
    if not agreed:
        raise Refused(_("Please ask them first: nobody is registered without knowing it."), field="agreed")
    Dwelling.objects.select_for_update(no_key=True).get(pk=dwelling.pk)
    name, phone, now = on_one_line(display_name), phone or None, now or timezone.now()
    rows = Residency.objects.select_related("user")
    if known := client_key and rows.filter(client_key=client_key).first():
        made = (known.verified_by_id, known.dwelling_id, known.user.display_name, known.user.phone)
        if made != (by.pk, dwelling.pk, name, phone):
            raise Refused(USED)
        return known
    refuse_namesakes(dwelling, name, now)
    person = register_person(by=by, display_name=name, phone=phone, now=now)
    about = {"dwelling": dwelling.pk, "has_phone": bool(phone)}
    record(
        by=by, on_behalf_of=person, verb="buildings.register_neighbour", subject=person, data=about, now=now
    )
    return register_residency(
        by=by,
        user=person,
        dwelling=dwelling,
        kind=kind,
        started_on=started_on,
        ended_on=ended_on,
        lives_here=lives_here,
        client_key=client_key,
        now=now,
    )


def refuse_unvouched(by: User, dwelling: Dwelling) -> None:
    if not rules.may_vouch(user=by, dwelling=dwelling):
        raise Refused(_("Only the captain of the floor and staff may register who lives here."))


def refuse_namesakes(dwelling: Dwelling, name: str, now: datetime) -> None:
    """Two captains who meet the same neighbour would otherwise make two accounts of one person."""
    here = Residency.objects.current(timezone.localdate(now)).filter(dwelling=dwelling)
    if here.filter(user__display_name=name).exists():
        raise Refused(_("Someone of this name is already registered here."), field="display_name")


@transaction.atomic
def end_residency(
    *, by: User, residency: Residency, on: date, with_children: bool = False, now: datetime | None = None
) -> Residency:
    """Moving out: what was seen as a resident is no longer seen from that day on. It is never lengthened.
    With the day of its start, today or later, a tie is taken back that was written down by mistake.

    A child of whom this person is the guardian moves out with them, or the guardian is changed first: a
    silent end would put a child out of its home, and a home without a guardian would keep a child's data
    with nobody to answer for it. So it is asked, in one tick of the same form.
    """
    rows = Residency.objects.select_for_update(of=["self"]).select_related("user", "dwelling__place")
    residency = rows.get(pk=residency.pk)
    if not rules.may_end_residency(user=by, residency=residency):
        raise Refused(_("Only the captain of the floor, staff, and the person may end this."))
    if residency.ended_on and on >= residency.ended_on:
        if on == residency.ended_on:
            return residency
        raise Refused(_("This ends before that day already."), field="on")
    insist_on_an_end(residency, on, timezone.localdate(now or timezone.now()))
    stays = _stays(residency, on)
    children = [] if stays else list(rows.filter(wards_of(residency, on)).order_by("pk"))
    refuse_to_leave_children(children, with_children)
    for moving in [residency, *children]:
        end_tie(by, moving, max(on, moving.started_on), now)
    if not stays:
        tell_moved_out(by, residency, now)
    return residency


def refuse_to_leave_children(children: list[Residency], with_children: bool) -> None:
    if children and not with_children:
        raise Refused(
            _(
                "A child here has this person as guardian. "
                "Tick that the child moves out too, or first let another grown-up ask for the child."
            ),
            field="with_children",
        )


def _stays(residency: Residency, on: date) -> bool:
    """By another tie to the same home: an owner who is registered as family too."""
    ties = Residency.objects.current(on).filter(user=residency.user_id, dwelling=residency.dwelling_id)
    return ties.exclude(pk=residency.pk).exists()


def wards_of(residency: Residency, on: date) -> Q:
    """Children of the same home who would be left without a guardian on that day."""
    stays = Q(ended_on=None) | Q(ended_on__gt=on)
    return stays & Q(guardian=residency.user_id, dwelling=residency.dwelling_id)


def end_tie(by: User, residency: Residency, on: date, now: datetime | None) -> None:
    """One tie to a home, when its rule was asked; who stays by another is told nothing."""
    residency.ended_on = on
    with constraints_in_words():
        residency.save(update_fields=["ended_on"])
    data = about_the_end(residency)
    record(by=by, verb="buildings.end_residency", subject=residency, data=data, now=now)


@transaction.atomic
def claim_homes(*, by: User, now: datetime | None = None) -> list[Residency]:
    """Homes whose owner in the roster has this person's verified phone become theirs. Returns new ones.

    One owner's only: a number that stands beside several names (an agent's, a company's) proves nobody.
    """
    if not (by.phone and by.phone_verified):
        return []
    now = now or timezone.now()
    today = timezone.localdate(now)
    theirs = Ownership.objects.current(today).filter(phone=by.phone)
    theirs = theirs.exclude(dwelling__presence=Presence.UNSOLD)
    if len(set(theirs.values_list("owner_name", flat=True))) != 1:
        return []
    mine = Residency.objects.current(today).filter(user=by, kind=ResidencyKind.OWNER).values("dwelling")
    homes = Dwelling.objects.filter(ownerships__in=theirs).exclude(pk__in=mine).distinct().order_by("pk")
    # Two tabs at once: the second waits here and then finds nothing left to claim.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    return [_claim(by, home, today, now) for home in homes.select_related("place")]


def _claim(by: User, home: Dwelling, today: date, now: datetime) -> Residency:
    lives_here = home.presence not in AWAY
    residency = move_in(
        now=now, user=by, dwelling=home, kind=ResidencyKind.OWNER, started_on=today, lives_here=lives_here
    )
    record(by=by, verb="buildings.claim_home", subject=residency, now=now)
    return residency


@dataclass(frozen=True)
class Household:
    owners: list[Ownership]
    residents: list[Residency]


@transaction.atomic
def open_name(*, by: User, residency: Residency, purpose: str) -> str | None:
    """Who it is, for the page where something of theirs ends; another's look is written down.

    None for a child: its name is for itself and its guardian.
    """
    if by.pk not in {residency.user_id, residency.guardian_id}:
        if residency.is_minor:
            return None
        record_read(by=by, subject=residency.user, purpose=purpose)
    return residency.user.display_name


@transaction.atomic
def open_household(*, by: User, dwelling: Dwelling, purpose: str) -> Household:
    """Names and phones of a home, to be shown once; what they were needed for is written down."""
    if not rules.may_open_household(user=by, dwelling=dwelling):
        raise Refused(_("Names and phones of a home are for the captain of the floor and staff."))
    if len(purpose.strip()) < 2:
        raise Refused(_("Please say what you need them for."), field="purpose")
    record_read(by=by, subject=dwelling, purpose=purpose.strip())
    residents = (
        Residency.objects.current().filter(dwelling=dwelling).select_related("user").order_by("kind", "pk")
    )
    return Household(
        owners=list(Ownership.objects.current().filter(dwelling=dwelling).order_by("pk")),
        residents=list(residents),
    )
