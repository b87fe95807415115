"""Meetings as an iCalendar file (RFC 5545, 5546, 7986): one to keep, or a whole feed of them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, TimezoneStandard, vCalAddress, vText, vUri

from committees.models import AgendaItem, Invitation, Meeting
from committees.models.meetings import AWAY, Reply
from committees.reminders import SHANGHAI
from kit.lines import printable

CHINA_OFFSET = timedelta(hours=8)
ASK_AGAIN = timedelta(hours=1)


class Entry(NamedTuple):
    """One meeting as one person's calendar shows it."""

    meeting: Meeting
    agenda: Iterable[AgendaItem]
    url: str
    guest: Invitation | None = None  # this person's own invitation
    shows_link: bool = False  # the link for those online is for those invited, and for those who run it


def calendar_file(
    meeting: Meeting,
    agenda: Iterable[AgendaItem],
    *,
    url: str,
    guest: Invitation | None = None,
    shows_link: bool = False,
) -> bytes:
    """One event. Its UID stays and SEQUENCE grows with each move, so a calendar updates what it has."""
    calendar = new_calendar("CANCEL" if meeting.is_cancelled else "PUBLISH")
    calendar.add_component(event(Entry(meeting, agenda, url, guest, shows_link)))
    return calendar.to_ical()


def feed_file(entries: Iterable[Entry]) -> bytes:
    """All of one person's meetings, which a calendar program asks for again and again.

    Those called off stay in it as CANCELLED. No to-dos: RFC 5546, 3.2.1 has none beside published events.
    """
    calendar = new_calendar("PUBLISH")
    for name in ("name", "x-wr-calname"):
        calendar.add(name, _("Linli meetings"))
    calendar.add("x-wr-timezone", SHANGHAI.key)
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for entry in entries:
        calendar.add_component(event(entry))
    return calendar.to_ical()


def new_calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Linli//Meetings//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(china_time())
    return calendar


def event(entry: Entry) -> Event:
    meeting, event = entry.meeting, Event()
    event.add("uid", meeting.calendar_uid)
    event.add("sequence", meeting.revision - 1)
    event.add("dtstamp", meeting.changed_at)
    event.add("last-modified", meeting.changed_at)
    event.add("dtstart", meeting.starts_at.astimezone(SHANGHAI))
    event.add("dtend", meeting.ends_at.astimezone(SHANGHAI))
    event.add("summary", printable(meeting.title))
    event.add("location", printable(" ".join(filter(None, [meeting.venue, meeting.venue_note]))))
    event.add("description", printable(description(entry)))
    event["url"] = vUri(entry.url)
    event.add("status", "CANCELLED" if meeting.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if is_free(entry) else "OPAQUE")
    event["organizer"] = organiser(meeting)
    if link := link_of(entry):
        event.add("conference", link, parameters={"VALUE": "URI", "FEATURE": "VIDEO"})
    return event


def is_free(entry: Entry) -> bool:
    """It takes none of this person's time: called off, or they said that they do not come."""
    return entry.meeting.is_cancelled or bool(entry.guest and entry.guest.reply in AWAY)


def link_of(entry: Entry) -> str:
    shown = entry.shows_link and not entry.meeting.is_cancelled
    return entry.meeting.online_url if shown else ""


def description(entry: Entry) -> str:
    meeting = entry.meeting
    lines = [meeting.lead] if meeting.lead else []
    if meeting.is_cancelled:
        lines = [_("Called off: %(reason)s") % {"reason": meeting.cancel_reason}]
    if link := link_of(entry):
        lines.append(_("Online: %(url)s") % {"url": link})
    lines += seat_lines(entry.guest)
    lines += [f"{number}. {item.heading}" for number, item in enumerate(entry.agenda, start=1)]
    return "\n".join(lines)


def seat_lines(guest: Invitation | None) -> list[str]:
    """Who sits on whose seat, to the two of them only."""
    if guest is None:
        return []
    if guest.stands_in_for and guest.reply != Reply.DECLINED:
        return [_("You stand in for %(name)s.") % {"name": guest.stands_in_for.user.display_name}]
    if guest.reply == Reply.PROXY:
        sent = [each.user.display_name for each in guest.substitutes.all() if each.reply != Reply.DECLINED]
        return [_("%(name)s stands in for you.") % {"name": name} for name in sent]
    return [_("You said that you do not come.")] if guest.reply == Reply.DECLINED else []


def organiser(meeting: Meeting) -> vCalAddress:
    """The address that the site's mail comes from; the name is the convening organisation's."""
    address = vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    address.params["cn"] = vText(printable(meeting.organisation.name))
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
