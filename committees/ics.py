"""A meeting as an iCalendar file (RFC 5545, 5546)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, TimezoneStandard, vCalAddress, vText, vUri

from committees.models import AgendaItem, Meeting
from committees.reminders import SHANGHAI

CHINA_OFFSET = timedelta(hours=8)


def calendar_file(meeting: Meeting, agenda: Iterable[AgendaItem], *, url: str) -> bytes:
    """One event. Its UID stays and SEQUENCE grows with each move, so a calendar updates what it has."""
    calendar = Calendar()
    calendar.add("prodid", "-//Linli//Meetings//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "CANCEL" if meeting.is_cancelled else "PUBLISH")
    calendar.add_component(china_time())
    calendar.add_component(event(meeting, agenda, url))
    return calendar.to_ical()


def event(meeting: Meeting, agenda: Iterable[AgendaItem], url: str) -> Event:
    event = Event()
    event.add("uid", meeting.calendar_uid)
    event.add("sequence", meeting.revision - 1)
    event.add("dtstamp", meeting.changed_at)
    event.add("last-modified", meeting.changed_at)
    event.add("dtstart", meeting.starts_at.astimezone(SHANGHAI))
    event.add("dtend", meeting.ends_at.astimezone(SHANGHAI))
    event.add("summary", meeting.title)
    event.add("location", " ".join(filter(None, [meeting.venue, meeting.venue_note])))
    event.add("description", description(meeting, agenda))
    event["url"] = vUri(url)
    event.add("status", "CANCELLED" if meeting.is_cancelled else "CONFIRMED")
    event["organizer"] = organiser(meeting)
    return event


def description(meeting: Meeting, agenda: Iterable[AgendaItem]) -> str:
    lines = [meeting.lead] if meeting.lead else []
    if meeting.is_cancelled:
        lines = [_("Called off: %(reason)s") % {"reason": meeting.cancel_reason}]
    lines += [f"{number}. {item.heading}" for number, item in enumerate(agenda, start=1)]
    return "\n".join(lines)


def organiser(meeting: Meeting) -> vCalAddress:
    """The address that the site's mail comes from; the name is the convening organisation's."""
    address = vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    address.params["cn"] = vText(meeting.organisation.name)
    return address


def china_time() -> Timezone:
    """Eight hours ahead all year; the summer time of 1986 to 1991 concerns no meeting of ours."""
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1970, 1, 1))
    standard.add("tzoffsetfrom", CHINA_OFFSET)
    standard.add("tzoffsetto", CHINA_OFFSET)
    standard.add("tzname", "CST")
    zone = Timezone()
    zone.add("tzid", SHANGHAI.key)
    zone.add_component(standard)
    return zone
