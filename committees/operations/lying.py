"""Topics that lie: those who could take them up hear of it after a week, and after a month once more."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from buildings.queries import staff_there
from committees import messages
from committees.models import Topic
from committees.models.topics import TopicState
from committees.operations.topics import locked_topic, seconders_missing
from notifications.operations import post
from people.models import User

WEEK, MONTH = timedelta(days=7), timedelta(days=30)
LOOKED_BACK = timedelta(days=180)  # each round would take longer than the last, else
# Since it came there: a neighbour's topic nobody has looked at, one that no meeting has taken on.
PATIENCE = {TopicState.RAISED: (WEEK, MONTH), TopicState.READY: (MONTH, 3 * MONTH)}


def remind_of_topics(*, now: datetime | None = None) -> int:
    """The community's staff, who may sort it and convene. Each is told once, however often it is asked."""
    now = now or timezone.now()
    told = 0
    for state, (first, _second) in PATIENCE.items():
        span = (now - LOOKED_BACK, now - first)
        rows = Topic.objects.filter(state=state, changed_at__range=span).order_by("pk")
        told += sum(_remind(pk, now) for pk in rows.values_list("pk", flat=True))
    return told


@transaction.atomic
def _remind(pk: int, now: datetime) -> int:
    """Under its lock. One that has too few behind it yet waits for them, and for nobody else."""
    topic = locked_topic(Topic(pk=pk))
    passed = [wait for wait in PATIENCE.get(topic.state, ()) if topic.changed_at <= now - wait]
    if not passed or (topic.state == TopicState.RAISED and seconders_missing(topic)):
        return 0
    return post(
        to=[person for person in staff_there(topic.place) if is_theirs(topic, person)],
        kind=messages.TOPIC,
        words=messages.topic_lies(topic),
        url=messages.url_of_topic(topic),
        subject=topic,
        dedupe=f"topic {topic.pk} lies {topic.state} {passed[-1].days}d {topic.changed_at:%Y%m%d}",
        due_at=now,
        by_day=True,
    )


def is_theirs(topic: Topic, person: User) -> bool:
    """Of a private issue only those hear who may read it."""
    return person.pk != topic.raised_by_id and Topic.objects.visible_to(person).filter(pk=topic.pk).exists()
