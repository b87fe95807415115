"""Topics: raised, seconded, sorted, put on an agenda, dealt with or carried over."""

from datetime import timedelta

import pytest

from committees.models import Endorsement, Topic
from committees.models.topics import TopicState
from committees.operations import (
    ItemPlan,
    add_agenda_item,
    cancel_meeting,
    close_meeting,
    drop_item,
    endorse_topic,
    move_meeting,
    record_resolution,
    sort_topic,
    take_back_endorsement,
    withdraw_topic,
)
from issues.models import Issue, IssueState
from kit.refused import Refused
from notifications.models import Message
from tests.committees.ground import (
    NOW,
    STARTS,
    attend,
    make_place,
    member,
    resident_of,
)
from tests.committees.test_two_at_once import at_once
from tests.committees.topics import linked, make_issue, make_topic, ready, told

pytestmark = pytest.mark.django_db


# --- raising and seconding -----------------------------------------------------------------


def test_neighbours_and_those_who_serve_raise_topics(estate):
    for by in (estate.resident, estate.captain, estate.staff, estate.manager):
        make_topic(estate, by)
    assert make_topic(estate, estate.manager, organisation=estate.property).organisation == estate.property
    make_topic(estate, place=estate.place.parent)  # the community's, of which the estate is a part
    stranger = make_place()
    for by in (stranger.resident, stranger.staff):
        with pytest.raises(Refused, match="街坊"):
            make_topic(estate, by)
    with pytest.raises(Refused, match="单位的名义"):
        make_topic(estate, organisation=estate.council)
    with pytest.raises(Refused, match="单位的名义"):
        make_topic(estate, stranger_of(estate), organisation=stranger.council)
    with pytest.raises(Refused, match="议什么"):
        make_topic(estate, title=" ")
    assert Topic.objects.count() == 6


def stranger_of(estate):
    """A neighbour here whose organisation serves elsewhere."""
    return member(organisation=make_place().council, user=resident_of(estate.building)).user


def test_the_second_tap_and_somebody_elses_form(estate):
    first = make_topic(estate)
    assert make_topic(estate, client_key=first.client_key) == first
    with pytest.raises(Refused):
        make_topic(estate, estate.captain, client_key=first.client_key)


def test_an_issue_has_one_open_topic_and_whoever_raises_it_again_seconds_it(estate):
    issue = make_issue(estate)
    first = make_topic(estate, issue=issue, title="")
    assert (first.title, first.issue) == (issue.title, issue)
    assert make_topic(estate, issue=issue) == first
    assert make_topic(estate, estate.captain, issue=issue) == first
    assert [e.user for e in first.endorsements.all()] == [estate.captain]
    withdraw_topic(by=estate.resident, topic=first)
    assert make_topic(estate, estate.captain, issue=issue) != first


def test_what_may_not_be_read_or_went_to_mediation_is_raised_by_nobody(estate):
    issue = make_issue(estate)
    stranger = resident_of(estate.building)
    Issue.objects.filter(pk=issue.pk).update(is_private=True)
    with pytest.raises(Refused, match="看不到"):
        make_topic(estate, stranger, issue=issue)
    over = {"closed_at": NOW, "next_alarm": None, "next_alarm_at": None}
    Issue.objects.filter(pk=issue.pk).update(state=IssueState.MEDIATION, **over)
    with pytest.raises(Refused, match="看不到"):
        make_topic(estate, issue=issue)


def test_seconding_once_and_taking_it_back(estate):
    topic = make_topic(estate)
    for _tap in range(2):
        endorse_topic(by=estate.captain, topic=topic)
    assert topic.endorsements.count() == 1
    for _tap in range(2):
        take_back_endorsement(by=estate.captain, topic=topic)
    assert not topic.endorsements.exists()
    with pytest.raises(Refused, match="您提的"):
        endorse_topic(by=estate.resident, topic=topic)
    with pytest.raises(Refused, match="附议"):
        endorse_topic(by=make_place().resident, topic=topic)
    withdraw_topic(by=estate.resident, topic=topic)
    with pytest.raises(Refused, match="已撤回"):
        endorse_topic(by=estate.captain, topic=topic)


