"""E-mail, by SMTP."""

import smtplib
from email.charset import BASE64, Charset
from email.header import Header
from email.mime.text import MIMEText
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils import translation

from notifications import messages
from notifications.bounces import is_about_us
from notifications.channels.base import Rejected, Unavailable, Unclear, reason_of
from notifications.models import Message
from notifications.stops import stop_url
from people.models import User

# Not every server on the way takes eight bits unasked (RFC 6152).
SEVEN_BIT = Charset("utf-8")
SEVEN_BIT.body_encoding = BASE64

CLOSING = 421  # "shutting down": the line ends with this answer (RFC 5321, 3.8)
TOO_LARGE = 552  # said to the sender as well, of the letter (RFC 1870, 6.1)


class EmailChannel:
    """By SMTP; one connection serves a batch."""

    def __init__(self) -> None:
        self.connection = get_connection("django.core.mail.backends.smtp.EmailBackend")

    def send(self, message: Message) -> None:
        if message.recipient and not message.recipient.email:
            raise Rejected("the person has no e-mail address any more", for_good=True)
        self._open()
        try:
            self.connection.send_messages([self._mail(message)])
        except smtplib.SMTPRecipientsRefused as error:
            code, reason = next(iter(error.recipients.values()))
            said = _said(code, reason)
            if code == CLOSING:
                self.close()  # on the dead line the next one would be in doubt
            raise Rejected(said, for_good=code >= 500, bounced=nobody_there(said)) from error
        except smtplib.SMTPResponseException as error:
            self.close()
            said = _said(error.smtp_code, error.smtp_error)
            if isinstance(error, smtplib.SMTPSenderRefused) and error.smtp_code != TOO_LARGE:
                raise Unavailable(said) from error  # it does not take us, nor would it with the next one
            raise Rejected(said, for_good=error.smtp_code >= 500) from error
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise Unclear(reason_of(error)) from error
        except ValueError as error:  # no line of a head can be made of it: the server has heard nothing yet
            raise Rejected(reason_of(error), for_good=True) from error

    def close(self) -> None:
        try:
            self.connection.close()
        except (smtplib.SMTPException, OSError):
            self.connection.connection = None

    def _open(self) -> None:
        try:
            self.connection.open()
        except (smtplib.SMTPException, OSError) as error:
            self.connection.connection = None
            raise Unavailable(reason_of(error)) from error

    def _mail(self, message: Message) -> EmailMessage:
        person = message.recipient
        with translation.override(person.language if person else translation.get_language()):
            subject, text = messages.email_of(message)
        mail = EmailMessage(
            subject=subject_line(subject),
            body=text,
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[addressed_to(person) if person else message.address],
            headers=headers_of(message),
            connection=self.connection,
        )
        mail.encoding = SEVEN_BIT
        if message.calendar:
            mail.attach(calendar_part(message.calendar))
        return mail


def subject_line(subject: str) -> str:
    """In words of at most 75 characters (RFC 2047), the first beside its name; also what looks encoded."""
    if subject.isascii() and "=?" not in subject:
        return subject
    return Header(subject, "utf-8", header_name="Subject").encode(maxlinelen=75, linesep="")


def addressed_to(person: User) -> str:
    """Encoded as well where it looks encoded (RFC 2047): else Django would read it, and find a line's end."""
    name, address = " ".join(person.display_name.split()), messages.wire_address(person.email)
    if name.isascii() and "=?" not in name:
        return formataddr((name, address))
    return f"{Header(name, 'utf-8').encode(maxlinelen=75, linesep='')} <{address}>"


def headers_of(message: Message) -> dict[str, str]:
    headers = {"Message-ID": messages.message_id(message), "Auto-Submitted": "auto-generated"}
    if url := stop_url(message):  # RFC 2369, and RFC 8058 for the one click
        headers |= {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return headers


def calendar_part(calendar: str) -> MIMEText:
    """A mail program offers to put it in one's calendar, or to take it out (RFC 6047, 2.4)."""
    part = MIMEText(calendar, "calendar", "utf-8")
    part.set_param("method", "CANCEL" if "METHOD:CANCEL" in calendar else "PUBLISH")
    part.add_header("Content-Disposition", "attachment", filename="meeting.ics")
    return part


def _said(code: int, reason: bytes | str) -> str:
    words = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
    return f"{code} {words}"


def nobody_there(said: str) -> bool:
    """Whether a server's answer to the recipient says that the address is dead."""
    return said.startswith("5") and not is_about_us(said)
