"""Reads what mail servers report: letters that did not arrive (RFC 3464) or were not wanted (RFC 5965)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from notifications.models import Trouble

OURS = re.compile(r"<message-(\d{1,19})@[^<>\s]+>")
ADDRESS = re.compile(r"[^\s<>;]+@[^\s<>;]+")


@dataclass(frozen=True)
class Report:
    """`message_id` is the one of the letter it is about, and `address` where that went, by their account."""

    what: str
    message_id: str
    address: str
    detail: str


def read(raw: bytes) -> list[Report]:
    """Nothing for what is no report, for a delay (4.x.x), or for a letter without a Message-ID of ours.

    Anybody can write to the mailbox that reports come to: one that is nested without end is none either.
    """
    try:
        return _read(raw)
    except RecursionError:
        return []


def _read(raw: bytes) -> list[Report]:
    mail = message_from_bytes(raw, policy=policy.default)
    if mail.get_content_type() != "multipart/report":
        return []
    message_id, to = _letter(mail)
    if not message_id:
        return []
    return [*_bounces(mail, message_id), *_complaints(mail, message_id, to)]


def pk_of(message_id: str) -> int | None:
    found = OURS.fullmatch(message_id)
    return int(found[1]) if found else None


def _letter(mail: EmailMessage) -> tuple[str, str]:
    """(Message-ID, To) of the letter that lies in the report, whole or as its head."""
    for part in mail.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822" and part.get_payload():
            head = part.get_payload(0)
        elif kind == "text/rfc822-headers":
            head = message_from_bytes(part.get_payload(decode=True) or b"", policy=policy.default)
        else:
            continue
        return _text(head["Message-ID"]), _text(head["To"])
    return "", ""


def _bounces(mail: EmailMessage, message_id: str) -> Iterator[Report]:
    for block in _blocks(mail, "message/delivery-status"):
        action, status = _text(block["Action"]).lower(), _text(block["Status"])
        # 5.7.x is about us or about what we wrote, not about who lives there.
        if action != "failed" or not status.startswith("5") or status.startswith("5.7."):
            continue
        detail = f"{status} {_text(block['Diagnostic-Code'])}"
        for name in ("Original-Recipient", "Final-Recipient"):
            if address := _text(block[name]).rpartition(";")[2].strip():
                yield Report(Trouble.BOUNCED, message_id, address, detail)


def _complaints(mail: EmailMessage, message_id: str, to: str) -> Iterator[Report]:
    for block in _blocks(mail, "message/feedback-report"):
        feedback = _text(block["Feedback-Type"]).lower()
        if feedback in ("abuse", "fraud", "opt-out"):
            found = ADDRESS.search(_text(block["Original-Rcpt-To"]) or to)
            yield Report(Trouble.COMPLAINED, message_id, found[0] if found else "", feedback)


def _blocks(mail: EmailMessage, kind: str) -> Iterator[EmailMessage]:
    for part in mail.walk():
        if part.get_content_type() == kind and isinstance(part.get_payload(), list):
            yield from part.get_payload()


def _text(header: str | None) -> str:
    return " ".join(str(header or "").replace("\0", " ").split())  # PostgreSQL keeps no NUL
