"""Reports of mail servers, from a pipe and from the web: believed where they name a letter of ours."""

import io
import sys

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from notifications.messages import message_id
from notifications.models import AddressMark, Message
from notifications.operations import clear_own_marks, mark_address, take_bounce
from people.models import User
from tests.factories import MessageFactory
from tests.notifications.test_ways import person, told

pytestmark = pytest.mark.django_db

SECRET = "a-secret-of-more-than-twenty"
DSN = """From: MAILER-DAEMON@mx.example
To: linli@linli.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

I'm sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {status} {said}

--b
Content-Type: {part}

Message-ID: {id}
To: <{address}>
Subject: =?utf-8?b?6aKY55uu?=

--b--
"""
ARF = """From: feedback@mx.example
To: linli@linli.example
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

Somebody pressed the button.
--b
Content-Type: message/feedback-report

Feedback-Type: {feedback}
User-Agent: Some/1.0
Version: 1

--b
Content-Type: message/rfc822

Message-ID: {id}
To: =?utf-8?b?5L2V?= <{address}>
Subject: x

hello
--b--
"""


@pytest.fixture(autouse=True)
def ours(settings):
    settings.BASE_URL = "https://linli.example"


@pytest.fixture
def letter() -> Message:
    someone = person(push=False, sms=False)
    return MessageFactory(recipient=someone, channel="email", state="sent", sent_at=timezone.now())


def dsn(letter: Message, swap: tuple[str, str] = ("", ""), **more) -> bytes:
    """`swap`: what stands in the letter's id instead of what."""
    words = {
        "address": letter.recipient.email,
        "action": "failed",
        "said": "what it said",
        "status": "5.1.1",
        "id": message_id(letter).replace(*swap, 1),
        "part": "text/rfc822-headers",
    }
    return DSN.format(**words | more).encode()


@pytest.mark.parametrize("part", ["text/rfc822-headers", "message/rfc822"])
def test_a_letter_that_came_back_marks_its_address_and_is_no_longer_counted_as_sent(letter, part):
    assert take_bounce(report=dsn(letter, part=part)) == 1
    mark = AddressMark.objects.get()
    assert (mark.channel, mark.address, mark.what) == ("email", letter.recipient.email, "bounced")
    letter.refresh_from_db()
    assert letter.state == "failed"
    assert "5.1.1" in letter.error
    assert take_bounce(report=dsn(letter, part=part)) == 1, "twice is no error"
    assert AddressMark.objects.count() == 1
    assert "email" not in told(letter.recipient)


def test_an_emergency_that_came_back_goes_another_way():
    someone = person(push=False)
    told(someone, "notices.emergency", essential=True)
    Message.objects.filter(channel="sms").delete()
    mail = Message.objects.get(channel="email")
    Message.objects.filter(pk=mail.pk).update(state="sent", sent_at=timezone.now())
    take_bounce(report=dsn(mail))
    assert Message.objects.get(channel="sms").instead_of == mail


@pytest.mark.parametrize(
    "more",
    [
        {"action": "delayed", "status": "4.4.1"},
        {"status": "4.2.2"},
        {"status": "5.7.1"},
        {"action": "delivered", "status": "2.0.0"},
        {"status": "5.1.8"},
        {"status": "5.0.0", "said": "550 Ip frequency limited"},
        {"status": "5.0.0", "said": "550 relay not permitted, authentication required"},
        {"status": "5.0.0", "said": "553 not in my list of rcpthosts (#5.7.1)"},
        {"swap": ("message-", "message-9")},
        {"swap": ("message-", "message-1'; drop table")},
        {"swap": (".", ".0")},
        {"swap": ("linli.example", "elsewhere.example")},
        {"address": "somebody@example.org"},
    ],
)
def test_what_marks_nothing(letter, more):
    assert take_bounce(report=dsn(letter, **more)) == 0
    assert not AddressMark.objects.exists()
    letter.refresh_from_db()
    assert letter.state == "sent"


@pytest.mark.parametrize(
    "rubbish", [b"", b"\xff\xfe\x00", b"Subject: hi\n\nhello", b"Content-Type: multipart/report\n\n--"]
)
def test_rubbish_marks_nothing(rubbish):
    assert take_bounce(report=rubbish) == 0


