"""Who sits on a council, for how long, who follows whom, and who takes over what was promised."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buildings.models import Membership, Organisation, Service
from buildings.models.organisations import STAFF_KINDS, Office
from buildings.models.places import prefixes
from committees import messages
from committees.deadlines import WARN_DAYS, months_later
from committees.models import Charter, CouncilSeat
from committees.models.councils import SeatEnd
from committees.operations.action_ground import locked_action
from committees.operations.actions import pass_on
from committees.queries.councils import open_promises_of_member
from committees.rules import COUNCIL_KINDS, may_seat
from committees.seen import SeenOtherwise
from journal.operations import record
from kit.refused import Refused
from kit.times import short_day
from notifications.operations import post
from people.models import User


@transaction.atomic
def seat_member(
    *,
    by: User,
    council: Organisation,
    number: int,
    duty: str = "",
    holder: Membership | None = None,
    substitute: Membership | None = None,
    started_on: date | None = None,
    ended_on: date | None = None,
    term_ends_on: date | None = None,
    succeeds: CouncilSeat | None = None,
    hand_over_to: Membership | None = None,
    seen: Mapping[int, int] | None = None,
    now: datetime | None = None,
) -> CouncilSeat:
    """Gives a seat its task and its holder, or leaves it vacant; whoever sat there before ends that day.

    `seen` is who held which seat on the page: whoever was given this one since is not put out unseen.

    What that one still owes goes to `hand_over_to`. Without `term_ends_on` the charter says how long it is;
    without `succeeds` the holder follows whoever sat there last. The same again changes nothing.
    """
    now = now or timezone.now()
    started_on = started_on or timezone.localdate(now)
    council = Organisation.objects.select_for_update(no_key=True).get(pk=council.pk)
    charter = Charter.objects.filter(council=council).first()
    insist_on_a_fit(by, council, number, holder, started_on, ended_on)
    present = CouncilSeat.objects.filter(council=council, number=number, ended_on=None).first()
    if is_same(present, holder, duty) and ended_on is None:
        return correct(present, by, charter, substitute, term_ends_on, now)
    insist_on_what_was_seen(present, seen)
    insist_on_one_seat(council, number, holder)
    insist_on_the_charter(charter, council, number, duty)
    insist_on_a_free_seat(council, number, started_on, present)
    term_ends_on = term_ends_on or usual_end(charter, holder, started_on)
    insist_on_a_substitute(charter, council, holder, substitute, number)
    insist_on_a_term(started_on, term_ends_on)
    if present and present.holder and present.holder != holder:
        release(present, to=hand_over_to, by=by, follower=holder, now=now)
    seat = vacate(present, started_on) or CouncilSeat(council=council, number=number)
    seat.duty, seat.holder, seat.started_on, seat.ended_on = duty, holder, started_on, ended_on
    seat.substitute, seat.term_ends_on = substitute, term_ends_on
    if holder and seat.succeeds is None:
        seat.succeeds = succeeds or last_holder(council, number)
    seat.save()
    data = {"number": number, "duty": duty, "membership": holder.pk if holder else None}
    record(by=by, verb="committees.seat", subject=council, data=data, now=now)
    return seat


def is_same(present: CouncilSeat | None, holder: Membership | None, duty: str) -> bool:
    return present is not None and (present.holder, present.duty) == (holder, duty)


def correct(
    seat: CouncilSeat,
    by: User,
    charter: Charter | None,
    substitute: Membership | None,
    term_ends_on: date | None,
    now: datetime,
) -> CouncilSeat:
    """The same person for the same task: another substitute, or another end of the term."""
    term_ends_on = term_ends_on or seat.term_ends_on
    if (seat.substitute, seat.term_ends_on) == (substitute, term_ends_on):
        return seat
    insist_on_a_substitute(charter, seat.council, seat.holder, substitute, seat.number)
    insist_on_a_term(seat.started_on, term_ends_on)
    seat.substitute, seat.term_ends_on = substitute, term_ends_on
    seat.save(update_fields=["substitute", "term_ends_on"])
    data = {"number": seat.number, "until": term_ends_on.isoformat() if term_ends_on else None}
    data["substitute"] = substitute.pk if substitute else None
    record(by=by, verb="committees.seat", subject=seat.council, data=data, now=now)
    return seat


def insist_on_what_was_seen(present: CouncilSeat | None, seen: Mapping[int, int] | None) -> None:
    if seen is None or present is None or present.holder is None:
        return
    if seen.get(present.number) != present.holder_id:
        sentence = _("%(person)s was given this seat meanwhile. Please look again.")
        raise SeenOtherwise(sentence % {"person": present.holder.user.display_name}, field="number")


def usual_end(charter: Charter | None, holder: Membership | None, started_on: date) -> date | None:
    return months_later(started_on, charter.term_months) if charter and holder else None


def last_holder(council: Organisation, number: int) -> CouncilSeat | None:
    rows = CouncilSeat.objects.held().filter(
        council=council, number=number, holder__isnull=False, successor=None
    )
    return rows.exclude(ended_on=None).order_by("-ended_on", "-id").first()


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
        raise Refused(has_a_seat(holder, other), field="holder")


def has_a_seat(member: Membership, seat: CouncilSeat) -> str:
    sentence = _("%(person)s already has seat %(number)d.")
    return sentence % {"person": member.user.display_name, "number": seat.number}


def insist_on_the_charter(charter: Charter | None, council: Organisation, number: int, duty: str) -> None:
    if charter is None:
        return
    if number > charter.seats:
        sentence = _("By its charter the council has %(count)d seats.")
        raise Refused(sentence % {"count": charter.seats}, field="number")
    for office in charter.offices:
        same = CouncilSeat.objects.filter(council=council, duty=office["duty"], ended_on=None)
        if office["duty"] == duty and same.exclude(number=number).count() >= office["seats"]:
            sentence = _("By the charter the seats of “%(duty)s” are %(count)d in number, and taken.")
            raise Refused(sentence % {"duty": duty, "count": office["seats"]}, field="duty")


def insist_on_a_free_seat(
    council: Organisation, number: int, started_on: date, present: CouncilSeat | None
) -> None:
    """Whose end is known but still ahead sits there until then."""
    rows = CouncilSeat.objects.filter(council=council, number=number, holder__isnull=False)
    held = rows.filter(ended_on__gt=started_on).exclude(pk=present.pk if present else None).first()
    if held and held.started_on <= started_on:
        day = short_day(held.ended_on, now=timezone.now())
        raise Refused(_("This seat is held until %(day)s.") % {"day": day}, field="started_on")


def insist_on_a_substitute(
    charter: Charter | None,
    council: Organisation,
    holder: Membership | None,
    substitute: Membership | None,
    number: int,
) -> None:
    if substitute is None:
        return
    if charter and not charter.has_substitutes:
        raise Refused(_("By its charter nobody stands in for another here."), field="substitute")
    if holder is None or substitute == holder:
        raise Refused(_("A substitute stands in for somebody else."), field="substitute")
    if substitute.organisation_id != council.pk or not substitute.is_current(timezone.localdate()):
        raise Refused(_("Only a member of the council can stand in."), field="substitute")
    others = CouncilSeat.objects.filter(council=council, holder=substitute, ended_on=None)
    if other := others.exclude(number=number).first():
        raise Refused(has_a_seat(substitute, other), field="substitute")


def insist_on_a_term(started_on: date, term_ends_on: date | None) -> None:
    if term_ends_on and term_ends_on <= started_on:
        raise Refused(_("The end must come after the start."), field="term_ends_on")


def vacate(present: CouncilSeat | None, on: date) -> CouncilSeat | None:
    """Ends the seat's present row; one that began that very day is returned, to be corrected."""
    if present is None:
        return None
    if present.started_on >= on:
        return present
    present.ended_on = on
    if present.holder and present.term_ends_on and present.term_ends_on <= on:
        present.end_reason = SeatEnd.TERM
    present.save(update_fields=["ended_on", "end_reason"])
    return None


