"""The tray, one topic's page, raising and sorting, as a browser without script does it."""

import pytest
from django.utils import timezone

from committees.models import Topic
from committees.operations import (
    ItemPlan,
    endorse_topic,
    record_resolution,
    sort_topic,
)
from issues.models import Issue
from tests.committees.ground import (
    attend,
    convene_now,
    convene_soon,
    make_place,
    resident_of,
)
from tests.committees.pages import text_of
from tests.committees.topics import make_issue, make_topic, ready

pytestmark = pytest.mark.django_db


def test_the_list_by_stage_and_place(estate, client, visit):
    assert client.get("/meetings/topics/").status_code == 302
    make_topic(estate, title="待筛的事")
    ready(estate, title="等会的事")
    sort_topic(
        by=estate.staff,
        topic=make_topic(estate, title="别处的事"),
        power="elsewhere",
        state="passed_on",
        answer="转街道",
    )
    make_topic(make_place(), title="外人的事")
    neighbour = visit(resident_of(estate.building))
    assert "看议题，提议题" in text_of(neighbour.get("/meetings/"))
    page = text_of(neighbour.get("/meetings/topics/"))
    assert "待筛的事" in page
    assert "等会的事" not in page
    assert "外人的事" not in page
    assert estate.resident.display_name not in page
    assert "等会的事" in text_of(neighbour.get(f"/meetings/topics/?show=ready&place={estate.place.pk}"))
    assert "等会的事" not in text_of(
        neighbour.get(f"/meetings/topics/?show=ready&place={estate.building.pk}")
    )
    assert "转街道" in text_of(neighbour.get("/meetings/topics/?show=settled"))
    assert "没有议题列入议程" in text_of(neighbour.get("/meetings/topics/?show=scheduled"))


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_at_one_and_at_thirty(estate, visit, django_assert_num_queries, count):
    for number in range(count):
        topic = make_topic(estate, title=f"第 {number} 件")
        endorse_topic(by=estate.captain, topic=topic)
    client = visit(estate.resident)
    client.get("/meetings/topics/")
    with django_assert_num_queries(LIST_QUERIES):
        page = client.get("/meetings/topics/")
    assert len(page.context["page"]) == min(count, 20)


LIST_QUERIES = 5


def test_raising_one_from_an_issue(estate, visit):
    issue = make_issue(estate)
    url = f"/meetings/topics/new/?issue={issue.pk}"
    client = visit(estate.resident)
    form = client.get(url).context["form"]
    assert (form["title"].value(), form["place"].value()) == (issue.title, estate.place.pk)
    assert "organisation" not in form.fields
    data = {
        "client_key": form["client_key"].value(),
        "title": "大堂灯",
        "place": estate.place.pk,
        "text": "太暗",
    }
    page = client.post(url, data, follow=True)
    topic = Topic.objects.get()
    assert (topic.title, topic.issue, topic.place) == ("大堂灯", issue, estate.place)
    assert "筛选以后会告诉您" in text_of(page)
    again = visit(estate.captain).post(url, data | {"client_key": str(issue.client_key)}, follow=True)
    assert "您的附议加上了" in text_of(again)
    panel = f"/meetings/about-issue/{issue.pk}/"
    assert "大堂灯" in text_of(visit(resident_of(estate.building)).get(panel))


def test_a_topic_that_cannot_be_comes_back_with_its_words(estate, visit):
    client = visit(estate.manager)
    form = client.get("/meetings/topics/new/").context["form"]
    assert [label for _value, label in form.fields["organisation"].choices] == [
        "我自己",
        str(estate.property),
    ]
    key = form["client_key"].value()
    for changes in ({"title": ""}, {"title": "长" * 121}, {"place": "999999"}, {"client_key": "x"}):
        data = {"client_key": key, "title": "停车", "place": estate.place.pk, "text": "占道了"} | changes
        page = client.post("/meetings/topics/new/", data)
        assert page.context["form"].errors
        assert "占道了" in text_of(page)
    assert not Topic.objects.exists()


def test_one_topic_and_its_buttons(estate, client, visit):
    topic = make_topic(estate, text="周末人多")
    url = f"/meetings/topics/{topic.pk}/"
    assert client.get(url).status_code == 302
    for hidden in (make_place().resident, make_place().staff):
        assert visit(hidden).get(url).status_code == 404
        assert visit(hidden).post(url + "endorse/").status_code == 404
    neighbour = visit(resident_of(estate.building))
    page = text_of(neighbour.get(url))
    assert "我附议" in page
    assert "再有 3 人就够上会" in page
    assert estate.resident.display_name not in page
    assert "撤回附议" in text_of(neighbour.post(url + "endorse/", follow=True))
    assert "我附议" in text_of(neighbour.post(url + "endorse/", {"back": "1"}, follow=True))
    assert neighbour.get(url + "sort/").status_code == 404
    assert "提出的人" in text_of(neighbour.post(url + "withdraw/", follow=True))

    staff = visit(estate.staff)
    assert estate.resident.display_name in text_of(staff.get(url))
    refused = staff.post(url + "sort/", {"power": "meeting", "state": "ready"})
    assert "还差 3 人附议" in text_of(refused)
    words = {"power": "owners", "state": "ready", "anyway": "on"}
    answer = staff.post(url + "sort/", words, follow=True)
    assert "会上不能定" in text_of(answer)
    assert [css for _label, css in answer.context["steps"]] == ["is-done", "is-done", "is-now", ""]
    meeting = attend(estate, convene_now(estate, agenda=[ItemPlan(topic=topic)]))
    record_resolution(
        by=estate.staff, meeting=meeting, agenda_item=meeting.agenda.get(topic=topic), text="报业主大会"
    )
    assert "报业主大会" in text_of(visit(estate.resident).get(url))


def test_raiser_takes_it_back_on_the_page(estate, visit):
    topic = make_topic(estate)
    url = f"/meetings/topics/{topic.pk}/"
    page = visit(estate.resident).post(url + "withdraw/", follow=True)
    assert "已撤回" in text_of(page)
    assert "撤回" not in text_of(visit(estate.resident).get(url)).replace("已撤回", "")


def test_a_topic_of_a_private_issue_is_read_by_those_who_read_the_issue(estate, visit):
    issue = make_issue(estate)
    Issue.objects.filter(pk=issue.pk).update(is_private=True)
    topic = make_topic(estate, issue=issue)
    url = f"/meetings/topics/{topic.pk}/"
    assert visit(estate.resident).get(url).status_code == 200
    assert visit(estate.staff).get(url).status_code == 200
    assert visit(resident_of(estate.building)).get(url).status_code == 404


def test_a_meeting_about_a_topic(estate, visit):
    topic = ready(estate)
    client = visit(estate.staff)
    form = client.get(f"/meetings/new/?topic={topic.pk}").context["form"]
    assert form.offers.place == estate.place
    assert (form.items[0]["title"].value(), form.items[0]["topic"].value()) == (topic.title, topic.pk)
    soon = convene_soon(estate, agenda=[ItemPlan(topic=topic)])
    assert soon.agenda.get(topic=topic).title == topic.title
    assert timezone.now() < soon.starts_at
    assert client.get(f"/meetings/new/?topic={topic.pk}").context["form"].offers.topics == []
