"""What becomes of a meeting is said on the issues of its agenda: who reported one was told the day."""

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from committees.models import Meeting
from committees.operations.topics import say_on_issue
from kit.times import short_day, written
from people.models import User


def say_it_moved(meeting: Meeting, *, by: User, now: datetime) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        text = _("“%(meeting)s” was moved and now begins %(when)s")
        said = text % {"meeting": meeting.title, "when": written(meeting.starts_at, now=now)}
    say_on_all(meeting, said, by=by, now=now)


def say_it_is_off(meeting: Meeting, *, by: User, now: datetime) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        text = _("“%(meeting)s” on %(day)s was called off; this waits for another meeting")
        said = text % {"meeting": meeting.title, "day": short_day(meeting.starts_at, now=now)}
    say_on_all(meeting, said, by=by, now=now)


def say_on_all(meeting: Meeting, text: str, *, by: User, now: datetime) -> None:
    """In the order of their numbers, as a new agenda holds them (operations/agenda.py)."""
    issues = {item.issue for item in meeting.agenda.exclude(issue=None).select_related("issue")}
    for issue in sorted(issues, key=lambda issue: issue.pk):
        say_on_issue(issue, text, by=by, now=now)