@pytest.mark.django_db(transaction=True)
def test_two_neighbours_raise_the_same_issue_at_once(transactional_db):
    from issues.operations.categories import load_categories

    load_categories()
    estate = make_place()
    issue = make_issue(estate)
    acts = [lambda by=by: make_topic(estate, by, issue=issue) for by in (estate.resident, estate.captain)]
    first, second = at_once(*acts)
    assert first == second
    assert (Topic.objects.count(), Endorsement.objects.count()) == (1, 1)


# --- sorting -----------------------------------------------------------------


@pytest.mark.parametrize(
    "power, state, answer, field",
    [
        ("", "ready", "", "power"),
        ("moon", "ready", "", "power"),
        ("meeting", "settled", "", "state"),
        ("authority", "ready", "", "state"),
        ("elsewhere", "ready", "去问街道", "state"),
        ("meeting", "passed_on", "转给物业", "state"),
        ("authority", "passed_on", " ", "answer"),
        ("meeting", "declined", "", "answer"),
    ],
)
def test_a_verdict_that_cannot_be(estate, power, state, answer, field):
    topic = make_topic(estate)
    with pytest.raises(Refused) as refused:
        sort_topic(by=estate.staff, topic=topic, power=power, state=state, answer=answer, anyway=True)
    assert refused.value.field == field
    topic.refresh_from_db()
    assert topic.state == TopicState.RAISED


def test_a_neighbours_topic_needs_seconders_or_a_word_a_partys_needs_none(estate):
    topic = make_topic(estate)
    with pytest.raises(Refused, match="还差 3 人"):
        sort_topic(by=estate.staff, topic=topic, power="meeting")
    for by in (estate.captain, estate.manager, resident_of(estate.building)):
        endorse_topic(by=by, topic=topic)
    assert sort_topic(by=estate.staff, topic=topic, power="meeting").state == "ready"
    own = make_topic(estate, estate.manager, organisation=estate.property)
    assert sort_topic(by=estate.president, topic=own, power="owners").state == "ready"
    assert ready(estate).state == "ready"


def test_who_sorts_and_what_the_raiser_and_the_issue_hear(estate):
    issue = make_issue(estate)
    topic = make_topic(estate, issue=issue)
    for by in (estate.resident, estate.captain, estate.manager, make_place().staff):
        with pytest.raises(Refused, match="召集"):
            sort_topic(by=by, topic=topic, power="meeting", anyway=True)
    words = {"power": "authority", "state": "passed_on", "answer": "转供水公司"}
    for _tap in range(2):
        topic = sort_topic(by=estate.staff, topic=topic, **words)
    assert (topic.state, topic.looked_at_by) == ("passed_on", estate.staff)
    assert told(estate.resident) == [f"您提的议题已转交：{topic.title}"]
    assert linked(issue) == ["作为议题已转交：转供水公司"]
    with pytest.raises(Refused, match="已转交"):
        sort_topic(by=estate.staff, topic=topic, power="meeting", anyway=True)


def test_taking_back_until_it_is_on_an_agenda(estate):
    own = make_topic(estate, estate.manager, organisation=estate.property)
    colleague = member(organisation=estate.property).user
    with pytest.raises(Refused, match="提出的人"):
        withdraw_topic(by=estate.resident, topic=own)
    for _tap in range(2):
        assert withdraw_topic(by=colleague, topic=own).state == "withdrawn"
    topic = ready(estate)
    estate.convene(agenda=[ItemPlan(topic=topic)])
    with pytest.raises(Refused, match="已列入议程"):
        withdraw_topic(by=estate.resident, topic=topic)


# --- through meetings -----------------------------------------------------------------


def test_from_the_tray_to_the_agenda_and_back(estate):
    issue = make_issue(estate)
    topic = ready(estate, issue=issue)
    meeting = estate.convene(agenda=[ItemPlan("高空抛物")])
    for _tap in range(2):
        item = add_agenda_item(by=estate.staff, meeting=meeting, topic=topic, now=NOW)
    assert (item.title, item.topic, item.issue, item.position) == (topic.title, topic, issue, 3)
    topic.refresh_from_db()
    assert topic.state == "scheduled"
    other = estate.convene(agenda=[ItemPlan("别的事")])
    with pytest.raises(Refused, match="已经列入别的会议"):
        add_agenda_item(by=estate.staff, meeting=other, topic=topic, now=NOW)
    add_agenda_item(by=estate.staff, meeting=meeting, title="丙", now=NOW)
    for _tap in range(2):
        drop_item(by=estate.staff, item=item, now=NOW)
    assert list(meeting.agenda.values_list("position", "title"))[1:] == [(2, "高空抛物"), (3, "丙")]
    topic.refresh_from_db()
    assert topic.state == "ready"
    assert [title.partition("：")[0] for title in told(estate.resident)] == [
        "您提的议题等待上会",
        "您提的议题列入了议程",
        "您提的议题等下一次会议",
    ]
    assert linked(issue)[-1] == "从 3 月 11 日“电动车集中充电点选址”议程中移出，等下一次会议"
    add_agenda_item(by=estate.staff, meeting=other, topic=topic, now=NOW)


