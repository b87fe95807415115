"""Seats of a council: who sits there, how long, who follows, and what is handed over."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from committees import messages, tasks
from committees.models import CouncilSeat, Invitation
from committees.operations import (
    ActionPlan,
    accept_action,
    adopt_charter,
    end_seat,
    record_resolution,
    seat_member,
    warn_of_terms,
)
from committees.queries import seats_at
from kit.refused import Refused
from notifications.models import Message
from tests.committees.ground import NOW, STARTS, convene_soon, make_place, member
from tests.committees.pages import text_of

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


# --- terms, substitutes, succession ---------------------------------------------------------------


def chartered(estate, **changes):
    fields = {"by": estate.staff, "council": estate.council, "seats": 5, "term_months": 24, "now": NOW}
    return adopt_charter(**fields | changes)


def sit(estate, number, holder=None, **changes):
    holder = holder or member(organisation=estate.council, office="member")
    fields = {"by": estate.staff, "council": estate.council, "number": number, "holder": holder}
    return seat_member(**fields | {"started_on": MAY, "now": NOW} | changes)


def end(estate, seat, **changes):
    return end_seat(
        **{"by": estate.staff, "seat": seat, "ended_on": JUNE, "reason": "moved", "now": NOW} | changes
    )


def owing(estate, seat, *, organisation="council", text="组织征询", meeting=None, now=STARTS):
    """Something that the seat's holder promised."""
    meeting = meeting or estate.convene()
    organisation = estate.council if organisation == "council" else organisation
    due_on = now.date() + timedelta(days=14)
    plan = ActionPlan(text, due_on, organisation=organisation, person=seat.holder.user)
    if organisation is None:
        Invitation.objects.get_or_create(meeting=meeting, user=seat.holder.user)
    words = {"text": text, "outcome": "noted", "actions": [plan], "now": now}
    return record_resolution(by=estate.staff, meeting=meeting, **words).action_items.get()


def test_the_charter_says_how_many_and_how_long(estate):
    chartered(estate, offices=[{"duty": "会长", "seats": 1}])
    first = sit(estate, 1, duty="会长")
    assert first.term_ends_on == date(2027, 5, 1)
    assert sit(estate, 2, term_ends_on=JUNE).term_ends_on == JUNE
    assert sit(estate, 3, started_on=date(2025, 1, 31), term_ends_on=None).term_ends_on == date(2027, 1, 31)
    for wrong, field, words in (
        ({"number": 6}, "number", "一共 5 席"),
        ({"number": 4, "duty": "会长"}, "duty", "只设 1 席"),
        ({"number": 4, "term_ends_on": MAY}, "term_ends_on", "晚于"),
    ):
        with pytest.raises(Refused, match=words) as refused:
            sit(estate, **wrong)
        assert refused.value.field == field


def test_a_substitute_is_another_member_without_a_seat(estate):
    seat, other = sit(estate, 1), sit(estate, 2)
    spare = member(organisation=estate.council)
    for substitute in (seat.holder, other.holder, estate.property.memberships.get()):
        with pytest.raises(Refused) as refused:
            sit(estate, 1, seat.holder, substitute=substitute)
        assert refused.value.field == "substitute"
    with pytest.raises(Refused, match="空席"):
        seat_member(by=estate.staff, council=estate.council, number=3, substitute=spare, now=NOW)
    # The same person on the same seat: a correction, not a new term.
    again = sit(estate, 1, seat.holder, substitute=spare, term_ends_on=date(2028, 5, 1), started_on=JUNE)
    assert (again.pk, again.substitute, again.started_on) == (seat.pk, spare, MAY)
    chartered(estate, has_substitutes=False)
    with pytest.raises(Refused, match="不能由别人代替"):
        sit(estate, 3, substitute=member(organisation=estate.council))


