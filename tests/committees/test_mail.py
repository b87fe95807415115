"""The e-mail of a call, a move and a cancellation carries the meeting as a calendar file."""

from datetime import timedelta
from email.message import EmailMessage

import pytest
from icalendar import Calendar

from committees.operations import cancel_meeting, move_meeting
from notifications.delivery import drain
from tests.committees.ground import convene_soon, evening
from tests.notifications.mail_server import MailServer

pytestmark = pytest.mark.django_db


def enclosed(mail: EmailMessage) -> tuple[str, Calendar]:
    (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert part.get_filename() == "meeting.ics"
    return part.get_param("method"), Calendar.from_ical(part.get_payload(decode=True))


def test_a_mail_program_puts_it_in_moves_it_and_takes_it_out(estate, settings):
    with MailServer() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        meeting = convene_soon(estate, online_url="https://meet.example.org/412")
        drain()
        later = evening(11)
        move_meeting(by=estate.staff, meeting=meeting, starts_at=later, ends_at=later + timedelta(hours=1.5))
        drain()
        cancel_meeting(by=estate.staff, meeting=meeting, reason="台风")
        drain()
        mails = [mail for mail in server.post.mails if estate.manager.email in str(mail["To"])]
    files = [enclosed(mail) for mail in mails]
    events = [next(iter(file.walk("VEVENT"))) for _method, file in files]
    assert [method for method, _file in files] == ["PUBLISH", "PUBLISH", "CANCEL"]
    assert [str(file["METHOD"]) for _method, file in files] == ["PUBLISH", "PUBLISH", "CANCEL"]
    assert len({str(event["UID"]) for event in events}) == 1
    assert [int(event["SEQUENCE"]) for event in events] == [0, 1, 2]
    assert [str(event["STATUS"]) for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert events[1].decoded("DTSTART") == later
    assert "https://meet.example.org/412" in events[0].to_ical().decode()