def test_a_report_that_is_nested_without_end_is_none():
    parts = (f"Content-Type: multipart/report; boundary=b{n}\n\n--b{n}\n" for n in range(3000))
    assert take_bounce(report="".join(parts).encode()) == 0
    assert take_bounce(report=b"Content-Type: " + b"(" * 5000 + b"\n\nx") == 0


@pytest.mark.parametrize(
    "head, marks",
    [
        (b"To: =?utf-8?q?=0A?=\x07", 1),
        (b"To: ?=:%=?utf-8?b?gIA=?=;\x80@", 1),
        (b"To: \t:", 1),
        (b"Message-ID: <:", 0),
        (b"Message-ID: \xff\xfe", 0),
    ],
)
def test_a_head_that_no_program_can_read_stops_no_report(letter, head, marks):
    """Anybody can write one, and the mail server would hand it in again and again."""
    lines, name = dsn(letter).split(b"\n"), head.partition(b" ")[0]
    at = max(number for number, line in enumerate(lines) if line.startswith(name))
    lines[at] = head
    assert take_bounce(report=b"\n".join(lines)) == marks


def test_an_endless_line_is_read_at_once(letter):
    """Looked through for an address from each of its characters on, it would take an hour."""
    report = ARF.format(feedback="abuse", id=message_id(letter), address=letter.recipient.email)
    report = report.replace("Version: 1", f"Version: 1\nOriginal-Rcpt-To: {'a' * 1_000_000}")
    assert take_bounce(report=report.encode()) == 0


def test_of_a_report_of_megabytes_no_more_is_read_than_ours_have(letter):
    """Python makes a message of each block of it: a minute's work, and half a gigabyte."""
    report = dsn(letter).replace(b"Action: failed", b"X: y\n\n" * 800_000 + b"Action: failed")
    assert take_bounce(report=report) == 0


def test_a_chinese_address_is_known_as_servers_write_it():
    someone = person(push=False, sms=False)
    User.objects.filter(pk=someone.pk).update(email="moli@例子.中国")
    letter = MessageFactory(recipient=someone, channel="email", state="sent", sent_at=timezone.now())
    letter.refresh_from_db()
    assert take_bounce(report=dsn(letter, address="moli@xn--fsqu00a.xn--fiqs8s")) == 1
    assert AddressMark.objects.get().address == "moli@例子.中国"


def test_what_the_database_cannot_keep_is_left_out(letter):
    report = dsn(letter).replace(b"what it said", b"what\0 it \xed\xa0\x80said")
    assert take_bounce(report=report) == 1
    assert AddressMark.objects.get().detail.startswith("5.1.1 smtp; 5.1.1 what it")


@pytest.mark.parametrize("feedback, marks", [("abuse", 1), ("not-spam", 0)])
def test_a_complaint_marks_the_address_and_the_letter_was_sent(letter, feedback, marks):
    report = ARF.format(feedback=feedback, id=message_id(letter), address=letter.recipient.email).encode()
    assert take_bounce(report=report) == marks
    assert AddressMark.objects.filter(what="complained").count() == marks
    letter.refresh_from_db()
    assert letter.state == "sent"


def test_from_a_pipe(letter, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(dsn(letter))))
    said = io.StringIO()
    call_command("take_bounce", stdout=said)
    assert (said.getvalue(), AddressMark.objects.count()) == ("1 marked\n", 1)


def test_from_the_web_with_the_secret_alone(letter, client, settings):
    url = reverse("notifications:take_bounce")

    def post(**headers) -> int:
        return client.post(url, dsn(letter), content_type="message/rfc822", headers=headers).status_code

    settings.BOUNCE_SECRET = ""
    assert post(authorization="Bearer ") == 404
    settings.BOUNCE_SECRET = SECRET
    assert post() == 403
    assert post(authorization="Bearer wrong-钥匙") == 403
    assert client.get(url).status_code == 405
    assert not AddressMark.objects.exists()
    assert post(authorization=f"Bearer {SECRET}") == 204
    assert AddressMark.objects.count() == 1


def test_its_owner_says_that_it_works_again(letter):
    someone, other = letter.recipient, person()
    for each in (someone, other):
        mark_address(channel="email", address=each.email.upper(), detail="x" * 300)
    assert clear_own_marks(by=someone, channel="email") == 1
    assert "email" in told(someone)
    assert "email" not in told(other)
    mark_address(channel="email", address=someone.email)
    assert AddressMark.objects.filter(address=someone.email).count() == 2
