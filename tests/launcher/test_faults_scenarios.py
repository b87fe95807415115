"""The parts of `make faults` that judge: bounds, books, moods of the mail server, a clock that is off."""

import http.client
import json
import os
import smtplib
import subprocess
import sys
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from launcher.faults import PARTS, clocks, disk, outbox
from launcher.faults.figures import Figure, at_share
from launcher.faults.gateway import Gateway
from launcher.faults.visitors import ask
from launcher.faults.words import WORDS
from launcher.valkey import free_port
from notifications.messages import message_id
from notifications.models import Letter, Message, State
from portal.faults import votes
from tests.factories import UserFactory
from tests.launcher.conftest import PROJECT, environment, wait_for


def test_every_number_of_the_faults_has_its_scenario():
    assert list(PARTS) == [
        "reminders",
        "queue-gone",
        "queue-killed",
        "clocks",
        "mail",
        "disk-full",
        "voters",
        "rolling",
        "migrations",
    ]


@pytest.mark.parametrize(
    "figure, holds, said",
    [
        (Figure("lost", 0, most=0), True, "0   at most 0"),
        (Figure("lost", 1, most=0), False, "1   at most 0   BROKEN"),
        (Figure("saw_503", 0, least=1), False, "0   at least 1   BROKEN"),
        (Figure("pages_p99", 1.234, most=2.0), True, "1.23   at most 2.00"),
        (Figure("kills", 3), True, "3"),
    ],
)
def test_a_bound_that_is_not_kept_is_said(monkeypatch, figure, holds, said):
    monkeypatch.setenv("LC_ALL", "C")
    assert figure.holds is holds
    assert figure.line().endswith(said)


def test_the_p99_of_a_hundred_is_the_slowest_but_none():
    assert at_share([float(n) for n in range(100)], 0.99) == 99
    assert at_share([], 0.99) == 0


def test_every_word_is_there_in_both_languages_and_used():
    rooms = [PROJECT / "launcher" / name for name in ("faults", "hosts")]
    code = "".join(path.read_text() for room in rooms for path in room.glob("*.py"))
    for key, (english, chinese) in WORDS.items():
        assert english
        assert chinese
        assert code.count(f'"{key}"') >= 2, key  # in the table, and where it is said


class Desk:
    """What the judge reads, without a house: rows as PostgreSQL gives them, and the books."""

    def __init__(self, rows, mails=(), texts=()):
        self.rows_, self.mails_ = rows, mails
        self.gateway = Gateway()
        self.gateway.texts = list(texts)

    def rows(self, _sql, *_values):
        return self.rows_

    def mails(self):
        return self.mails_


def row(pk, channel, state="sent", sent_at=101.0, number=1):
    return (pk, number, channel, state, 100.0, sent_at, 0, "")


def mail(pk, at=102.0):
    told = Message(pk=pk, letter=Letter(created_at=datetime.fromtimestamp(100, UTC)))
    return {"id": message_id(told), "taken_at": at}


ROWS = [row(1, "inbox"), row(2, "email"), row(3, "sms")]


@pytest.mark.parametrize(
    "rows, mails, texts, found",
    [
        (ROWS, [mail(2)], [(1, 103.0)], {}),
        (ROWS, [], [(1, 103.0)], {"lost": 1}),
        (ROWS, [mail(2)], [], {"lost": 1}),
        (ROWS[:2], [mail(2)], [], {"lost": 1}),
        (ROWS, [mail(2), mail(2)], [(1, 103.0)], {"again": 1}),
        (ROWS, [mail(2)], [(1, 103.0), (1, 104.0)], {"twice": 1}),
        (ROWS, [mail(2, at=30.0)], [(1, 103.0)], {"early": 1}),
        ([*ROWS[:2], row(3, "sms", "unknown")], [mail(2)], [(1, 103.0)], {"unfinished": 1}),
    ],
)
def test_what_arrived_outside_is_counted(rows, mails, texts, found):
    figures = outbox.figures(Desk(rows, mails, texts), again=0, channels=3)
    assert {each.name: each.value for each in figures if not each.holds} == found
    waited = outbox.longest_wait(Desk(rows, mails, texts), "email", [1])
    assert waited == (-70.0 if mails and mails[0]["taken_at"] == 30 else 2.0 if mails else 1e6)


@pytest.fixture
def server(tmp_path):
    port, book, mood = free_port(), tmp_path / "book", tmp_path / "mood"
    mood.touch()
    words = ["-m", "launcher.faults.mail_server", str(port), str(book), str(mood)]
    child = subprocess.Popen([sys.executable, *words], cwd=PROJECT, env=environment())
    try:
        assert wait_for(book.exists)
        yield port, book, mood
    finally:
        child.terminate()
        child.wait(20)