def test_who_follows_whom_also_over_a_vacancy(estate):
    first = sit(estate, 1, duty="会长")
    end(estate, first)
    first.refresh_from_db()
    assert (first.ended_on, first.end_reason) == (JUNE, "moved")
    assert [(s.holder, s.started_on) for s in seats_at(estate.building)] == [(None, JUNE)]
    second = sit(estate, 1, duty="会长", started_on=date(2025, 7, 1))
    third = sit(estate, 1, duty="会长", started_on=date(2025, 9, 1))
    assert (second.succeeds, third.succeeds) == (first, second)
    second.refresh_from_db()
    assert second.ended_on == date(2025, 9, 1)


def test_ending_a_seat(estate):
    seat = sit(estate, 1)
    for wrong, field in (
        ({"by": estate.resident}, None),
        ({"ended_on": MAY}, "ended_on"),
        ({"ended_on": date(2206, 1, 1)}, "ended_on"),
        ({"reason": "bored"}, "reason"),
    ):
        with pytest.raises(Refused) as refused:
            end(estate, seat, **wrong)
        assert refused.value.field == field
    end(estate, seat)
    end(estate, seat)
    assert CouncilSeat.objects.filter(number=1).count() == 2
    with pytest.raises(Refused, match="已经离任"):
        end(estate, seat, reason="died")
    with pytest.raises(Refused, match="本来就空着"):
        end(estate, CouncilSeat.objects.get(holder=None))
    # Whose end is still ahead sits there until then.
    other = sit(estate, 2)
    end(estate, other, ended_on=NOW.date() + timedelta(days=30))
    with pytest.raises(Refused, match="还有人担任") as refused:
        sit(estate, 2, started_on=NOW.date())
    assert refused.value.field == "started_on"
    assert sit(estate, 2, started_on=NOW.date() + timedelta(days=30)).succeeds == other


def test_nobody_leaves_with_promises_in_hand(estate):
    seat, colleague = sit(estate, 1, estate.council.memberships.get()), sit(estate, 2)
    spare = member(organisation=estate.council)
    councils = estate.convene(kind="council", organisation=estate.council)
    mine = owing(estate, seat)
    own = owing(estate, seat, organisation=None, meeting=councils, text="写通知")
    settled = owing(estate, seat, text="办完的")
    accept_action(by=estate.staff, action_item=settled, now=STARTS)
    for to, words in ((None, "还有 2 件"), (seat.holder, "另一位"), (spare, "另一位")):
        with pytest.raises(Refused, match=words) as refused:
            end(estate, seat, hand_over_to=to)
        assert refused.value.field == "hand_over_to"
    seat.refresh_from_db()
    assert seat.ended_on is None
    end(estate, seat, hand_over_to=colleague.holder)
    for item in (mine, own, settled):
        item.refresh_from_db()
    taken = (colleague.holder.user, estate.council)
    assert [(item.person, item.organisation) for item in (mine, own)] == [taken, taken]
    assert settled.person == seat.holder.user
    assert colleague.holder.user.display_name in mine.reports.get().text


def test_nor_when_somebody_else_is_put_on_the_seat(estate):
    seat = sit(estate, 1)
    item = owing(estate, seat)
    follower = member(organisation=estate.council)
    with pytest.raises(Refused, match="还有 1 件") as refused:
        sit(estate, 1, follower, started_on=JUNE)
    assert refused.value.field == "hand_over_to"
    with pytest.raises(Refused):
        sit(estate, 1, follower, started_on=JUNE, hand_over_to=seat.holder)
    sit(estate, 1, follower, started_on=JUNE, hand_over_to=follower)
    item.refresh_from_db()
    assert item.person == follower.user


