"""What stands in the outbox about a meeting."""

from collections import Counter

from committees.messages import REMINDER
from committees.reminders import SHANGHAI
from kit.subjects import subject_key
from notifications.models import Message


def rows(meeting, **conditions):
    return Message.objects.about(subject_key(meeting)).filter(**conditions).order_by("due_at", "id")


def pending_reminders(meeting, user, channel="inbox") -> list[str]:
    found = rows(meeting, kind=REMINDER, state="pending", recipient=user, channel=channel)
    return [f"{message.due_at.astimezone(SHANGHAI):%m-%d %H:%M}" for message in found]


def counts(meeting, kind) -> Counter:
    return Counter(rows(meeting, kind=kind).values_list("state", "channel"))
