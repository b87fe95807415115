"""Does a former owner still live there? Two answers of whoever knows the door: moved out, or lives on."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buildings import rules
from buildings.models import Dwelling, Ownership, Residency, StillHere
from buildings.models.dwellings import ResidencyKind
from buildings.operations.moving_in import move_in
from buildings.operations.residents import end_tie, refuse_to_leave_children, wards_of
from buildings.operations.telling import tell_moved_out
from buildings.queries.still_here import Doubt, doubts_at
from journal.operations import record, record_read
from kit.refused import Refused
from people.models import User

PURPOSE = "still_here"


@dataclass(frozen=True)
class Asked:
    doubt: Doubt
    has_children: bool


@transaction.atomic
def open_doubts(
    *, by: User, dwelling: Dwelling, now: datetime | None = None
) -> tuple[list[Asked], list[Ownership]]:
    """Who is asked about at this door and who owns it now, to be shown once; the look is written down."""
    _refuse_strangers(by, dwelling)
    today = timezone.localdate(now or timezone.now())
    doubts = doubts_at(dwelling, today, but=by)
    if not doubts:
        return [], []
    record_read(by=by, subject=dwelling, purpose=PURPOSE)
    owners = Ownership.objects.current(today).filter(dwelling=dwelling).order_by("pk")
    guardians = Residency.objects.current(today).filter(dwelling=dwelling, is_minor=True)
    with_wards = set(guardians.values_list("guardian", flat=True))
    return [Asked(doubt, doubt.user.pk in with_wards) for doubt in doubts], list(owners)


@transaction.atomic
def say_moved_out(
    *, by: User, dwelling: Dwelling, user: User, with_children: bool = False, now: datetime | None = None
) -> bool:
    """All that they are registered as there ends today, and children with it, as by `end_residency`; whether
    they were told of it now. Said twice it is said once."""
    now = now or timezone.now()
    _one_answer_at_a_time(by, dwelling, user)
    if not _doubt(by, dwelling, user, now):
        if _ties(dwelling, user, now):
            raise Refused(_("Somebody has said meanwhile that they still live there, or own it."))
        return False
    _end_all(by, dwelling, user, with_children, now)
    return True


def _end_all(by: User, dwelling: Dwelling, user: User, with_children: bool, now: datetime) -> None:
    """Also what was to end later: with a tie left over they would seem to stay."""
    today = timezone.localdate(now)
    rows = Residency.objects.select_for_update(of=["self"]).select_related("user", "dwelling__place")
    ties = list(rows.current(today).filter(user=user, dwelling=dwelling).order_by("pk"))
    children = list(rows.filter(wards_of(ties[0], today)).order_by("pk"))
    refuse_to_leave_children(children, with_children)
    for tie in [*ties, *children]:
        end_tie(by, tie, tie.earliest_end(today), now)
    tell_moved_out(by, min(ties, key=lambda tie: tie.started_on), now)


@transaction.atomic
def say_still_here(
    *, by: User, dwelling: Dwelling, user: User, kind: str = "", now: datetime | None = None
) -> Dwelling:
    """They live on: kept for what ended, with who said it and when. `kind`: as what, of a registered owner.

    Owner is an answer too: a name that is spelled otherwise, or an owner whom the roster forgot.
    """
    now = now or timezone.now()
    _one_answer_at_a_time(by, dwelling, user)
    doubt = _doubt(by, dwelling, user, now)
    if doubt is None:
        if not _ties(dwelling, user, now):
            raise Refused(_("Somebody has noted meanwhile that they have moved out."))
        return dwelling
    if doubt.was_owner and kind not in ResidencyKind.values:
        raise Refused(_("Please say whether they own, rent, or are family."), field="kind")
    said = [StillHere(user=user, ownership=ended, said_by=by, said_at=now) for ended in doubt.ended]
    StillHere.objects.bulk_create(said, ignore_conflicts=True)  # for an earlier owner it may be said already
    data = {"user": user.pk, "ownerships": [ownership.pk for ownership in doubt.ended]}
    record(by=by, verb="buildings.still_here", subject=dwelling, data=data, now=now)
    if doubt.was_owner and kind != ResidencyKind.OWNER:
        _lives_on_as(by, doubt, dwelling, kind, now)
    return dwelling


def _lives_on_as(by: User, doubt: Doubt, dwelling: Dwelling, kind: str, now: datetime) -> None:
    """The new tie first: with it a child keeps its guardian, and nobody is told that they are out."""
    today = timezone.localdate(now)
    facts = {"user": doubt.user, "dwelling": dwelling, "kind": kind}
    if not Residency.objects.filter(**facts, ended_on=None).exists():
        facts |= {"started_on": today, "lives_here": doubt.lives_here}
        residency = move_in(now=now, verified_by=by, **facts)
        data = {"user": doubt.user.pk}
        record(by=by, verb="buildings.register_residency", subject=residency, data=data, now=now)
    for tie in doubt.ties:
        if tie.kind == ResidencyKind.OWNER:
            end_tie(by, tie, today, now)


# --- shared -------------------------------------------------------------------------------------------------


def _one_answer_at_a_time(by: User, dwelling: Dwelling, user: User) -> None:
    _refuse_strangers(by, dwelling)
    if user.pk == by.pk:
        raise Refused(_("Nobody confirms their own home. Another captain or staff will look at it."))
    Dwelling.objects.select_for_update(no_key=True).get(pk=dwelling.pk)


def _refuse_strangers(by: User, dwelling: Dwelling) -> None:
    if not rules.may_say_who_lives_on(user=by, dwelling=dwelling):
        raise Refused(
            _("Only the captain of the floor and staff can answer this. Perhaps your term has ended.")
        )


def _doubt(by: User, dwelling: Dwelling, user: User, now: datetime) -> Doubt | None:
    doubts = doubts_at(dwelling, timezone.localdate(now), but=by)
    return next((doubt for doubt in doubts if doubt.user.pk == user.pk), None)


def _ties(dwelling: Dwelling, user: User, now: datetime) -> list[Residency]:
    """All that somebody is there today without an end."""
    rows = Residency.objects.current(timezone.localdate(now)).filter(ended_on=None)
    return list(rows.filter(user=user, dwelling=dwelling).order_by("pk"))
