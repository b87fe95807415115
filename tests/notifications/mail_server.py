"""A real SMTP server in this process that can refuse, tarry, hang up, and remembers what it took."""

import asyncio
import threading
from collections import Counter
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller

from launcher.valkey import free_port


@dataclass
class Post:
    """The server's memory and its mood."""

    mails: list[EmailMessage] = field(default_factory=list)
    sessions: set[int] = field(default_factory=set)
    refusal: str | None = None  # an SMTP reply to the recipient, such as "550 no such box"
    sender_refusal: str | None = None  # the same, to whom it comes from
    delay: float = 0.0
    hangs_up: bool = False  # takes the mail, then drops the line instead of saying so
    received: threading.Event = field(default_factory=threading.Event)
    before_reply: object = None  # called with the mail in hand, before it is taken

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.sender_refusal:
            return self.sender_refusal
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.sessions.add(id(session))
        mail = message_from_bytes(envelope.content, policy=policy.default)
        if self.before_reply:
            await asyncio.to_thread(self.before_reply, mail)
        if self.delay:
            await asyncio.sleep(self.delay)
        self.mails.append(mail)
        self.received.set()
        if self.hangs_up:
            server.transport.abort()
        return "250 taken"

    def message_ids(self) -> Counter[str]:
        return Counter(str(mail["Message-ID"]) for mail in self.mails)


class MailServer:
    def __init__(self) -> None:
        self.post = Post()
        self.controller = Controller(self.post, hostname="127.0.0.1", port=free_port(), ready_timeout=20)

    def __enter__(self) -> "MailServer":
        self.controller.start()
        return self

    def __exit__(self, *_error) -> None:
        self.controller.stop()

    @property
    def port(self) -> int:
        return self.controller.port
