"""章程: how many seats a council has, for how long, and when it can decide."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buildings.models import Organisation
from committees.models import Charter, CouncilSeat
from committees.models.kinds import Counted
from committees.quorum import Share
from committees.rules import COUNCIL_KINDS, may_seat
from committees.seen import insist_on_the_same, seen_of
from journal.operations import record
from kit.refused import Refused
from people.models import User

MOST_SEATS, MOST_MONTHS = 99, 120
MORE_THAN_HALF = Share(1, 2, is_strict=True)


@transaction.atomic
def adopt_charter(
    *,
    by: User,
    council: Organisation,
    seats: int,
    term_months: int = 36,
    offices: Iterable[Mapping] = (),
    quorum: Share = MORE_THAN_HALF,
    majority: Share = MORE_THAN_HALF,
    majority_is_of_all: bool = False,
    has_substitutes: bool = True,
    text: str = "",
    adopted_on: date | None = None,
    seen: str = "",
    now: datetime | None = None,
) -> Charter:
    """The first one, or a changed one; meetings already called keep the rules of their day.

    `offices`: [{"duty": "会长", "seats": 1}, …]. In a council people count, each for one. The same again
    changes nothing. `seen`: what stood on the page (`committees.seen`).
    """
    now = now or timezone.now()
    adopted_on = adopted_on or timezone.localdate(now)
    council = Organisation.objects.select_for_update(no_key=True).get(pk=council.pk)
    insist_on_a_council(by, council)
    offices = [{"duty": each["duty"].strip(), "seats": each["seats"]} for each in offices]
    insist_on_seats(council, seats, offices)
    insist_on_a_term(term_months, adopted_on, now)
    insist_on_a_share(quorum, "quorum")
    insist_on_a_share(majority, "majority")
    fields = shares("quorum", quorum) | shares("majority", majority)
    fields |= {"quorum_of": Counted.PEOPLE, "voters": Counted.PEOPLE, "has_substitutes": has_substitutes}
    fields |= {"seats": seats, "term_months": term_months, "offices": offices, "text": text.strip()}
    fields |= {"adopted_on": adopted_on, "majority_is_of_all": majority_is_of_all}
    known = Charter.objects.filter(council=council).first()
    if known and all(getattr(known, name) == value for name, value in fields.items()):
        return known
    insist_on_the_same(seen_of(known), seen)
    charter, _created = Charter.objects.update_or_create(council=council, defaults=fields)
    data = fields | {"adopted_on": adopted_on.isoformat()}
    record(by=by, verb="committees.adopt_charter", subject=council, data=data, now=now)
    return charter


def shares(name: str, share: Share) -> dict:
    return {
        f"{name}_numerator": share.numerator,
        f"{name}_denominator": share.denominator,
        f"{name}_is_strict": share.is_strict,
    }


def insist_on_a_council(by: User, council: Organisation) -> None:
    if not may_seat(user=by, council=council):
        raise Refused(_("The charter is written down by the council's head and the community."))
    if council.kind not in COUNCIL_KINDS:
        raise Refused(_("Only a council has a charter."))


def insist_on_seats(council: Organisation, seats: int, offices: list[dict]) -> None:
    if not 1 <= seats <= MOST_SEATS:
        raise Refused(_("A council has from 1 to %(most)d seats.") % {"most": MOST_SEATS}, field="seats")
    held = CouncilSeat.objects.filter(council=council, ended_on=None, holder__isnull=False)
    most = max([held.count(), *held.values_list("number", flat=True)])
    if seats < most:
        sentence = _("Seats up to number %(count)d are held now. Let the last ones end first.")
        raise Refused(sentence % {"count": most}, field="seats")
    duties = [office["duty"] for office in offices]
    if not all(duties) or len(set(duties)) < len(duties) or any(each["seats"] < 1 for each in offices):
        raise Refused(_("Each office once, with a name and at least one seat."), field="offices")
    if sum(office["seats"] for office in offices) > seats:
        raise Refused(_("There are more offices than seats."), field="offices")


def insist_on_a_term(term_months: int, adopted_on: date, now: datetime) -> None:
    if not 1 <= term_months <= MOST_MONTHS:
        sentence = _("A term lasts from 1 to %(most)d months.")
        raise Refused(sentence % {"most": MOST_MONTHS}, field="term_months")
    if adopted_on > timezone.localdate(now):
        raise Refused(_("This day is still ahead. When was it adopted?"), field="adopted_on")


def insist_on_a_share(share: Share, field: str) -> None:
    """Somebody, and no more than all of them."""
    part, whole = share.numerator, share.denominator
    if part < 1 or part > whole or (part == whole and share.is_strict):
        raise Refused(_("It takes somebody, and at most all of them."), field=field)
