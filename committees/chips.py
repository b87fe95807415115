"""A state in words and a tone (see includes/chip.html); what is shown depends on the row and the hour."""

from datetime import date, datetime
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from committees.models import ActionItem, Meeting, Resolution, Topic
from committees.models.meetings import MeetingState, Reply
from committees.models.resolutions import ActionState, Outcome
from committees.models.topics import TopicState


class Chip(NamedTuple):
    tone: str
    label: str


def meeting_chip(meeting: Meeting, my_reply: str | None, now: datetime) -> Chip:
    if meeting.state == MeetingState.CANCELLED:
        return Chip("plain", _("Called off"))
    if meeting.state == MeetingState.CLOSED:
        return Chip("done", _("Minutes are out") if meeting.minutes_notice_id else _("Held"))
    if meeting.ends_at <= now:
        return Chip("wait", _("Minutes to come"))
    if meeting.starts_at <= now:
        return Chip("doing", _("Meeting now"))
    open_to_all = (
        Chip("new", _("Neighbours can sign up")) if meeting.is_open else Chip("plain", _("Delegates only"))
    )
    return reply_chip(my_reply) or open_to_all


def reply_chip(reply: str | None) -> Chip | None:
    return {
        Reply.NONE: Chip("new", _("Waiting for your answer")),
        Reply.COMING: Chip("done", _("You are coming")),
        Reply.LATE: Chip("done", _("You come late")),
        Reply.ONLINE: Chip("done", _("You join online")),
        Reply.PROXY: Chip("plain", _("Somebody stands in for you")),
        Reply.DECLINED: Chip("plain", _("You are not coming")),
    }.get(reply)


def action_chip(action: ActionItem, today: date) -> Chip:
    if action.state == ActionState.DONE:
        return Chip("done", _("Done"))
    if action.state == ActionState.DROPPED:
        return Chip("plain", _("Let go"))
    if action.state == ActionState.REPORTED:
        return Chip("wait", _("Said to be done"))
    if days := max(0, (today - action.due_on).days):
        return Chip(
            "late", ngettext("%(count)d day overdue", "%(count)d days overdue", days) % {"count": days}
        )
    return Chip("doing", _("In hand"))


def resolution_chip(resolution: Resolution, today: date) -> Chip:
    """The worst of its promises speaks for it."""
    if resolution.is_beyond_power:
        return Chip("wait", _("For the owners to decide"))
    if resolution.outcome == Outcome.REJECTED:
        return Chip("plain", _("Not adopted"))
    actions = list(resolution.action_items.all())
    chips = [action_chip(action, today) for action in actions]
    for tone in ("late", "doing", "done"):
        if found := next((chip for chip in chips if chip.tone == tone), None):
            return found
    return Chip("plain", _("Noted") if resolution.outcome == Outcome.NOTED else _("Adopted"))


def topic_chip(topic: Topic) -> Chip:
    tones = {
        TopicState.RAISED: "wait",
        TopicState.READY: "new",
        TopicState.SCHEDULED: "doing",
        TopicState.SETTLED: "done",
    }
    return Chip(tones.get(topic.state, "plain"), topic.get_state_display())
