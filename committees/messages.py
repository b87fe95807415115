"""Who is told what about a meeting. Dates are written out: a message may be read days after `now`."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from committees.models import ActionItem, Meeting
from kit.times import short_day, span
from notifications.operations import Words
from people.models import User

INVITATION = "committees.invitation"
REMINDER = "committees.reminder"
MOVED = "committees.moved"
CANCELLED = "committees.cancelled"
SUBSTITUTE = "committees.substitute"
ACTION = "committees.action"
# What a new date or a cancellation makes untrue.
ABOUT_THE_DATE = [INVITATION, REMINDER, MOVED]


def when(meeting: Meeting, now: datetime) -> str:
    return span(meeting.starts_at, meeting.ends_at, now=now)


def facts(meeting: Meeting, now: datetime) -> str:
    lines = [
        _("When: %(when)s") % {"when": when(meeting, now)},
        _("Where: %(where)s") % {"where": " ".join(filter(None, [meeting.venue, meeting.venue_note]))},
        _("Online: %(url)s") % {"url": meeting.online_url} if meeting.online_url else "",
        _("Called by: %(organisation)s") % {"organisation": meeting.organisation.name},
    ]
    return "\n".join(filter(None, lines))


def agenda_lines(meeting: Meeting) -> str:
    items = meeting.agenda.in_order()
    return "\n".join(f"{number}. {item.heading}" for number, item in enumerate(items, start=1))


def invitation(meeting: Meeting, now: datetime) -> Words:
    def words() -> tuple[str, str]:
        title = _("You are invited: %(title)s") % {"title": meeting.title}
        body = _("Please say whether you are coming.")
        return title, "\n\n".join([facts(meeting, now), agenda_lines(meeting), body])

    return words


def reminder(meeting: Meeting, now: datetime) -> Words:
    def words() -> tuple[str, str]:
        title = _("Reminder: %(title)s, %(when)s") % {"title": meeting.title, "when": when(meeting, now)}
        body = _("If you cannot come after all, please say so on the page; the others will know.")
        return title, "\n\n".join(filter(None, [facts(meeting, now), meeting.reminder_words, body]))

    return words


def standing_in(meeting: Meeting, delegate: User, now: datetime) -> Words:
    def words() -> tuple[str, str]:
        names = {"title": meeting.title, "name": delegate.display_name}
        title = _("You stand in for %(name)s: %(title)s") % names
        body = _("Please say whether you are coming.")
        return title, "\n\n".join([facts(meeting, now), agenda_lines(meeting), body])

    return words


def not_needed(meeting: Meeting, now: datetime) -> Words:
    def words() -> tuple[str, str]:
        title = _("You need not stand in: %(title)s") % {"title": meeting.title}
        return title, _("Somebody else of your party takes the seat. Thank you for being ready.")

    return words


def moved(meeting: Meeting, now: datetime) -> Words:
    def words() -> tuple[str, str]:
        title = _("Moved to %(when)s: %(title)s") % {"title": meeting.title, "when": when(meeting, now)}
        body = _("The old date no longer holds. Please say again whether you are coming.")
        return title, f"{facts(meeting, now)}\n\n{body}"

    return words


def other_venue(meeting: Meeting, now: datetime) -> Words:
    def words() -> tuple[str, str]:
        title = _("Another room: %(title)s now meets at %(venue)s") % {
            "title": meeting.title,
            "venue": meeting.venue,
        }
        return title, f"{facts(meeting, now)}\n\n{_('The date stays.')}"

    return words


def cancelled(meeting: Meeting, now: datetime) -> Words:
    def words() -> tuple[str, str]:
        title = _("Called off: %(title)s") % {"title": meeting.title}
        why = _("The meeting of %(when)s does not take place. Why: %(reason)s") % {
            "when": when(meeting, now),
            "reason": meeting.cancel_reason,
        }
        return title, why

    return words


def action(item: ActionItem, now: datetime) -> Words:
    def words() -> tuple[str, str]:
        title = _("To do by %(day)s: %(text)s") % {"text": item.text, "day": short_day(item.due_on, now=now)}
        body = _("Promised at “%(meeting)s”. Please say on the page how it stands.")
        return title, body % {"meeting": item.meeting.title}

    return words


def url_of_action(item: ActionItem) -> str:
    return reverse("committees:action", args=[item.pk])
