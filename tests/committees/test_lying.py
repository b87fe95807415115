"""A topic that nobody looks at, or that no meeting takes on: those who could hear of it."""

from datetime import timedelta

import pytest

from committees.models.topics import Power, TopicState
from committees.operations import remind_of_topics, sort_topic
from committees.operations.topics import seconders_missing
from tests.committees.ground import NOW, resident_of
from tests.committees.topics import make_topic, told
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def sorted_as(estate, topic, state, **words):
    fields = {"by": estate.staff, "topic": topic, "state": state, "power": Power.MEETING, "now": NOW}
    return sort_topic(**fields | {"anyway": True} | words)


def test_what_has_enough_behind_it_is_looked_at_within_a_week(estate):
    topic = make_topic(estate, by=estate.manager, organisation=estate.property, now=NOW)
    assert remind_of_topics(now=NOW + 6 * DAY) == 0
    assert remind_of_topics(now=NOW + 7 * DAY)
    assert told(estate.staff) == [f"还没有人看过：{topic.title}"]
    assert remind_of_topics(now=NOW + 8 * DAY) == 0
    assert remind_of_topics(now=NOW + 30 * DAY)
    assert remind_of_topics(now=NOW + 31 * DAY) == 0
    sorted_as(estate, topic, TopicState.DECLINED, answer="另有安排")
    assert remind_of_topics(now=NOW + 90 * DAY) == 0


def test_what_has_too_few_behind_it_waits_for_neighbours(estate):
    topic = make_topic(estate, now=NOW)
    assert remind_of_topics(now=NOW + 40 * DAY) == 0
    for _one in range(seconders_missing(topic)):
        neighbour = resident_of(estate.building, user=UserFactory())
        topic.endorsements.create(user=neighbour)
    assert remind_of_topics(now=NOW + 40 * DAY)


def test_what_waits_for_a_meeting_is_not_forgotten(estate):
    topic = sorted_as(estate, make_topic(estate, now=NOW), TopicState.READY)
    assert remind_of_topics(now=NOW + 29 * DAY) == 0
    assert remind_of_topics(now=NOW + 30 * DAY)
    assert told(estate.staff) == [f"还没有会议讨论：{topic.title}"]
