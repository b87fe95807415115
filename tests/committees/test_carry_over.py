"""No promise ever vanishes: it is carried from meeting to meeting until it is settled."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from committees.models import ActionItem, Meeting
from committees.operations import (
    ActionPlan,
    accept_action,
    close_meeting,
    give_status,
    put_off_action,
    record_resolution,
    report_progress,
    return_action,
)
from committees.queries.actions import carried_promises
from committees.reminders import SHANGHAI
from kit.refused import Refused
from tests.committees import carry
from tests.committees.carry import Promise, Sitting, Strand
from tests.committees.ground import NOW, STARTS, attend, make_place

DURING = STARTS + timedelta(minutes=30)
MONTH = timedelta(days=30)

# --- the rule, without a database -------------------------------------------------------------

STRANDS = [Strand(1, "joint"), Strand(1, "hall"), Strand(2, "joint")]
starts = st.integers(0, 40).map(lambda days: datetime(2026, 1, 1, tzinfo=SHANGHAI) + timedelta(days=days))


@st.composite
def histories(draw):
    places = st.tuples(st.sampled_from(STRANDS), starts)
    sittings = [Sitting(pk, *row) for pk, row in enumerate(draw(st.lists(places, min_size=1, max_size=9)))]
    chosen = st.sampled_from(sittings)
    looked = st.frozensets(st.integers(0, len(sittings) - 1), max_size=4)
    rows = draw(st.lists(st.tuples(chosen, st.booleans(), looked), max_size=9))
    return sittings, [Promise(pk, *row) for pk, row in enumerate(rows)]


@given(histories())
def test_each_open_promise_is_carried_to_every_later_meeting_of_its_strand_and_nowhere_else(history):
    sittings, promises = history
    for sitting in sittings:
        found = carry.carried(promises, sitting)
        for promise in promises:
            earlier = promise.made_at.strand == sitting.strand and promise.made_at[:1] != sitting[:1]
            earlier &= (promise.made_at.starts_at, promise.made_at.pk) < (sitting.starts_at, sitting.pk)
            looked_at = sitting.pk in promise.looked_at
            assert (promise in found) == (earlier and (looked_at or not promise.is_settled))
        left = carry.without_status(promises, sitting)
        assert all(promise in found and not promise.is_settled for promise in left)


@given(histories())
def test_of_two_meetings_of_a_strand_one_follows_the_other(history):
    sittings, _promises = history
    for one in sittings:
        assert not one.follows(one)
        for other in sittings:
            if one is not other and one.strand == other.strand:
                assert one.follows(other) != other.follows(one)


# --- the same through the real operations ------------------------------------------------------

steps = st.lists(
    st.tuples(
        st.sampled_from(["convene", "promise", "claim", "accept", "return", "put off", "status", "close"]),
        st.integers(0, 7),
        st.sampled_from(["open", "done", "dropped"]),
    ),
    min_size=4,
    max_size=12,
)


class History:
    """Meetings of one place, a month apart, and what was promised at them; beside it, what must hold."""

    def __init__(self, estate) -> None:
        self.estate, self.now = estate, DURING
        self.meetings: list[Meeting] = []
        self.settled: set[int] = set()
        self.convene(0, "")

    def convene(self, pick: int, _state: str) -> None:
        starts = STARTS + MONTH * len(self.meetings)
        kind = "hall" if pick == 7 else "joint"
        self.meetings.append(
            self.estate.convene(
                starts_at=starts, ends_at=starts + timedelta(hours=2), kind=kind, now=starts - 9 * MONTH / 30
            )
        )
        self.now = starts + timedelta(minutes=30)

    def promise(self, pick: int, _state: str) -> None:
        meeting = self.meetings[pick % len(self.meetings)]
        plan = ActionPlan("办", meeting.starts_at.date() + MONTH, self.estate.property, self.estate.manager)
        record_resolution(**self.by_staff(meeting), text="办", outcome="noted", actions=[plan])

    def by_staff(self, meeting: Meeting) -> dict:
        return {"by": self.estate.staff, "meeting": meeting, "now": self.now}

    def item(self, pick: int) -> ActionItem:
        items = list(ActionItem.objects.order_by("id"))
        if not items:
            raise Refused("nothing yet")
        return items[pick % len(items)]

    def claim(self, pick: int, _state: str) -> None:
        words = {"progress": "好了", "state": "reported", "now": self.now}
        report_progress(by=self.estate.manager, action_item=self.item(pick), **words)

    def accept(self, pick: int, _state: str) -> None:
        item = accept_action(by=self.estate.staff, action_item=self.item(pick), now=self.now)
        self.settled.add(item.pk)

    def send_back(self, pick: int, _state: str) -> None:
        return_action(by=self.estate.staff, action_item=self.item(pick), text="没好", now=self.now)

    def put_off(self, pick: int, _state: str) -> None:
        due_on = self.now.date() + MONTH * (1 + pick)
        put_off_action(
            by=self.estate.staff, action_item=self.item(pick), due_on=due_on, reason="等", now=self.now
        )

    def status(self, pick: int, state: str) -> None:
        meeting, item = self.meetings[-1 - pick % len(self.meetings)], self.item(pick)
        give_status(**self.by_staff(meeting), action_item=item, state=state, text="说一句")
        if state != "open":
            self.settled.add(item.pk)

    def close(self, pick: int, _state: str) -> None:
        meeting = self.meetings[pick % len(self.meetings)]
        rows = carried_promises(Meeting.objects.get(pk=meeting.pk))
        lacking = [item for item in rows if item.status is None]
        if lacking and not meeting.is_closed:
            with pytest.raises(Refused), transaction.atomic():
                close_meeting(**self.by_staff(meeting), minutes="已议")
        else:
            close_meeting(**self.by_staff(meeting), minutes="已议")

    def check(self) -> None:
        """At every moment: open ones stand before each later meeting of their kind that is not closed; no
        settled one does, unless this very meeting settled it."""
        items = {item.pk: item for item in ActionItem.objects.select_related("meeting")}
        assert {pk for pk, item in items.items() if item.state in ("done", "dropped")} == self.settled
        for meeting in Meeting.objects.all():
            here = Sitting(meeting.pk, Strand(meeting.place_id, meeting.kind_id), meeting.starts_at)
            rows = [self.as_rule(item) for item in items.values()]
            expected = carry.carried(rows, here)
            if meeting.is_closed:
                expected = [promise for promise in expected if meeting.pk in promise.looked_at]
                assert {p.pk for p in carry.without_status(rows, here)} <= self.made_since(meeting)
            assert {item.pk for item in carried_promises(meeting)} == {promise.pk for promise in expected}

    def as_rule(self, item: ActionItem) -> Promise:
        made_at = item.meeting
        sitting = Sitting(made_at.pk, Strand(made_at.place_id, made_at.kind_id), made_at.starts_at)
        looked_at = frozenset(item.reports.exclude(meeting=None).values_list("meeting", flat=True))
        return Promise(item.pk, sitting, item.pk in self.settled, looked_at)

    def made_since(self, meeting: Meeting) -> set[int]:
        """An earlier meeting that was not closed yet may have promised more after this one had ended."""
        late = ActionItem.objects.filter(resolution__recorded_at__gte=meeting.closed_at)
        return set(late.values_list("pk", flat=True))


@pytest.mark.django_db
@settings(
    max_examples=12,
    phases=[Phase.generate],  # looking for a smaller example would take minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=steps)
def test_whatever_happens_no_promise_vanishes(estate, steps):
    acts = {"put off": "put_off", "return": "send_back"}
    with transaction.atomic():
        history = History(estate)
        history.promise(0, "")
        for verb, pick, state in steps:
            try:
                with transaction.atomic():
                    getattr(history, acts.get(verb, verb))(pick, state)
            except Refused:
                pass  # what may not be done leaves everything as it was
            history.check()
        transaction.set_rollback(True)


# --- and told as a story --------------------------------------------------------------------------


def promised(estate, meeting, text="补图") -> ActionItem:
    plan = ActionPlan(text, STARTS.date() + MONTH, organisation=estate.property, person=estate.manager)
    words = {"text": text, "outcome": "noted", "actions": [plan], "now": DURING}
    return record_resolution(by=estate.staff, meeting=meeting, **words).action_items.get()


@pytest.mark.django_db
def test_a_meeting_does_not_close_over_a_promise_without_a_word(estate):
    first = attend(estate, estate.convene())
    kept, open_, dropped = (promised(estate, first, text) for text in ("补图", "装灯", "种树"))
    elsewhere = make_place()
    promised(elsewhere, elsewhere.convene())
    hall = estate.convene(kind="hall", starts_at=STARTS + MONTH / 2, ends_at=STARTS + MONTH / 2 + MONTH / 360)
    during = STARTS + MONTH + timedelta(minutes=20)
    second = estate.convene(starts_at=STARTS + MONTH, ends_at=STARTS + MONTH + timedelta(hours=1), now=NOW)
    assert list(carried_promises(hall)) == []
    assert [(item.text, item.status) for item in carried_promises(second)] == [
        ("补图", None),
        ("装灯", None),
        ("种树", None),
    ]

    def close():
        return close_meeting(by=estate.staff, meeting=second, minutes="已议", now=during)

    with pytest.raises(Refused, match=r"还有 3 件.*“补图”、“装灯”、“种树”") as refused:
        close()
    assert refused.value.url == f"/meetings/{second.pk}/carried/"
    report_progress(by=estate.manager, action_item=kept, progress="贴了", state="reported", now=DURING)
    with pytest.raises(Refused, match="还有 3 件"):  # what its owner says is no word of the meeting
        close()

    def say(item, state, text="", **changes):
        fields = {"by": estate.staff, "meeting": second, "action_item": item, "now": during}
        return give_status(state=state, text=text, **fields | changes)

    for item, state, changes, field in (
        (open_, "open", {}, "text"),
        (dropped, "dropped", {}, "text"),
        (kept, "reported", {"text": "好了"}, "state"),
        (kept, "lost", {"text": "好了"}, "state"),
        (open_, "open", {"text": "在装", "due_on": STARTS.date()}, "due_on"),
        (open_, "done", {"text": "好了", "due_on": during.date() + MONTH}, "state"),
        (open_, "open", {"text": "在装", "by": estate.manager}, None),
        (open_, "open", {"text": "在装", "meeting": hall, "now": STARTS + MONTH}, None),
        (open_, "open", {"text": "在装", "now": NOW}, None),
    ):
        with pytest.raises(Refused) as refused:
            say(item, state, **changes)
        assert refused.value.field == field
    say(kept, "done")
    say(kept, "done")
    say(open_, "open", "在装", due_on=during.date() + MONTH)
    with pytest.raises(Refused, match=r"还有 1 件.*“种树”"):
        close()
    say(dropped, "dropped", "树种不合适")
    assert [report.state for report in kept.reports.all()] == ["done", "reported"]
    closed = close()
    with pytest.raises(Refused, match="已经结束"):
        say(open_, "open", "再说")
    assert {item.text: item.status for item in carried_promises(closed)} == {
        "补图": "done",
        "装灯": "open",
        "种树": "dropped",
    }
    month = 2 * MONTH
    third = estate.convene(starts_at=STARTS + month, ends_at=STARTS + month + timedelta(hours=1), now=NOW)
    assert [item.text for item in carried_promises(third)] == ["装灯"]


@pytest.mark.django_db
def test_at_the_meeting_too_nobody_closes_their_own(estate):
    first = estate.convene()
    plan = ActionPlan("写方案", STARTS.date() + MONTH, organisation=estate.committee, person=estate.staff)
    words = {"text": "写方案", "outcome": "noted", "actions": [plan], "now": DURING}
    item = record_resolution(by=estate.staff, meeting=first, **words).action_items.get()
    at = STARTS + MONTH
    chair = {"chair": estate.president, "now": NOW}
    second = estate.convene(starts_at=at, ends_at=at + timedelta(hours=1), **chair)
    words = {"meeting": second, "action_item": item, "now": at + timedelta(minutes=5)}
    for state, due_on in (("done", None), ("dropped", None), ("open", at.date() + MONTH)):
        with pytest.raises(Refused):
            give_status(by=estate.staff, state=state, text="好了", due_on=due_on, **words)
    assert give_status(by=estate.staff, state="open", text="写了一半", **words).progress == "写了一半"
    assert give_status(by=estate.president, state="done", text="会上看过", **words).state == "done"
