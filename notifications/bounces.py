"""Reads what mail servers report: letters that did not arrive (RFC 3464) or were not wanted (RFC 5965)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message

from notifications.models import Trouble

MOST = 256 * 1024  # octets that are read; a report about one of our letters is a fraction of it
OURS = re.compile(r"<message-(\d{1,19})\.[0-9a-f]+@[^<>\s]+>")
# No longer than RFC 5321 lets it be: a report may be one long line.
ADDRESS = re.compile(r"[^\s<>;@]{1,64}@[^\s<>;@]{1,255}")
# What a server says (RFC 3463): of us (5.1.7, 5.1.8), of the way, of what we wrote; or else in words.
SAYS_WHY = re.compile(r"(?<![\d.])5\.[1-7]\.\d{1,3}(?![\d.])")
OF_US = re.compile(r"5\.(?:[567]\.\d+|1\.[78])")
OF_US_IN_WORDS = re.compile(r"relay|authenticat|frequency|sender|spam", re.IGNORECASE)


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
    # Heads as they stand: Python's reading of addresses and ids fails on some that anybody can write.
    mail = message_from_bytes(raw[:MOST], policy=policy.compat32)
    if mail.get_content_type() != "multipart/report":
        return []
    message_id, to = _letter(mail)
    if not message_id:
        return []
    return [*_bounces(mail, message_id), *_complaints(mail, message_id, to)]


def pk_of(message_id: str) -> int | None:
    found = OURS.fullmatch(message_id)
    return int(found[1]) if found else None


def is_about_us(said: str) -> bool:
    """A refusal for what we are, or what we wrote; not for who lives there."""
    why = SAYS_WHY.findall(said)
    return any(OF_US.fullmatch(code) for code in why) if why else bool(OF_US_IN_WORDS.search(said))


def _letter(mail: Message) -> tuple[str, str]:
    """(Message-ID, To) of the letter that lies in the report, whole or as its head."""
    for part in mail.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822" and part.get_payload():
            head = part.get_payload(0)
        elif kind == "text/rfc822-headers":
            head = message_from_bytes(part.get_payload(decode=True) or b"", policy=policy.compat32)
        else:
            continue
        return _text(head["Message-ID"]), _text(head["To"])
    return "", ""


def _bounces(mail: Message, message_id: str) -> Iterator[Report]:
    for block in _blocks(mail, "message/delivery-status"):
        action, status = _text(block["Action"]).lower(), _text(block["Status"])
        detail = f"{status} {_text(block['Diagnostic-Code'])}"
        if action != "failed" or not status.startswith("5") or is_about_us(detail):
            continue
        for name in ("Original-Recipient", "Final-Recipient"):
            if address := _text(block[name]).rpartition(";")[2].strip():
                yield Report(Trouble.BOUNCED, message_id, address, detail)


def _complaints(mail: Message, message_id: str, to: str) -> Iterator[Report]:
    for block in _blocks(mail, "message/feedback-report"):
        feedback = _text(block["Feedback-Type"]).lower()
        if feedback in ("abuse", "fraud", "opt-out"):
            found = ADDRESS.search(_text(block["Original-Rcpt-To"]) or to)
            yield Report(Trouble.COMPLAINED, message_id, found[0] if found else "", feedback)


def _blocks(mail: Message, kind: str) -> Iterator[Message]:
    for part in mail.walk():
        if part.get_content_type() == kind and isinstance(part.get_payload(), list):
            yield from part.get_payload()


def _text(header: str | None) -> str:
    return " ".join(str(header or "").replace("\0", " ").split())  # PostgreSQL keeps no NUL
