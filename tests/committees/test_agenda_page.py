"""Building the agenda on its page: order, minutes, presenters, the tray."""

import re

import pytest

from committees.operations import (
    ItemPlan,
    add_agenda_item,
    cancel_meeting,
    change_item,
    drop_item,
    raise_topic,
    sort_topic,
)
from issues.models import Category, Issue, IssueState
from issues.operations import report_issue
from kit.refused import Refused
from tests.committees.ground import NOW, STARTS, convene_now, convene_soon, make_place
from tests.committees.pages import text_of

pytestmark = pytest.mark.django_db


def titles(meeting) -> list[str]:
    return [item.title for item in meeting.agenda.order_by("position")][1:]


def ready_topic(estate, title="书屋周末开不开", power="meeting"):
    topic = raise_topic(by=estate.resident, place=estate.place, title=title)
    return sort_topic(by=estate.staff, topic=topic, power=power, anyway=True)


# --- the verbs -----------------------------------------------------------------


def test_changing_an_item(estate):
    meeting = estate.convene()
    first, item, other = meeting.agenda.order_by("position")
    for _tap in range(2):
        change_item(by=estate.staff, item=item, title="充电棚", minutes=40, presenter="区经理", now=NOW)
    item.refresh_from_db()
    assert (item.title, item.minutes, item.presenter) == ("充电棚", 40, "区经理")
    with pytest.raises(Refused, match=r"1 小时 35 分钟.*1 小时 30 分钟"):
        change_item(by=estate.staff, item=item, title="充电棚", minutes=70, now=NOW)
    with pytest.raises(Refused, match="至少"):
        change_item(by=estate.staff, item=item, title="充电棚", minutes=0, now=NOW)
    with pytest.raises(Refused, match="议什么"):
        change_item(by=estate.staff, item=item, title=" ", minutes=5, now=NOW)
    with pytest.raises(Refused, match="第 1 项"):
        change_item(by=estate.staff, item=first, title="别的", minutes=5, now=NOW)
    with pytest.raises(Refused):
        change_item(by=estate.manager, item=other, title="别的", minutes=5, now=NOW)
    change_item(
        by=estate.staff, item=item, title="充电棚", minutes=70, now=STARTS
    )  # in the room it takes what it takes


def test_dropping_an_item_before_the_meeting_only(estate):
    meeting = estate.convene()
    first, item, other = meeting.agenda.order_by("position")
    with pytest.raises(Refused, match="第 1 项"):
        drop_item(by=estate.staff, item=first, now=NOW)
    with pytest.raises(Refused):
        drop_item(by=estate.manager, item=item, now=NOW)
    with pytest.raises(Refused, match="已经开始"):
        drop_item(by=estate.staff, item=item, now=STARTS)
    drop_item(by=estate.staff, item=item, now=NOW)
    other.refresh_from_db()
    assert (other.position, titles(meeting)) == (2, [other.title])


# --- the page -----------------------------------------------------------------


def test_who_reads_the_page_and_who_builds_on_it(estate, client, visit):
    meeting = convene_soon(estate)
    ready_topic(estate)
    url = f"/meetings/{meeting.pk}/agenda/"
    for reader in (client, visit(estate.resident), visit(make_place().staff)):
        page = reader.get(url)
        assert "电动车集中充电点" in text_of(page)
        assert "列入议程" not in text_of(page)
        assert "移出" not in text_of(page)
    page = text_of(visit(estate.staff).get(url))
    for words in ("列入议程", "移出", "书屋周末开不开", "1 小时，会议共 1 小时 30 分钟"):
        assert words in page
    delegates_only = convene_soon(estate, is_open=False)
    assert visit(estate.resident).get(f"/meetings/{delegates_only.pk}/agenda/").status_code == 404
    item = meeting.agenda.get(position=2)
    for path in ("add/", "take/", "order/", f"{item.pk}/change/", f"{item.pk}/drop/", f"{item.pk}/up/"):
        assert visit(estate.manager).post(url + path).status_code == 404
    assert len(titles(meeting)) == 2


def test_moving_an_item_keeps_the_focus_on_its_button(estate, visit):
    meeting = convene_soon(estate, agenda=[ItemPlan("甲"), ItemPlan("乙"), ItemPlan("丙")])
    item = meeting.agenda.get(title="丙")
    client = visit(estate.staff)
    answer = client.post(f"/meetings/{meeting.pk}/agenda/{item.pk}/up/")
    assert answer.url.endswith(f"agenda/?moved={item.pk}&way=up")
    body = client.get(answer.url).content.decode()
    assert body.count("data-focus") == 1
    assert re.search('autofocus data-focus>[^<]*<span class="vh"> 丙</span></button>', body)
    assert titles(meeting) == ["甲", "丙", "乙"]
    assert client.post(f"/meetings/{meeting.pk}/agenda/{item.pk}/sideways/").status_code == 404


def test_the_order_that_was_dragged(estate, visit):
    meeting = convene_soon(estate, agenda=[ItemPlan("甲"), ItemPlan("乙"), ItemPlan("丙")])
    a, b, c = meeting.agenda.filter(is_follow_up=False).order_by("position")
    url, client = f"/meetings/{meeting.pk}/agenda/order/", visit(estate.staff)
    for _tap in range(2):
        answer = client.post(url, {"item": [c.pk, a.pk, b.pk]})
        assert (answer.status_code, answer.content.decode()) == (200, "顺序已保存。")
    assert titles(meeting) == ["丙", "甲", "乙"]
    for order in ([a.pk], [c.pk, a.pk, "x"], [c.pk, a.pk, b.pk, meeting.agenda.get(position=1).pk], []):
        answer = client.post(url, {"item": order})
        assert answer.status_code == 409
        assert "改动" in answer.content.decode()
    assert titles(meeting) == ["丙", "甲", "乙"]