# --- the end of a seat -------------------------------------------------------------


@transaction.atomic
def end_seat(
    *,
    by: User,
    seat: CouncilSeat,
    ended_on: date,
    reason: str,
    hand_over_to: Membership | None = None,
    now: datetime | None = None,
) -> CouncilSeat:
    """Somebody leaves; the seat is shown as vacant from then on. What they owe goes to another first. With
    the day of its start, today or later, it is taken back: the next one follows whoever sat there before."""
    now = now or timezone.now()
    council = Organisation.objects.select_for_update(no_key=True).get(pk=seat.council_id)
    seat = CouncilSeat.objects.select_related("holder__user").get(pk=seat.pk)
    if not may_seat(user=by, council=council):
        raise Refused(_("Seats are given by the council's head and the community."))
    if (seat.ended_on, seat.end_reason) == (ended_on, reason):
        return seat
    insist_on_an_end(seat, ended_on, reason, now)
    release(seat, to=hand_over_to, by=by, follower=None, now=now)
    seat.ended_on, seat.end_reason = ended_on, reason
    seat.succeeds = None if seat.is_taken_back else seat.succeeds
    seat.save(update_fields=["ended_on", "end_reason", "succeeds"])
    CouncilSeat.objects.create(council=council, number=seat.number, duty=seat.duty, started_on=ended_on)
    data = {"number": seat.number, "membership": seat.holder_id, "reason": reason}
    data |= {"taken_back": True} if seat.is_taken_back else {}
    record(by=by, verb="committees.end_seat", subject=council, data=data, now=now)
    return seat


