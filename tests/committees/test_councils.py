"""Seats of a council."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from committees.models import CouncilSeat
from committees.operations import seat_member
from committees.queries import seats_at
from kit.refused import Refused
from tests.committees.ground import make_place, member

pytestmark = pytest.mark.django_db
MAY, JUNE = date(2025, 5, 1), date(2025, 6, 1)


def seats(council):
    rows = CouncilSeat.objects.filter(council=council).order_by("number", "started_on")
    return [
        (s.number, s.duty, s.holder and s.holder.user.display_name, s.started_on, s.ended_on) for s in rows
    ]


def test_a_seat_passes_from_one_to_the_next_and_history_stays(estate):
    first = estate.council.memberships.get()
    second = member(organisation=estate.council)
    seat_member(
        by=estate.president, council=estate.council, number=1, duty="会长", holder=first, started_on=MAY
    )
    seat_member(
        by=estate.staff, council=estate.council, number=1, duty="会长", holder=second, started_on=JUNE
    )
    seat_member(
        by=estate.staff, council=estate.council, number=1, duty="会长", holder=second, started_on=JUNE
    )
    assert seats(estate.council) == [
        (1, "会长", "黄木棉", MAY, JUNE),
        (1, "会长", second.user.display_name, JUNE, None),
    ]


def test_a_vacant_seat_is_shown_and_filled(estate):
    seat_member(by=estate.staff, council=estate.council, number=2, duty="调解", started_on=MAY)
    assert [(s.duty, s.holder) for s in seats_at(estate.building)] == [("调解", None)]
    holder = estate.council.memberships.get()
    seat_member(by=estate.staff, council=estate.council, number=2, duty="调解", holder=holder, started_on=MAY)
    assert seats(estate.council) == [(2, "调解", "黄木棉", MAY, None)]
    assert list(seats_at(make_place().building)) == []


def test_one_member_one_seat(estate):
    holder = estate.council.memberships.get()
    seat_member(by=estate.staff, council=estate.council, number=1, holder=holder)
    with pytest.raises(Refused, match="第 1 席") as refused:
        seat_member(by=estate.staff, council=estate.council, number=2, holder=holder)
    assert refused.value.field == "holder"
    with pytest.raises(IntegrityError), transaction.atomic():
        CouncilSeat.objects.create(council=estate.council, number=2, holder=holder)


def test_who_cannot_be_seated_and_who_may_not_seat(estate):
    council = estate.council
    outsider = estate.property.memberships.get()
    former = member(organisation=council, ended_on=timezone.localdate() - timedelta(days=1))
    for holder in (outsider, former):
        with pytest.raises(Refused, match="本会成员"):
            seat_member(by=estate.staff, council=council, number=1, holder=holder)
    with pytest.raises(Refused, match="业委会"):
        seat_member(by=estate.staff, council=estate.property, number=1, holder=outsider)
    with pytest.raises(Refused):
        seat_member(by=estate.staff, council=council, number=0)
    with pytest.raises(Refused) as refused:
        seat_member(by=estate.staff, council=council, number=1, started_on=JUNE, ended_on=MAY)
    assert refused.value.field == "ended_on"
    plain = member(organisation=council, office="member").user
    for by in (plain, estate.resident, estate.manager, make_place().staff):
        with pytest.raises(Refused):
            seat_member(by=by, council=council, number=1)
    assert seats(council) == []
