"""`make faults`: what is counted as a fault, what it refuses, and that it ends what it started. A whole run is its own test."""

import json
import random
import signal
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from launcher.faults import PARTS, killer
from notifications.messages import message_id
from notifications.models import Letter, Message
from portal.faults import acts
from portal.faults.acts import Act
from portal.faults.count import Mail, Row, count, read_acts, read_mails, read_rows
from tests.factories import UserFactory
from tests.launcher.conftest import PATIENCE, PROJECT, environment, processes_of, wait_for

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
AT = NOW.timestamp()


def faults(tmp_path, *words: str, **settings: object) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "launcher", "faults", *words],
        cwd=PROJECT,
        env=environment(TMPDIR=tmp_path, **settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_ctrl_c_ends_all_that_it_started(ground):
    here, running = ground / "stopped", "mail_server"
    here.mkdir()
    here.chmod(0o711)
    run = faults(here, REMINDERS=200)
    assert wait_for(lambda: any(running in words for words in processes_of(here).values()))
    run.send_signal(signal.SIGINT)
    said, _ = run.communicate(timeout=PATIENCE)
    assert run.returncode == 130, said
    assert wait_for(lambda: processes_of(here) == {}, seconds=20), processes_of(here)
    assert not any(here.iterdir())


@pytest.mark.parametrize(
    "words, settings, sentence",
    [
        (["floods"], {}, f"There is no fault test called 'floods'. One of: {', '.join(PARTS)}."),
        ([], {"REMINDERS": "none"}, "The setting REMINDERS is 'none'. Write a number above zero."),
        ([], {"SEED": "two"}, "The setting SEED is 'two'. Write a number above zero."),
        ([], {"VOTERS": "-1"}, "The setting VOTERS is '-1'. Write a number above zero."),
        ([], {"SIZE": "tiny"}, "The setting SIZE is 'tiny'. Write small, or leave it out."),
        ([], {"SEED": "0"}, "The setting SEED is '0'. Write a number above zero."),
    ],
)
def test_what_cannot_be_tried_is_said(tmp_path, words, settings, sentence):
    said, _ = faults(tmp_path, *words, **settings).communicate(timeout=PATIENCE)
    assert said.strip() == sentence


@pytest.mark.django_db
def test_it_is_never_done_among_real_people(settings):
    settings.TRIALS = True
    UserFactory()
    with pytest.raises(CommandError, match="Only invented people"):
        call_command("faults_reminders", "ground", "--invited", "1")


def test_the_same_seed_kills_the_same_in_the_same_order():
    plans = [killer.plan(random.Random(seed), killer.FULL, 10_000) for seed in (1, 1, 2)]
    assert plans[0] == plans[1] != plans[2]
    assert Counter(kill.victim for kill in plans[0]) == killer.FULL
    assert killer.FULL.keys() == set(killer.EVERYBODY)
    assert len(plans[0]) >= 40
    assert [kill.after for kill in plans[0]] == sorted(kill.after for kill in plans[0])
    assert 9_000 < plans[0][-1].after < 9_500


def test_a_tenth_is_called_off_and_a_tenth_moved_after_they_were_convened():
    steps = acts.plan(random.Random(1), 100)
    assert Counter(verb for verb, _ in steps) == {"convene": 100, "cancel": 10, "move": 10}
    assert all(steps.index(("convene", number)) <= place for place, (_, number) in enumerate(steps))


@pytest.mark.django_db
def test_reminders_alone_are_due_and_each_on_four_channels(tmp_path, settings, monkeypatch):
    settings.TRIALS = True
    call_command("faults_reminders", "ground", "--invited", "2", "--push", "http://127.0.0.1:1/wake/")
    monkeypatch.setattr(acts, "wait_for_few", lambda _most: None)  # nobody sends here
    done = acts.act(1, 10, tmp_path / "acts.json")
    assert read_acts(tmp_path / "acts.json") == done
    waiting = [row for row in read_rows() if row.state == "pending" and row.kind != "committees.cancelled"]
    due = Counter(row.channel for row in waiting if row.due_at < timezone.now() + timedelta(minutes=1))
    kept = sum(each.cancelled_at is None for each in done)
    moved = 2 * sum(each.moved_at is not None for each in done)  # people who are told of the new date
    assert due == {
        "inbox": 2 * kept + moved,
        "push": 2 * kept + moved,
        "email": 2 * kept + moved,
        "sms": 2 * kept,
    }


# --- what is counted -------------------------------------------------------------------------------------------
def row(pk: int, channel: str = "email", state: str = "sent", revision: int = 1, **fields) -> Row:
    known = {
        "pk": pk,
        "recipient": 1,
        "subject": "committees.meeting:5",
        "channel": channel,
        "kind": "committees.reminder",
        "event": f"meeting 5 r{revision} -1d",
        "state": state,
        "due_at": NOW,
        "created_at": NOW - timedelta(days=1),
        "sent_at": NOW + timedelta(seconds=1) if state == "sent" else None,
    }
    known["key"] = f"{channel}-{pk}" if channel in ("sms", "push") else ""
    return Row(**known | fields)


def both() -> list[Row]:
    """One person's reminder on its four channels."""
    return [row(1), row(2, channel="inbox"), *KEYED]


KEYED = [row(3, channel="sms"), row(4, channel="push")]
NO_DATE = [row(number, channel, "void") for number, channel in enumerate(("inbox", "sms", "push"), start=2)]


def of_new_date(*channels: str) -> list[Row]:
    """Due a day before."""
    new = {"revision": 2, "due_at": NOW - timedelta(1), "created_at": NOW}
    return [row(5 + number, channel, **new) for number, channel in enumerate(channels)]


def took(*numbers: int, at: float = 1.0) -> list[Mail]:
    return [Mail(number, AT, AT + at) for number in numbers]


def counted(rows, mails, keyless=(), **act) -> dict[str, int]:
    """The gateway took each key of a row that is sent, but for `keyless`."""
    keys = {row.key: AT + 1 for row in rows if row.state == "sent" and row.pk not in keyless}
    figures = count(rows, mails, keys, [Act(0, 5, **act)], invited=1, until=NOW + timedelta(minutes=1))
    return {name: value for name, value in figures.items() if value and name in FAULTS}


FAULTS = {"lost", "twice", "again", "after_cancel", "old_date", "early", "unfinished", "late"}


def test_the_mail_server_s_book_is_read_by_the_ids_that_letters_go_out_with(tmp_path):
    told = Message(pk=60129542169, letter=Letter(created_at=NOW))
    book = tmp_path / "book"
    book.write_text(json.dumps({"id": message_id(told), "begun_at": 1.0, "taken_at": 2.0}) + "\n")
    assert read_mails(book) == [Mail(60129542169, 1.0, 2.0)]


@pytest.mark.parametrize(
    "rows, mails, more, found",
    [
        (both(), took(1), {}, {}),
        (both(), [], {}, {"lost": 1}),
        (both(), took(1), {"keyless": [3]}, {"lost": 1}),
        (both()[:3], took(1), {}, {"lost": 1}),
        ([row(1), row(2, "inbox", "pending"), *KEYED], took(1), {}, {"lost": 1, "unfinished": 1}),
        ([row(1), row(2, "inbox", "expired"), *KEYED], took(1), {}, {"lost": 1}),
        (both(), took(1, 1), {}, {"again": 1}),
        ([*both(), row(5)], took(1, 5), {}, {"twice": 1}),
        ([*both(), row(5, "inbox")], took(1), {}, {"twice": 1}),
        ([*both(), row(5, "sms")], took(1), {}, {"twice": 1}),
        (both(), took(1, at=-5), {}, {"early": 1}),
        (both(), took(1, at=61), {}, {"late": 1}),
        ([*both(), row(5, state="pending", due_at=NOW + timedelta(1))], took(1), {}, {}),
        ([*both(), row(5, due_at=NOW + timedelta(1))], took(1, 5), {}, {"early": 1}),
        ([row(1, state="void"), *NO_DATE], [], {"cancelled_at": AT}, {}),
        (both(), took(1), {"cancelled_at": AT + 2}, {}),
        ([row(1, state="void"), *NO_DATE], took(1), {"cancelled_at": AT}, {"after_cancel": 1}),
        (both(), took(1), {"cancelled_at": AT}, {"after_cancel": 4}),
        (
            [*both(), *of_new_date("email", "inbox", "sms", "push")],
            took(1, 5),
            {"moved_at": AT},
            {"old_date": 4},
        ),
        (both(), took(1), {"moved_at": AT + 2}, {"lost": 4}),
    ],
    ids=[
        "as it should be",
        "no e-mail",
        "no text message",
        "no row",
        "not delivered",
        "too late",
        "a copy",
        "two rows by e-mail",
        "two rows in the inbox",
        "two rows by text message",
        "before its time",
        "after its time",
        "one for tomorrow",
        "one for tomorrow, told today",
        "called off first",
        "called off afterwards",
        "a copy of what was called off",
        "told though called off",
        "told of the old date",
        "never told of the new date",
    ],
)  # fmt: skip
def test_each_fault_is_counted(rows, mails, more, found):
    assert counted(rows, mails, **more) == found
