"""A council on its page: its charter, its seats, who sat there, and what it promised."""

from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from buildings.models import Membership, Organisation
from committees.deadlines import ends_soon, is_over
from committees.models import ActionItem, Charter, CouncilSeat, Meeting, Party
from people.models import User

MOST_FORMER = 60
NEXT_MEETINGS = 3


@dataclass
class SeatToday:
    """One seat as it is today; without `seat` the charter has it and nobody was ever given it."""

    number: int
    seat: CouncilSeat | None
    today: date

    @property
    def duty(self) -> str:
        return self.seat.duty if self.seat else ""

    @property
    def holder(self) -> Membership | None:
        return self.seat.holder if self.seat else None

    @property
    def ends_soon(self) -> bool:
        return bool(self.holder) and ends_soon(self.seat.term_ends_on, self.today)

    @property
    def days_left(self) -> int:
        return (self.seat.term_ends_on - self.today).days

    @property
    def is_over(self) -> bool:
        return bool(self.holder) and is_over(self.seat.term_ends_on, self.today)

    @property
    def predecessor(self) -> CouncilSeat | None:
        return self.seat.succeeds if self.seat else None


@dataclass
class CouncilPage:
    council: Organisation
    charter: Charter | None
    seats: list[SeatToday]
    former: list[CouncilSeat] = field(default_factory=list)

    @property
    def vacant(self) -> int:
        return sum(seat.holder is None for seat in self.seats)


def council_page(council: Organisation, today: date) -> CouncilPage:
    """Three queries, however many seats and former holders."""
    charter = Charter.objects.filter(council=council).first()
    seats = CouncilSeat.objects.current(today).filter(council=council)
    seats = list(seats.select_related("holder__user", "substitute__user", "succeeds__holder__user"))
    by_number = {seat.number: seat for seat in sorted(seats, key=lambda seat: seat.started_on)}
    numbers = sorted({*by_number, *range(1, charter.seats + 1 if charter else 1)})
    today_seats = [SeatToday(number, by_number.get(number), today) for number in numbers]
    former = CouncilSeat.objects.filter(council=council, holder__isnull=False, ended_on__lte=today)
    former = former.select_related("holder__user", "successor__holder__user").order_by("-ended_on", "number")
    return CouncilPage(council, charter, today_seats, list(former[:MOST_FORMER]))


def meetings_of(council: Organisation, user: User | AnonymousUser) -> list[Meeting]:
    """The next ones that it calls or is called to."""
    called = Exists(Party.objects.filter(meeting=OuterRef("pk"), organisation=council))
    rows = Meeting.objects.visible_to(user).upcoming().filter(Q(organisation=council) | Q(called))
    return list(rows.select_related("place", "kind").order_by("starts_at", "id")[:NEXT_MEETINGS])


def open_promises_of_member(council: Organisation, user: User) -> QuerySet[ActionItem]:
    """What somebody owes as one of this council: in its name, or in their own from its meetings."""
    own = Q(organisation=None, meeting__organisation=council)
    rows = ActionItem.objects.open().filter(Q(organisation=council) | own, person=user)
    return rows.select_related("organisation", "meeting").order_by("id")


def held_now(council: Organisation) -> dict[int, int]:
    """{number of a seat: the membership that has it, or will}"""
    rows = CouncilSeat.objects.filter(council=council, ended_on=None, holder__isnull=False)
    return dict(rows.order_by("number").values_list("number", "holder"))


def sitting_members(council: Organisation, but: Membership | None) -> list[Membership]:
    """Who could take something over."""
    seats = CouncilSeat.objects.current().filter(council=council, holder__isnull=False)
    rows = [seat.holder for seat in seats.select_related("holder__user").order_by("number")]
    return [member for member in rows if member != but]
