"""Who is told what about a meeting. Dates are written out: a message may be read days later."""

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from committees.models import ActionItem, Meeting
from kit.times import short_day, span
from notifications.operations import Words

INVITATION = "committees.invitation"
REMINDER = "committees.reminder"
MOVED = "committees.moved"
CANCELLED = "committees.cancelled"
ACTION = "committees.action"
# What a new date or a cancellation makes untrue.
ABOUT_THE_DATE = [INVITATION, REMINDER, MOVED]


def when(meeting: Meeting) -> str:
    return span(meeting.starts_at, meeting.ends_at, now=timezone.now())


def facts(meeting: Meeting) -> str:
    lines = [
        _("When: %(when)s") % {"when": when(meeting)},
        _("Where: %(where)s") % {"where": " ".join(filter(None, [meeting.venue, meeting.venue_note]))},
        _("Called by: %(organisation)s") % {"organisation": meeting.organisation.name},
    ]
    return "\n".join(lines)


def agenda_lines(meeting: Meeting) -> str:
    items = meeting.agenda.order_by("position")
    return "\n".join(f"{number}. {item.heading}" for number, item in enumerate(items, start=1))


def invitation(meeting: Meeting) -> Words:
    def words() -> tuple[str, str]:
        title = _("You are invited: %(title)s") % {"title": meeting.title}
        body = _("Please say whether you are coming.")
        return title, "\n\n".join([facts(meeting), agenda_lines(meeting), body])

    return words


def reminder(meeting: Meeting) -> Words:
    def words() -> tuple[str, str]:
        title = _("Reminder: %(title)s, %(when)s") % {"title": meeting.title, "when": when(meeting)}
        body = _("If you cannot come after all, please say so on the page; the others will know.")
        return title, f"{facts(meeting)}\n\n{body}"

    return words


def moved(meeting: Meeting) -> Words:
    def words() -> tuple[str, str]:
        title = _("Moved to %(when)s: %(title)s") % {"title": meeting.title, "when": when(meeting)}
        body = _("The old date no longer holds. Please say again whether you are coming.")
        return title, f"{facts(meeting)}\n\n{body}"

    return words


def other_venue(meeting: Meeting) -> Words:
    def words() -> tuple[str, str]:
        title = _("Another room: %(title)s now meets at %(venue)s") % {
            "title": meeting.title,
            "venue": meeting.venue,
        }
        return title, f"{facts(meeting)}\n\n{_('The date stays.')}"

    return words


def cancelled(meeting: Meeting) -> Words:
    def words() -> tuple[str, str]:
        title = _("Called off: %(title)s") % {"title": meeting.title}
        why = _("The meeting of %(when)s does not take place. Why: %(reason)s") % {
            "when": when(meeting),
            "reason": meeting.cancel_reason,
        }
        return title, why

    return words


def action(item: ActionItem) -> Words:
    def words() -> tuple[str, str]:
        title = _("To do by %(day)s: %(text)s") % {"text": item.text, "day": by_day(item.due_on)}
        body = _("Promised at “%(meeting)s”. Please say on the page how it stands.")
        return title, body % {"meeting": item.meeting.title}

    return words


def by_day(day: date) -> str:
    return short_day(day, now=timezone.now())


def url_of_action(item: ActionItem) -> str:
    return reverse("committees:action", args=[item.pk])