def insist_on_an_end(seat: CouncilSeat, ended_on: date, reason: str, now: datetime) -> None:
    if seat.holder is None:
        raise Refused(_("Nobody sits there."))
    if seat.ended_on:
        raise Refused(_("This seat has ended already; its history stays as it is."))
    if reason not in SeatEnd.values:
        raise Refused(_("Say why it ends."), field="reason")
    today = timezone.localdate(now)
    if ended_on < seat.started_on or ended_on == seat.started_on < today:
        raise Refused(_("The end must come after the start."), field="ended_on")
    if ended_on > today + timedelta(days=366):
        raise Refused(_("This is more than a year ahead. Please check the year."), field="ended_on")


def release(
    seat: CouncilSeat, *, to: Membership | None, by: User, follower: Membership | None, now: datetime
) -> None:
    """Nobody leaves with promises in hand: another who sits there, or who follows, takes each over."""
    owed = list(open_promises_of_member(seat.council, seat.holder.user))
    if not owed:
        return
    insist_on_a_taker(seat, to, follower, len(owed))
    with translation.override(settings.LANGUAGE_CODE):
        reason = _("seat %(number)d passes on") % {"number": seat.number}
    for item in owed:
        house = item.organisation or seat.council
        pass_on(locked_action(item), by=by, person=to.user, organisation=house, reason=reason, now=now)


def insist_on_a_taker(
    seat: CouncilSeat, to: Membership | None, follower: Membership | None, count: int
) -> None:
    if to is None:
        sentence = ngettext(
            "%(person)s still owes %(count)d thing. Say who takes it over.",
            "%(person)s still owes %(count)d things. Say who takes them over.",
            count,
        )
        names = {"person": seat.holder.user.display_name, "count": count}
        raise Refused(sentence % names, field="hand_over_to")
    sits = CouncilSeat.objects.current().filter(council=seat.council_id, holder=to).exists()
    if to == seat.holder or not (sits or to == follower):
        raise Refused(_("Somebody else who sits on the council takes it over."), field="hand_over_to")


# --- terms that end ----------------------------------------------------------------


def warn_of_terms(*, now: datetime | None = None) -> int:
    """Sixty days before a term ends, once: the council's head and the community's staff. The clock acts."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    until = today + timedelta(days=WARN_DAYS)
    rows = CouncilSeat.objects.current(today).filter(
        holder__isnull=False, ended_on=None, term_ends_on__range=(today, until)
    )
    warned = sum(warn(seat, now) for seat in rows.select_related("council", "holder__user"))
    return warned + sum(say_it_is_empty(seat, now) for seat in left_alone(today))


def left_alone(today: date) -> QuerySet[CouncilSeat]:
    """Somebody is written down there whose office ended, or whose account was closed."""
    gone = Q(holder__ended_on__lte=today) | Q(holder__user__is_active=False)
    rows = CouncilSeat.objects.current(today).filter(gone, ended_on=None)
    return rows.select_related("council", "holder__user").order_by("pk")


def say_it_is_empty(seat: CouncilSeat, now: datetime) -> int:
    return post(
        to=[member.user for member in those_who_see_to_it(seat.council)],
        kind=messages.TERM,
        words=messages.seat_is_empty(seat),
        url=messages.url_of_council(seat.council),
        subject=seat,
        dedupe=f"seat {seat.pk} holder {seat.holder_id} left",
        due_at=now,
        by_day=True,
    )


def warn(seat: CouncilSeat, now: datetime) -> int:
    return post(
        to=[member.user for member in those_who_see_to_it(seat.council)],
        kind=messages.TERM,
        words=messages.term_ends(seat, now),
        url=messages.url_of_council(seat.council),
        subject=seat,
        dedupe=f"seat {seat.pk} term {seat.term_ends_on}",
        due_at=now,
        by_day=True,
    )


def those_who_see_to_it(council: Organisation) -> list[Membership]:
    """By person once: the head, and the staff of the communities that the council belongs to."""
    paths = list(council.services.current().values_list("place__path", flat=True))
    staff = Q(
        organisation__kind__in=STAFF_KINDS,
        organisation__services__in=Service.objects.current().filter(place__path__in=prefixes(paths)),
    )
    here = Membership.objects.current().filter(user__is_active=True)
    rows = here.filter(Q(organisation=council, office=Office.HEAD) | staff)
    found = {member.user_id: member for member in rows.select_related("user").distinct()}
    return list(found.values())
