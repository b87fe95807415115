"""Who sits on a council."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buildings.models import Membership, Organisation
from committees.models import CouncilSeat
from committees.rules import COUNCIL_KINDS, may_seat
from journal.operations import record
from kit.refused import Refused
from people.models import User


@transaction.atomic
def seat_member(
    *,
    by: User,
    council: Organisation,
    number: int,
    duty: str = "",
    holder: Membership | None = None,
    started_on: date | None = None,
    ended_on: date | None = None,
    now: datetime | None = None,
) -> CouncilSeat:
    """Gives a seat its task and its holder, or leaves it vacant; whoever sat there before ends that day.

    The same again changes nothing.
    """
    now = now or timezone.now()
    started_on = started_on or timezone.localdate(now)
    council = Organisation.objects.select_for_update().get(pk=council.pk)
    insist_on_a_fit(by, council, number, holder, started_on, ended_on)
    present = CouncilSeat.objects.filter(council=council, number=number, ended_on=None).first()
    if present and (present.holder, present.duty, ended_on) == (holder, duty, None):
        return present
    insist_on_one_seat(council, number, holder)
    seat = vacate(present, started_on) or CouncilSeat(council=council, number=number)
    seat.duty, seat.holder, seat.started_on, seat.ended_on = duty, holder, started_on, ended_on
    seat.save()
    data = {"number": number, "duty": duty, "membership": holder.pk if holder else None}
    record(by=by, verb="committees.seat", subject=council, data=data, now=now)
    return seat


def insist_on_a_fit(
    by: User,
    council: Organisation,
    number: int,
    holder: Membership | None,
    started_on: date,
    ended_on: date | None,
) -> None:
    if not may_seat(user=by, council=council):
        raise Refused(_("Seats are given by the council's head and the community."))
    if council.kind not in COUNCIL_KINDS or number < 1:
        raise Refused(_("Only a council has seats, counted from one."), field="number")
    if ended_on and ended_on <= started_on:
        raise Refused(_("The end must come after the start."), field="ended_on")
    if holder and (holder.organisation_id != council.pk or not holder.is_current(started_on)):
        raise Refused(_("Only a member of the council can take a seat."), field="holder")


def insist_on_one_seat(council: Organisation, number: int, holder: Membership | None) -> None:
    others = CouncilSeat.objects.filter(council=council, holder=holder, ended_on=None).exclude(number=number)
    if holder and (other := others.first()):
        sentence = _("%(person)s already has seat %(number)d.")
        raise Refused(sentence % {"person": holder.user.display_name, "number": other.number}, field="holder")


def vacate(present: CouncilSeat | None, on: date) -> CouncilSeat | None:
    """Ends the seat's present row; one that began that very day is returned, to be corrected."""
    if present is None:
        return None
    if present.started_on >= on:
        return present
    present.ended_on = on
    present.save(update_fields=["ended_on"])
    return None
