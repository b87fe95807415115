"""Topics as they are raised and sorted, and what is heard of them."""

from committees.models import Topic
from committees.models.topics import Power
from committees.operations import raise_topic, sort_topic
from issues.models import Category, EventKind, Issue
from issues.operations import report_issue
from notifications.models import Message


def make_topic(estate, by=None, **changes) -> Topic:
    fields = {"by": by or estate.resident, "place": estate.place, "title": "书屋周末开不开"}
    return raise_topic(**fields | changes)


def ready(estate, **changes) -> Topic:
    topic = make_topic(estate, **changes)
    return sort_topic(by=estate.staff, topic=topic, power=Power.MEETING, anyway=True)


def make_issue(estate, **changes) -> Issue:
    fields = {"by": estate.resident, "category": Category.objects.get(pk="upkeep")}
    return report_issue(**fields | {"place": estate.building, "text": "大堂灯不亮"} | changes)


def told(user) -> list[str]:
    rows = Message.objects.filter(recipient=user, letter__kind="committees.topic", channel="inbox")
    return list(rows.order_by("id").values_list("letter__title", flat=True))


def linked(issue) -> list[str]:
    return list(issue.events.filter(kind=EventKind.LINKED).order_by("id").values_list("text", flat=True))
