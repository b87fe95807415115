from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from issues import messages, rules
from issues.models import EventKind, Issue
from issues.operations.steps import (
    MOST_PHOTOS_OF_AN_ANSWER,
    Photos,
    ask,
    cleaned,
    lock,
    needs_words,
    step,
)
from kit.refused import Refused
from people.models import User


@transaction.atomic
def answer_issue(
    *, by: User, issue: Issue, text: str, photos: Photos = (), now: datetime | None = None
) -> Issue:
    """A word on the timeline, from whoever has it (that is a response) or from the reporter (it is not)."""
    now = now or timezone.now()
    lock(issue)
    ask("answer", by=by, issue=issue)
    text, photos = needs_words(text), cleaned(photos, MOST_PHOTOS_OF_AN_ANSWER)
    latest = issue.events.first()
    if (
        not photos
        and latest
        and (latest.kind, latest.by_id, latest.text) == (EventKind.ANSWERED, by.pk, text)
    ):
        return issue  # the second tap of the same finger
    if rules.may_dispatch(user=by, issue=issue):
        issue.responded_at = issue.responded_at or now
    event = step(issue=issue, kind=EventKind.ANSWERED, by=by, now=now, text=text, photos=photos)
    messages.tell_answered(issue=issue, event=event, by=by)
    return issue


@transaction.atomic
def link_issue(*, by: User, issue: Issue, text: str, now: datetime | None = None) -> Issue:
    """Something above took it up, such as a joint meeting: the timeline says so, once."""
    now = now or timezone.now()
    lock(issue)
    if not rules.may_link(user=by, issue=issue):
        raise Refused(_("Only those who serve here bring it to a meeting."))
    text = needs_words(text)
    if not issue.events.filter(kind=EventKind.LINKED, text=text).exists():
        event = step(issue=issue, kind=EventKind.LINKED, by=by, now=now, text=text)
        messages.tell_reporter(issue=issue, event=event, by=by)
    return issue