def hand_in(port: int) -> None:
    message = EmailMessage()
    message["Message-ID"], message["Subject"] = "<message-7@linli.example>", "x"
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as line:
        line.send_message(message, "a@example.org", ["b@example.org"])


def test_the_mail_server_is_in_the_mood_it_was_told(server):
    port, book, mood = server
    assert wait_for(lambda: listens(port))
    hand_in(port)
    for code in ("421", "451", "550"):
        mood.write_text(code)
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            hand_in(port)
        assert refused.value.recipients["b@example.org"][0] == int(code)
    mood.write_text("drop")
    with pytest.raises(smtplib.SMTPServerDisconnected):
        hand_in(port)
    lines = [json.loads(line) for line in book.read_text().splitlines()]
    assert [line.get("refused") for line in lines] == [None, "421", "451", "550", None]
    assert [line.get("unsaid") for line in lines] == [False, None, None, None, True]


def listens(port: int) -> bool:
    try:
        smtplib.SMTP("127.0.0.1", port, timeout=5).close()
    except OSError:
        return False
    return True


def test_a_worker_s_clock_can_be_a_day_ahead():
    code = "import datetime, time; print(datetime.datetime.now().timestamp(), time.time())"
    said = {}
    for ahead in ("0", "86400"):
        settings = environment(PYTHONPATH=clocks.HERE, CLOCK_AHEAD=ahead)
        done = subprocess.run(
            [sys.executable, "-c", code], env=settings, capture_output=True, text=True, check=True
        )
        said[ahead] = [float(number) for number in done.stdout.split()]
    for plain, shifted in zip(*said.values(), strict=True):
        assert 86_300 < shifted - plain < 86_500


def hand_over(gateway: Gateway, path: str, **headers: str) -> int:
    link = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=20)
    link.request("POST", path, json.dumps({"message": "https://linli.example/?trial=17"}), headers)
    return link.getresponse().status


def test_texts_are_noted_before_the_gateway_says_yes_and_each_key_is_taken_once():
    with Gateway() as gateway:
        for key in ("a", "b", "a"):
            assert hand_over(gateway, "/send", **{"Idempotency-Key": key}) == 200
        assert hand_over(gateway, "/wake/3", Topic="message-9") == 201
        assert hand_over(gateway, "/wake/3", Topic="message-9") == 201
        for _ in range(2):
            hand_over(gateway, "/send")  # without a key it cannot know that it is the same
        assert [number for number, _ in gateway.texts] == [17] * 4
        assert gateway.again == {"sms": 1, "push": 1}
        assert {"a", "b", "message-9"} < gateway.taken.keys()
    assert ask(gateway.port, "/").refused


def test_a_disk_is_poured_full_to_the_last_block(tmp_path):
    full = Path("/dev/full")
    disk.pour(full)  # refused at once, and no error
    assert os.access(full, os.W_OK)


@pytest.mark.django_db
def test_what_the_scenarios_ask_of_the_house(tmp_path, settings):
    settings.TRIALS = True

    def asked(part: str, *words: str) -> dict:
        call_command("faults_house", part, *words, "--answer", str(tmp_path / part))
        return json.loads((tmp_path / part).read_text())

    asked("people", "--people", "2")
    assert len(asked("sessions", "--people", "2")["cookies"]) == 2
    assert len(asked("post", "--count", "2", "--channels", "inbox", "email", "sms")["seconds"]) == 2
    told = Message.objects.exclude(state=State.VOID)
    rows = told.order_by("pk").values_list("letter__title", "channel", "letter__url")
    assert [(title, url) for title, channel, url in rows if channel == "sms"] == [
        ("trial 1", "/?trial=1"),
        ("trial 2", "/?trial=2"),
    ]
    assert len(rows) == 6
    assert asked("home")["place"]


@pytest.mark.django_db
def test_the_scenarios_keep_away_from_real_people(tmp_path, settings):
    with pytest.raises(CommandError, match="Only invented people"):
        call_command("faults_house", "people", "--answer", str(tmp_path / "answer"))  # nor on an empty site
    settings.TRIALS = True
    UserFactory()
    with pytest.raises(CommandError, match="Only invented people"):
        call_command("faults_house", "people", "--answer", str(tmp_path / "answer"))


@pytest.mark.django_db
def test_what_voters_chose_is_what_is_counted(tmp_path):
    found = votes.ground(3)
    assert len(found["cookies"]) == 3
    assert votes.count() == {"current": 0, "choices": {}, "papers": 0}
