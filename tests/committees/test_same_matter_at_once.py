"""The same matters on two agendas at the same moment; on real connections."""

import pytest

from committees.models import Meeting
from committees.operations import ItemPlan, raise_topic, sort_topic
from issues.models import Category, Issue
from issues.operations import report_issue
from kit.refused import Refused
from tests.committees.ground import NOW, make_place
from tests.committees.test_two_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def estate(transactional_db):
    from issues.operations.categories import load_categories

    load_categories()
    return make_place()


def lamp(estate, text: str) -> Issue:
    return report_issue(
        by=estate.resident, category=Category.objects.get(pk="upkeep"), place=estate.building, text=text
    )


def ready_topic(estate, title: str):
    topic = raise_topic(
        by=estate.staff, place=estate.place, title=title, organisation=estate.committee, now=NOW
    )
    return sort_topic(by=estate.staff, topic=topic, power="meeting", now=NOW)


@pytest.mark.parametrize("turn", range(3))
def test_two_meetings_are_called_about_the_same_issues_in_another_order(estate, turn):
    one, other = lamp(estate, "一楼灯不亮"), lamp(estate, "二楼灯不亮")

    def call(*issues):
        return lambda: estate.convene(agenda=[ItemPlan(issue=issue) for issue in issues])

    results = at_once(call(one, other), call(other, one))
    assert [type(result) for result in results] == [Meeting, Meeting]
    assert one.events.filter(kind="linked").count() == other.events.filter(kind="linked").count() == 2
    assert Meeting.objects.filter(agenda__issue=other).count() == 2


@pytest.mark.parametrize("turn", range(3))
def test_two_meetings_are_called_about_the_same_topics_in_another_order(estate, turn):
    one, other = ready_topic(estate, "电梯大修"), ready_topic(estate, "外墙翻新")

    def call(*topics):
        return lambda: estate.convene(agenda=[ItemPlan(topic=topic) for topic in topics])

    results = at_once(call(one, other), call(other, one))
    refused = next(result for result in results if not isinstance(result, Meeting))
    assert isinstance(refused, Refused)
    assert "已经列入别的会议" in str(refused)
    assert Meeting.objects.get().agenda.filter(topic__isnull=False).count() == 2