def test_a_warning_sixty_days_before_the_end_and_only_one(estate):
    today = NOW.date()
    soon = sit(estate, 1, term_ends_on=today + timedelta(days=61))
    sit(estate, 2, term_ends_on=today + timedelta(days=400))
    sit(estate, 3, term_ends_on=today - timedelta(days=1))  # over already: the page says so
    leaving = sit(estate, 4, term_ends_on=today + timedelta(days=70))
    end(estate, leaving, ended_on=today + timedelta(days=20))

    def told():
        rows = Message.objects.filter(letter__kind=messages.TERM, channel="inbox").order_by("recipient")
        return [(row.recipient, row.subject) for row in rows]

    assert warn_of_terms(now=NOW) == 0
    assert tasks.warn_of_terms(now=(NOW + timedelta(days=1)).isoformat()) > 0
    expected = {estate.president, estate.staff}
    assert {person for person, _about in told()} == expected
    assert {about for _person, about in told()} == {f"committees.councilseat:{soon.pk}"}
    assert warn_of_terms(now=NOW + timedelta(days=2)) == 0
    assert warn_of_terms(now=NOW + timedelta(days=9)) == 0
    # Another end of the term is another warning.
    sit(estate, 1, soon.holder, term_ends_on=today + timedelta(days=65))
    assert warn_of_terms(now=NOW + timedelta(days=9)) > 0
    assert len(told()) == 4


@pytest.mark.parametrize("way", ["office", "account"])
def test_a_seat_of_whoever_left_is_said_to_be_empty_once(estate, way):
    chartered(estate)
    holder = member(organisation=estate.council)
    sit(estate, 2, holder)
    before = NOW + timedelta(days=1)
    assert warn_of_terms(now=before) == 0
    if way == "office":
        type(holder).objects.filter(pk=holder.pk).update(ended_on=before.date())
    else:
        type(holder.user).objects.filter(pk=holder.user_id).update(is_active=False)
    assert warn_of_terms(now=before) > 0
    rows = Message.objects.filter(letter__kind=messages.TERM, channel="inbox")
    assert {row.recipient for row in rows} == {estate.president, estate.staff}
    assert "第 2 席" in rows[0].title
    assert warn_of_terms(now=before + timedelta(days=1)) == 0


def test_the_page_says_who_speaks_for_us(estate, client, visit):
    today = timezone.localdate()
    chartered(estate, now=timezone.now())
    head = sit(
        estate, 1, estate.council.memberships.get(), duty="会长", term_ends_on=today + timedelta(days=10)
    )
    sit(
        estate,
        2,
        duty="调解",
        term_ends_on=today - timedelta(days=1),
        substitute=member(organisation=estate.council),
    )
    gone = sit(estate, 3, duty="长者关怀")
    end(estate, gone, reason="resigned")
    follower = sit(estate, 3, duty="长者关怀", started_on=JUNE)
    convene_soon(estate, title="下次联席会")
    owing(estate, head, meeting=convene_soon(estate, days=-20), now=timezone.now())
    url = f"/meetings/councils/{estate.council.pk}/"
    page = client.get(url)
    words = text_of(page)
    for each in ("黄木棉", "任期还有 10 天", "超期履职", "主动辞去", "下次联席会", "组织征询", "还空着 2 席"):
        assert each in words
    assert f"接{gone.holder.user.display_name}的任" in words
    assert f"由{follower.holder.user.display_name}接任" in words
    assert page.context["page"].vacant == 2
    assert "/end/" not in page.content.decode()
    assert f"/meetings/councils/seats/{head.pk}/end/" in visit(estate.president).get(url).content.decode()
    for pk in (estate.property.pk, 999999):
        assert client.get(f"/meetings/councils/{pk}/").status_code == 404
    bare = make_place().council
    assert "还没有席位" in text_of(client.get(f"/meetings/councils/{bare.pk}/"))


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_costs_the_same_at_1_and_at_30(estate, client, django_assert_num_queries, count):
    for number in range(1, count + 1):
        first = sit(estate, number)
        end(estate, first)
        sit(estate, number, started_on=JUNE, substitute=member(organisation=estate.council))
    meeting = estate.convene()
    delegate = CouncilSeat.objects.filter(ended_on=None).first()
    plan = [ActionPlan("办", date(2026, 3, 25), estate.council, delegate.holder.user) for _n in range(count)]
    words = {"text": "办", "outcome": "noted", "actions": plan, "now": STARTS}
    record_resolution(by=estate.staff, meeting=meeting, **words)
    # Council, charter, seats, former holders, meetings, promises.
    with django_assert_num_queries(6):
        client.get(f"/meetings/councils/{estate.council.pk}/")
