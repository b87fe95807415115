"""`make faults`: what is counted as a fault, what it refuses, and that it ends what it started. A whole run is its own test."""

import random
import signal
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from launcher.faults import PARTS, killer
from portal.faults import acts
from portal.faults.acts import Act
from portal.faults.count import Mail, Row, count
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
    plans = [killer.plan(random.Random(seed), 20, 10_000) for seed in (1, 1, 2)]
    assert plans[0] == plans[1] != plans[2]
    victims = Counter(kill.victim for kill in plans[0])
    assert [victims[each] for each in killer.OTHERS] == [2, 2, 2, 2]
    assert victims["worker 1"] + victims["worker 2"] == 12
    assert [kill.after for kill in plans[0]] == sorted(kill.after for kill in plans[0])


def test_a_tenth_is_called_off_and_a_tenth_moved_after_they_were_convened():
    steps = acts.plan(random.Random(1), 100)
    assert Counter(verb for verb, _ in steps) == {"convene": 100, "cancel": 10, "move": 10}
    assert all(steps.index(("convene", number)) <= place for place, (_, number) in enumerate(steps))


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
        "sent_at": NOW + timedelta(seconds=1) if state == "sent" else None,
    }
    return Row(**known | fields)


def both() -> list[Row]:
    return [row(1), row(2, channel="inbox")]


def took(*numbers: int, at: float = 1.0) -> list[Mail]:
    return [Mail(number, AT, AT + at) for number in numbers]


def counted(rows, mails, **act) -> dict[str, int]:
    figures = count(rows, mails, [Act(0, 5, **act)], invited=1, until=NOW + timedelta(minutes=1))
    return {name: value for name, value in figures.items() if value and name in FAULTS}


FAULTS = {
    "lost", "inbox_twice", "mail_twice", "mail_again", "after_cancel", "old_date", "early", "unfinished"
}  # fmt: skip


@pytest.mark.parametrize(
    "rows, mails, act, found",
    [
        (both(), took(1), {}, {}),
        (both(), [], {}, {"lost": 1}),
        (both()[:1], took(1), {}, {"lost": 1}),
        ([row(1), row(2, "inbox", "pending")], took(1), {}, {"lost": 1, "unfinished": 1}),
        ([row(1), row(2, "inbox", "expired")], took(1), {}, {"lost": 1}),
        (both(), took(1, 1), {}, {"mail_again": 1}),
        ([*both(), row(3)], took(1, 3), {}, {"mail_twice": 1}),
        ([*both(), row(3, "inbox")], took(1), {}, {"inbox_twice": 1}),
        (both(), took(1, at=-5), {}, {"early": 1}),
        ([*both(), row(3, state="pending", due_at=NOW + timedelta(1))], took(1), {}, {}),
        ([*both(), row(3, due_at=NOW + timedelta(1))], took(1, 3), {}, {"early": 1}),
        ([row(1, state="void"), row(2, "inbox", "void")], [], {"cancelled_at": AT}, {}),
        (both(), took(1), {"cancelled_at": AT + 2}, {}),
        ([row(1, state="void"), row(2, "inbox", "void")], took(1), {"cancelled_at": AT}, {"after_cancel": 1}),
        (both(), took(1), {"cancelled_at": AT}, {"after_cancel": 2}),
        (
            [*both(), row(3, revision=2, due_at=NOW - timedelta(1)), row(4, "inbox", revision=2, due_at=NOW - timedelta(1))],
            took(1, 3),
            {"moved_at": AT},
            {"old_date": 2},
        ),
        (both(), took(1), {"moved_at": AT + 2}, {"lost": 2}),
    ],
    ids=[
        "as it should be",
        "no e-mail",
        "no row",
        "not delivered",
        "too late",
        "a copy",
        "two rows by e-mail",
        "two rows in the inbox",
        "before its time",
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
def test_each_fault_is_counted(rows, mails, act, found):
    assert counted(rows, mails, **act) == found
