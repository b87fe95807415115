"""What stands in the outbox about a meeting."""

from collections import Counter

from committees.messages import REMINDER
from committees.reminders import SHANGHAI
from kit.subjects import subject_key
from notifications.models import Message


def rows(meeting, **conditions):
    """By what they say and for when it was meant, too: `kind`, `event`, `due_at` are the letter's."""
    paths = {"kind": "letter__kind", "event": "letter__event__dedupe", "due_at": "letter__due_at"}
    for name in list(conditions):
        column, *lookup = name.split("__")
        conditions["__".join([paths.get(column, column), *lookup])] = conditions.pop(name)
    return Message.objects.about(subject_key(meeting)).filter(**conditions).order_by("letter__due_at", "id")


def pending_reminders(meeting, user, channel="inbox") -> list[str]:
    found = rows(meeting, kind=REMINDER, state="pending", recipient=user, channel=channel)
    return [f"{message.letter.due_at.astimezone(SHANGHAI):%m-%d %H:%M}" for message in found]


def counts(meeting, kind) -> Counter:
    return Counter(rows(meeting, kind=kind).values_list("state", "channel"))