def test_an_unsorted_or_hidden_topic_is_put_on_no_agenda(estate):
    meeting = estate.convene()
    with pytest.raises(Refused, match="还没有筛选"):
        add_agenda_item(by=estate.staff, meeting=meeting, topic=make_topic(estate), now=NOW)
    with pytest.raises(Refused, match="看不到"):
        add_agenda_item(by=estate.staff, meeting=meeting, topic=ready(make_place()), now=NOW)
    assert meeting.agenda.count() == 3


def test_an_issue_put_on_an_agenda_takes_its_topic_along(estate):
    issue = make_issue(estate)
    topic = ready(estate, issue=issue)
    meeting = estate.convene(agenda=[ItemPlan(issue=issue)])
    assert meeting.agenda.get(issue=issue).topic == topic


def test_what_was_decided_is_settled_what_was_not_reached_carries_over(estate):
    done, open_, unheard = (ready(estate, title=title) for title in ("甲", "乙", "丙"))
    meeting = attend(estate, estate.convene(agenda=[ItemPlan(topic=t) for t in (done, open_, unheard)]))
    items = {item.topic_id: item for item in meeting.agenda.exclude(topic=None)}
    record_resolution(by=estate.staff, meeting=meeting, agenda_item=items[done.pk], text="办", now=STARTS)
    meeting.agenda.filter(pk=items[open_.pk].pk).update(ended_at=STARTS)
    for _tap in range(2):
        close_meeting(by=estate.staff, meeting=meeting, minutes="已议", now=STARTS)
    states = dict(Topic.objects.values_list("title", "state"))
    assert states == {"甲": "settled", "乙": "settled", "丙": "ready"}
    assert f"您提的议题议过了：{done.title}" in told(estate.resident)
    assert f"您提的议题等下一次会议：{unheard.title}" in told(estate.resident)


def test_a_meeting_called_off_gives_its_topics_back(estate):
    topic = ready(estate)
    meeting = estate.convene(agenda=[ItemPlan(topic=topic)])
    cancel_meeting(by=estate.staff, meeting=meeting, reason="台风", now=NOW)
    topic.refresh_from_db()
    assert topic.state == "ready"


def test_whoever_raised_it_hears_that_the_meeting_has_another_date(estate):
    mine = ready(estate)
    invited = ready(estate, by=estate.captain, title="楼道灯")
    meeting = estate.convene(agenda=[ItemPlan(topic=mine), ItemPlan(topic=invited)])
    later = {"starts_at": STARTS + timedelta(days=1), "ends_at": STARTS + timedelta(days=1, hours=2)}
    move_meeting(by=estate.staff, meeting=meeting, now=NOW, **later)
    move_meeting(by=estate.staff, meeting=meeting, now=NOW, venue="门厅", **later)
    assert told(estate.resident)[-2:] == [
        "您提的议题列入了议程：书屋周末开不开",
        "您提的议题，会议改期了：书屋周末开不开",
    ]
    assert "3 月 12 日" in Message.objects.filter(recipient=estate.resident).last().letter.body
    assert not [title for title in told(estate.captain) if "改期" in title]


@pytest.mark.django_db(transaction=True)
def test_two_agendas_want_one_topic(transactional_db):
    estate = make_place()
    topic = ready(estate)
    meetings = [estate.convene(title=title) for title in ("甲会", "乙会")]
    results = at_once(
        *(lambda m=m: add_agenda_item(by=estate.staff, meeting=m, topic=topic, now=NOW) for m in meetings)
    )
    assert sum(isinstance(result, Refused) for result in results) == 1
    assert topic.agenda_items.count() == 1
