"""Resolutions, promises, minutes and their notice."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from committees import messages
from committees.models import ActionItem
from committees.operations import (
    ActionPlan,
    cancel_meeting,
    close_meeting,
    give_status,
    publish_minutes,
    record_resolution,
    reply,
    report_progress,
)
from committees.queries import carried_over, left_over, owed_by, resolutions
from kit.refused import Refused
from kit.subjects import subject_key
from notices.models import Notice
from notifications.models import Message
from tests.committees.ground import NOW, STARTS, attend, make_place, member
from tests.committees.sealing import sealed
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
DURING = STARTS + timedelta(minutes=30)
NEXT_WEEK = date(2026, 3, 18)


def attended(estate, **changes):
    """Called, and everyone came."""
    return attend(estate, estate.convene(**changes))


def resolve(estate, meeting, **changes):
    fields = {"by": estate.staff, "meeting": meeting, "text": "由物业 7 日内补消防距离图", "now": DURING}
    return record_resolution(**fields | changes)


def plan(estate, **changes):
    fields = {
        "text": "补消防距离图",
        "due_on": NEXT_WEEK,
        "organisation": estate.property,
        "person": estate.manager,
    }
    return ActionPlan(**fields | changes)


def test_a_resolution_keeps_its_wording_votes_and_promises(estate):
    meeting = attended(estate)
    item = meeting.agenda.get(position=2)
    resolution = resolve(
        estate,
        meeting,
        agenda_item=item,
        votes_for=3,
        abstentions=1,
        actions=[plan(estate), plan(estate, text="组织征询 5 天", organisation=estate.council, person=None)],
    )
    assert (resolution.number, resolution.label, resolution.recorded_at) == (1, "2026-03-1", DURING)
    assert resolution.agenda_item == item
    actions = ActionItem.objects.order_by("id").values_list(
        "text", "organisation", "person", "due_on", "state"
    )
    assert list(actions) == [
        ("补消防距离图", estate.property.pk, estate.manager.pk, NEXT_WEEK, "open"),
        ("组织征询 5 天", estate.council.pk, None, NEXT_WEEK, "open"),
    ]
    assert resolve(estate, meeting, text="书屋试开 19–21 时").number == 2


def test_whoever_owes_it_is_told_at_once(estate):
    vice = member(organisation=estate.council, office="member").user
    resolution = resolve(
        estate,
        attended(estate),
        actions=[plan(estate), plan(estate, text="征询", organisation=estate.council, person=None)],
    )
    first, second = resolution.action_items.order_by("id")

    def told(action):
        found = Message.objects.about(subject_key(action)).filter(
            letter__kind=messages.ACTION, channel="inbox"
        )
        return {message.recipient for message in found}

    assert told(first) == {estate.manager}
    # For the council its head answers, not each of its members.
    assert told(second) == {estate.president}
    assert vice not in told(second)


def test_the_second_tap_gets_the_first_resolution(estate):
    meeting, key = attended(estate), uuid4()
    first = resolve(estate, meeting, client_key=key, actions=[plan(estate)])
    assert resolve(estate, meeting, client_key=key, actions=[plan(estate)]) == first
    assert meeting.resolutions.count() == meeting.action_items.count() == 1
    with pytest.raises(Refused):  # its key, sent to another meeting
        resolve(estate, estate.convene(), client_key=key)


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"text": "  "}, "text"),
        ({"votes_for": 3, "votes_against": 2}, "votes_for"),
        ({"votes_for": -1}, "votes_for"),
        ({"actions": [{"text": " "}]}, "actions"),
        ({"actions": [{"organisation": None, "person": None}]}, "actions"),
        ({"actions": [{"due_on": STARTS.date() - timedelta(days=1)}]}, "actions"),
        ({"actions": [{}, {"organisation": None, "person": "stranger"}]}, "actions"),
        ({"actions": [{"organisation": "elsewhere", "person": None}]}, "actions"),
    ],
)
def test_a_resolution_that_cannot_be_leaves_nothing_behind(estate, changes, field):
    meeting = attended(estate)
    known = {"stranger": UserFactory(), "elsewhere": make_place().property}
    plans = [
        plan(
            estate,
            **{
                name: known.get(value, value) if isinstance(value, str) and name != "text" else value
                for name, value in action.items()
            },
        )
        for action in changes.get("actions", [])
    ]
    with pytest.raises(Refused) as refused:
        resolve(estate, meeting, **changes | {"actions": plans})
    assert refused.value.field == field
    assert not meeting.resolutions.exists()
    assert not ActionItem.objects.exists()


def test_nothing_is_resolved_before_it_begins_or_after_it_ended(estate):
    meeting = estate.convene()
    with pytest.raises(Refused, match="还没开始"):
        resolve(estate, meeting, now=STARTS - timedelta(seconds=1))
    other = make_place().convene().agenda.first()
    with pytest.raises(Refused, match="另一次"):
        resolve(estate, meeting, agenda_item=other)
    with pytest.raises(Refused):
        resolve(estate, meeting, by=estate.manager)
    close_meeting(by=estate.staff, meeting=meeting, minutes="已议", now=DURING)
    with pytest.raises(Refused, match="已经结束"):
        resolve(estate, meeting)
    called_off = estate.convene()
    cancel_meeting(by=estate.staff, meeting=called_off, reason="台风", now=NOW)
    with pytest.raises(Refused, match="取消"):
        resolve(estate, called_off)


def test_the_chair_may_write_too(estate):
    meeting = attended(estate, chair=estate.president)
    assert resolve(estate, meeting, by=estate.president).recorded_by == estate.president


# --- promises -----------------------------------------------------------------------------------------------------


def test_open_promises_stand_on_what_a_person_owes(estate, django_assert_num_queries):
    meeting = attended(estate)
    resolve(
        estate,
        meeting,
        actions=[
            plan(estate, text="后办", due_on=NEXT_WEEK + timedelta(days=9)),
            plan(estate, text="先办", person=None),
            plan(estate, text="街坊会的事", organisation=estate.council, person=None),
        ],
    )
    colleague = member(organisation=estate.property).user
    estate.manager._standing = None
    assert [a.text for a in owed_by(estate.manager)] == ["先办", "后办"]
    with django_assert_num_queries(1):  # the standing is known by now
        assert {(a.owner, a.meeting.place.name) for a in owed_by(estate.manager)} == {
            (f"{estate.property}", estate.place.name),
            (f"{estate.property} {estate.manager}", estate.place.name),
        }
    assert [a.text for a in owed_by(colleague)] == ["先办"]
    assert [a.text for a in owed_by(estate.president)] == ["街坊会的事"]


def test_what_is_carried_over(estate):
    first = attended(estate)
    kept = resolve(estate, first, text="已办完的", actions=[plan(estate)])
    still = resolve(estate, first, text="还没办完的", actions=[plan(estate)])
    report_progress(
        by=estate.staff, action_item=kept.action_items.get(), progress="好了", state="done", now=DURING
    )
    close_meeting(by=estate.staff, meeting=first, minutes="已议", now=DURING)
    month = timedelta(days=30)
    second = estate.convene(
        starts_at=STARTS + month, ends_at=STARTS + month + timedelta(hours=1), now=NOW + month
    )
    assert set(carried_over(second, estate.staff)) == {kept, still}
    give_status(
        by=estate.staff,
        meeting=second,
        action_item=still.action_items.get(),
        state="open",
        text="下月办",
        now=STARTS + month,
    )
    close_meeting(by=estate.staff, meeting=second, minutes="已议", now=STARTS + month)
    third = estate.convene(
        starts_at=STARTS + 2 * month, ends_at=STARTS + 2 * month + timedelta(hours=1), now=NOW + 2 * month
    )
    # Nothing of the second; of the first only the promise that nobody kept.
    assert list(carried_over(third, estate.staff)) == [still]


@pytest.mark.parametrize("latest", [1, 2, 60])
def test_as_many_as_a_page_shows_are_the_first_of_all_that_is_carried_over(estate, monkeypatch, latest):
    """However few of the meetings are looked at first; of some of them nothing is left."""
    monkeypatch.setattr(resolutions, "LATEST", latest)
    for number, promises in enumerate([2, 0, 1, 3]):
        begins = STARTS + timedelta(days=number)
        meeting = attended(estate, starts_at=begins, ends_at=begins + timedelta(minutes=90))
        for text in "甲乙丙"[:promises]:
            resolve(estate, meeting, text=text, actions=[plan(estate)], now=begins)
        resolve(estate, meeting, text="没有承诺的", now=begins)
    before = [meeting.pk]
    of = (estate.staff, before, estate.place.pk, meeting.kind_id, STARTS + timedelta(days=30))
    everything = list(left_over(*of))
    assert [row.text for row in everything] == ["甲", "乙", "丙", "没有承诺的", "甲", "甲", "乙"]
    for most in range(1, 9):
        assert list(left_over(*of, most=most)) == everything[:most]


# --- the end ------------------------------------------------------------------------------------------------------


def test_closing(estate):
    meeting = estate.convene()
    with pytest.raises(Refused, match="还没开始"):
        close_meeting(by=estate.staff, meeting=meeting, minutes="已议", now=NOW)
    with pytest.raises(Refused) as refused:
        close_meeting(by=estate.staff, meeting=meeting, minutes="  ", now=DURING)
    assert refused.value.field == "minutes"
    with pytest.raises(Refused):
        close_meeting(by=estate.manager, meeting=meeting, minutes="已议", now=DURING)
    closed = close_meeting(by=estate.staff, meeting=meeting, minutes="已议", now=DURING)
    assert (closed.state, closed.minutes.text, closed.closed_at) == ("closed", "已议", DURING)
    again = close_meeting(by=estate.staff, meeting=meeting, minutes="已议", now=DURING + timedelta(minutes=1))
    assert again.closed_at == DURING
    with pytest.raises(Refused, match="已经结束"):
        close_meeting(by=estate.staff, meeting=meeting, minutes="改写", now=DURING)


def test_the_minutes_as_a_notice_say_everything_once(estate):
    meeting = estate.convene()
    reply(by=estate.manager, meeting=meeting, reply="coming", now=NOW)
    reply(by=estate.captain, meeting=meeting, reply="declined", reason="那天出差", now=NOW)
    attend(estate, meeting)
    resolve(estate, meeting, votes_for=3, abstentions=1, actions=[plan(estate)])
    resolve(estate, meeting, text="增设朝天摄像头 <3 台>", is_beyond_power=True)
    with pytest.raises(Refused, match="先结束"):
        publish_minutes(by=estate.staff, meeting=meeting, now=DURING)
    close_meeting(
        by=estate.staff, meeting=meeting, minutes="物业报两处选址。\n\n6栋居民担心离窗太近。", now=DURING
    )
    with pytest.raises(Refused, match="封存后"):
        publish_minutes(by=estate.staff, meeting=meeting, now=DURING)
    sealed(estate, meeting, now=DURING)
    notice = publish_minutes(by=estate.staff, meeting=meeting, now=DURING)

    assert notice.title == "会议纪要：电动车集中充电点选址（3 月 11 日）"
    assert (notice.category, notice.state, notice.is_public) == ("deliberation", "published", True)
    assert list(notice.places.all()) == [estate.place]
    for words in (
        f"<li>{estate.property.name}：1 人</li>",
        "<li>楼长代表：1 人</li>",
        "由物业 7 日内补消防距离图",
        "通过，3 方同意，1 方弃权",
        "3 月 18 日前",
        "增设朝天摄像头 &lt;3 台&gt;",
        "《民法典》第二百七十八条",
        "<p>6栋居民担心离窗太近。</p>",
    ):
        assert words in notice.body
    # Who promised stands there; who merely came does not.
    assert estate.manager.display_name in notice.body
    assert estate.president.display_name not in notice.body
    assert publish_minutes(by=estate.staff, meeting=meeting, now=DURING) == notice
    assert Notice.objects.count() == 1


def test_a_meeting_behind_closed_doors_is_posted_to_the_place_only(estate):
    meeting = estate.convene(is_open=False)
    close_meeting(by=estate.staff, meeting=meeting, minutes="已议", now=DURING)
    sealed(estate, meeting, now=DURING)
    assert publish_minutes(by=estate.staff, meeting=meeting, now=DURING).is_public is False


def test_staff_who_run_anothers_meeting_post_in_their_own_name(estate):
    meeting = estate.convene(organisation=estate.council)
    close_meeting(by=estate.staff, meeting=meeting, minutes="已议", now=DURING)
    sealed(estate, meeting, now=DURING)
    assert publish_minutes(by=estate.staff, meeting=meeting, now=DURING).organisation == estate.committee


def test_refused_minutes_leave_the_meeting_as_it_was(estate):
    """The chair may run it, but does not speak for the committee that convened it."""
    vice = member(organisation=estate.council, office="member").user
    meeting = estate.convene(chair=vice)
    close_meeting(by=vice, meeting=meeting, minutes="已议", now=DURING)
    sealed(estate, meeting, now=DURING)
    with pytest.raises(Refused):
        publish_minutes(by=vice, meeting=meeting, now=DURING)
    meeting.refresh_from_db()
    assert meeting.minutes_notice is None
    assert not Notice.objects.exists()
