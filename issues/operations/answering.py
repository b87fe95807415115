from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from issues import messages, rules
from issues.models import EventKind, Issue, IssueState
from issues.operations import clocks
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
    *,
    by: User,
    issue: Issue,
    text: str,
    photos: Photos = (),
    is_relay: bool = False,
    now: datetime | None = None,
) -> Issue:
    """A word on the timeline, from whoever has it (that is a response) or from the reporter (it is not).

    A relayed one is read by the reporter and those who answer for it alone: no phone number changes hands.
    """
    now = lock(issue, now)
    ask("answer", by=by, issue=issue)
    text, photos = needs_words(text), cleaned(photos, MOST_PHOTOS_OF_AN_ANSWER)
    latest = issue.events.first()
    if (
        not photos
        and latest
        and (latest.kind, latest.by_id, latest.text) == (EventKind.ANSWERED, by.pk, text)
    ):
        return issue  # the second tap of the same finger
    if rules.answers_for(user=by, issue=issue) and not issue.responded_at:
        issue.responded_at = now
        if issue.is_running:
            clocks.carry_on(issue, now)
    event = step(
        issue=issue,
        kind=EventKind.ANSWERED,
        by=by,
        now=now,
        text=text,
        photos=photos,
        is_relay=is_relay and rules.may_read_relay(user=by, issue=issue),
    )
    messages.tell_answered(issue=issue, event=event, by=by)
    return issue


@transaction.atomic
def link_issue(
    *, by: User, issue: Issue, text: str, is_known: bool = False, now: datetime | None = None
) -> Issue:
    """Something above took it up, such as a joint meeting: the timeline says so, once; moved to and fro, each
    time, so that the last line holds.

    `is_known`: it was taken up with every right before, and this is what became of it; whoever writes that
    down may be from outside. In what went to mediation nothing is written any more.
    """
    now = lock(issue, now)
    if is_known and issue.state == IssueState.MEDIATION:
        return issue
    if not is_known and not rules.may_link(user=by, issue=issue):
        raise Refused(_("Only those who serve here bring it to a meeting."))
    text = needs_words(text)
    last = issue.events.filter(kind=EventKind.LINKED).first()
    if last is None or last.text != text:
        event = step(issue=issue, kind=EventKind.LINKED, by=by, now=now, text=text)
        messages.tell_linked(issue=issue, event=event, by=by, is_first=not is_known)
    return issue