def test_from_the_tray(estate, visit):
    meeting = convene_soon(estate)
    topic, owners = ready_topic(estate), ready_topic(estate, "用维修资金换电梯", power="owners")
    client, url = visit(estate.staff), f"/meetings/{meeting.pk}/agenda/"
    assert text_of(client.get(url)).count("会上只能转交") == 1
    for _tap in range(2):
        client.post(url + "take/", {"topic": topic.pk, "minutes": "20"})
    item = meeting.agenda.get(topic=topic)
    assert (item.minutes, item.position) == (20, 4)
    too_long = client.post(url + "take/", {"topic": owners.pk, "minutes": "200"}, follow=True)
    assert "会议只有 1 小时 30 分钟" in text_of(too_long)
    for data in (
        {"topic": owners.pk, "minutes": "0"},
        {"topic": owners.pk},
        {"topic": "999999", "minutes": "5"},
    ):
        assert client.post(url + "take/", data, follow=True).context["messages"]
    convene_soon(estate, title="另一会", agenda=[ItemPlan(topic=owners)])
    gone = client.post(url + "take/", {"topic": owners.pk, "minutes": "5"}, follow=True)
    assert "已经不在这里" in text_of(gone)
    client.post(f"{url}{item.pk}/drop/")
    assert client.post(f"{url}{item.pk}/drop/").status_code == 302
    assert len(titles(meeting)) == 2


def test_adding_and_changing_on_the_page(estate, visit):
    meeting = convene_soon(estate)
    client, url = visit(estate.staff), f"/meetings/{meeting.pk}/agenda/"
    assert client.post(url + "add/", {"item-title": "丙", "item-minutes": "5"}).status_code == 302
    item = meeting.agenda.get(title="丙")
    refused = client.post(url + "add/", {"item-title": "三小时", "item-minutes": "180"})
    assert "会议只有 1 小时 30 分钟" in text_of(refused)
    assert "三小时" in refused.content.decode()
    assert "议什么" in text_of(client.post(url + "add/", {"item-title": "", "item-minutes": "5"}))
    change = f"{url}{item.pk}/change/"
    words = {f"i{item.pk}-title": "丁", f"i{item.pk}-minutes": "10", f"i{item.pk}-presenter": "楼长"}
    assert client.post(change, words).status_code == 302
    assert "楼长" in text_of(client.get(url))
    refused = client.post(change, words | {f"i{item.pk}-minutes": "180"})
    assert "会议只有 1 小时 30 分钟" in text_of(refused)
    assert client.post(change, words | {f"i{item.pk}-minutes": "半"}).context["items"][3].change_form.errors
    item.refresh_from_db()
    assert (item.title, item.minutes) == ("丁", 10)


def test_what_is_sent_from_a_page_that_stood_open_is_refused_beside_its_words(estate, visit):
    """The meeting was called off meanwhile: the page itself offers no forms any more."""
    meeting = convene_soon(estate, agenda=[ItemPlan("甲")])
    item = meeting.agenda.get(title="甲")
    cancel_meeting(by=estate.staff, meeting=meeting, reason="台风")
    client, url = visit(estate.staff), f"/meetings/{meeting.pk}/agenda/"
    assert 'agenda/add/"' not in client.get(url).content.decode()
    for address, words in (
        ("add/", {"item-title": "晾衣杆", "item-minutes": "5"}),
        (f"{item.pk}/change/", {f"i{item.pk}-title": "晾衣杆", f"i{item.pk}-minutes": "5"}),
    ):
        refused = client.post(url + address, words)
        assert "会议已经取消" in text_of(refused), address
        assert 'value="晾衣杆"' in refused.content.decode(), address


def test_once_it_has_begun_nothing_is_dropped(estate, visit):
    meeting = convene_now(estate)
    url = f"/meetings/{meeting.pk}/agenda/"
    page = text_of(visit(estate.staff).get(url))
    assert "移出" not in page
    item = meeting.agenda.get(position=2)
    assert "已经开始" in text_of(visit(estate.staff).post(f"{url}{item.pk}/drop/", follow=True))


def test_a_matter_in_mediation_is_not_rewritten(estate, visit):
    issue = report_issue(
        by=estate.resident, category=Category.objects.get(pk="upkeep"), place=estate.building, text="灯不亮"
    )
    meeting = convene_soon(estate, agenda=[ItemPlan(issue=issue), ItemPlan("乙")])
    over = {"closed_at": NOW, "next_alarm": None, "next_alarm_at": None}
    Issue.objects.filter(pk=issue.pk).update(state=IssueState.MEDIATION, **over)
    page = visit(estate.staff).get(f"/meetings/{meeting.pk}/agenda/")
    assert issue.title not in page.content.decode()
    assert [bool(item.change_form) for item in page.context["items"]] == [False, False, True]


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_costs_the_same_at_one_and_at_thirty(estate, visit, django_assert_num_queries, count):
    meeting = convene_soon(estate, agenda=[ItemPlan(f"第 {n} 项", 1) for n in range(count)])
    for number in range(count):
        ready_topic(estate, f"议题 {number}")
    add_agenda_item(by=estate.staff, meeting=meeting, topic=ready_topic(estate, "已列入"), minutes=5)
    client, url = visit(estate.staff), f"/meetings/{meeting.pk}/agenda/"
    client.get(url)
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(url)


PAGE_QUERIES = 9
