"""How a message leaves. A channel is a small class: `send(message)` sends, or raises how it did not."""

import smtplib
from email.mime.text import MIMEText
from email.utils import formataddr, parseaddr
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.message import BadHeaderError
from django.utils import translation

from notifications import messages
from notifications.models import Channel as ChannelName
from notifications.models import Message


class Unavailable(Exception):
    """The channel itself does not work now: nothing was sent, and the next message would fare no better."""


class Rejected(Exception):
    """This message was surely not sent. `for_good`: no later try can help."""

    def __init__(self, reason: str, *, for_good: bool) -> None:
        super().__init__(reason)
        self.for_good = for_good


class Unclear(Exception):
    """The line broke while sending: the provider may have taken the message or not."""


class Channel(Protocol):
    def send(self, message: Message) -> None: ...

    def close(self) -> None: ...


class EmailChannel:
    """By SMTP; one connection serves a batch."""

    def __init__(self) -> None:
        self.connection = get_connection("django.core.mail.backends.smtp.EmailBackend")

    def send(self, message: Message) -> None:
        if message.recipient and not message.recipient.email:
            raise Rejected("the person has no e-mail address any more", for_good=True)
        mail = self._mail(message)
        self._open()
        try:
            self.connection.send_messages([mail])
        except BadHeaderError as error:
            raise Rejected(str(error), for_good=True) from error
        except smtplib.SMTPRecipientsRefused as error:
            code, reason = next(iter(error.recipients.values()))
            raise Rejected(_said(code, reason), for_good=code >= 500) from error
        except smtplib.SMTPResponseException as error:
            self.close()
            raise Rejected(
                _said(error.smtp_code, error.smtp_error), for_good=error.smtp_code >= 500
            ) from error
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise Unclear(_reason(error)) from error

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
            raise Unavailable(_reason(error)) from error

    def _mail(self, message: Message) -> EmailMessage:
        person = message.recipient
        with translation.override(person.language if person else translation.get_language()):
            subject, text = messages.email_of(message)
        mail = EmailMessage(
            subject=subject,
            body=text,
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[
                formataddr((" ".join(person.display_name.split()), person.email))
                if person
                else message.address
            ],
            headers={"Message-ID": message_id(message), "Auto-Submitted": "auto-generated"},
            connection=self.connection,
        )
        if message.calendar:
            mail.attach(calendar_part(message.calendar))
        return mail


def calendar_part(calendar: str) -> MIMEText:
    """A mail program offers to put it in one's calendar, or to take it out (RFC 6047, 2.4)."""
    part = MIMEText(calendar, "calendar", "utf-8")
    part.set_param("method", "CANCEL" if "METHOD:CANCEL" in calendar else "PUBLISH")
    part.add_header("Content-Disposition", "attachment", filename="meeting.ics")
    return part


class DemoChannel:
    """The demo outbox: the row is the message, and nothing leaves this machine. See the page inbox/demo/."""

    def send(self, message: Message) -> None:
        pass

    def close(self) -> None:
        pass


class ClosedChannel:
    """A channel that is not set up here; the setting that is missing stands beside the message."""

    def __init__(self, setting: str) -> None:
        self.setting = setting

    def send(self, message: Message) -> None:
        raise Unavailable(f"{self.setting} is not set")

    def close(self) -> None:
        pass


def channel_for(name: str) -> Channel:
    if name == ChannelName.EMAIL and settings.EMAIL_HOST:
        return EmailChannel()
    if settings.DEMO:
        return DemoChannel()
    # There is no text message gateway in Linli yet; the name is the one it will have.
    return ClosedChannel("EMAIL_HOST" if name == ChannelName.EMAIL else "SMS_GATEWAY")


def message_id(message: Message) -> str:
    """The same for every try of a row, so that a mail program shows two copies as one."""
    host = urlsplit(settings.BASE_URL).hostname or parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2]
    return f"<message-{message.pk}@{host}>"


def _said(code: int, reason: bytes | str) -> str:
    words = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
    return f"{code} {words}"


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
