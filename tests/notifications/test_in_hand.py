"""What becomes of the one e-mail that is being sent at this moment: when it is voided, when the database goes away."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from notifications import leases
from notifications.channels import channel_for
from notifications.delivery import drain, send_batch
from notifications.models import Message
from notifications.operations import void, voiding
from people.models import User
from tests.factories import MessageFactory, UserFactory

SUBJECT = User(pk=7)
alone = pytest.mark.django_db
beside = pytest.mark.django_db(transaction=True)


def mail_row(email: str = "he.moli@example.org", **fields) -> Message:
    person = UserFactory(email=email)
    return MessageFactory(channel="email", recipient=person, subject="people.user:7", **fields)


def a_worker_dies_while_sending() -> None:
    (claimed,) = leases.claim("email", 10)
    assert leases.begin(claimed)


def lease_lapses() -> None:
    Message.objects.update(lease_until=Now() - timedelta(seconds=1))


def state_of(row: Message) -> str:
    row.refresh_from_db()
    return row.state


@alone
def test_what_a_dead_worker_had_in_hand_is_not_sent_after_the_cancellation(mail, monkeypatch):
    monkeypatch.setattr(voiding, "PATIENCE", 0.1)
    row = mail_row()
    a_worker_dies_while_sending()
    assert void(subject=SUBJECT) == 1
    assert state_of(row) == "void"
    lease_lapses()
    assert drain() == 0
    assert (state_of(row), mail.mails) == ("void", [])


@alone
def test_a_void_that_does_not_concern_it_leaves_what_is_in_hand_alone(monkeypatch):
    monkeypatch.setattr(voiding, "PATIENCE", 30.0)  # it would show
    row = mail_row()
    a_worker_dies_while_sending()
    assert void(subject=User(pk=8)) == 0
    assert void(subject=SUBJECT, kinds=["committees.invitation"]) == 0
    assert state_of(row) == "sending"


@alone
def test_what_ended_while_it_waited_behind_its_batch_is_not_sent(mail):
    row = mail_row(expires_at=timezone.now() + timedelta(hours=1))
    batch = leases.claim("email", 10)
    Message.objects.update(expires_at=Now() - timedelta(seconds=1))
    assert send_batch(channel_for("email"), batch, until=float("inf")) == (0, True)
    assert (state_of(row), mail.mails) == ("expired", [])


@alone
def test_what_ended_between_two_batches_is_not_taken():
    mail_row(expires_at=timezone.now() - timedelta(seconds=1))
    assert leases.claim("email", 10) == []


def drain_beside() -> threading.Thread:
    thread = threading.Thread(target=lambda: (drain(), connection.close()))
    thread.start()
    return thread


@beside
def test_nothing_leaves_after_a_void_has_returned(mail, monkeypatch):
    """The void waits for the e-mail in hand; the next one of that batch finds itself void."""
    monkeypatch.setattr(voiding, "PATIENCE", 30.0)
    rows = [mail_row(f"{number}@example.org") for number in range(4)]
    in_hand, go_on = threading.Event(), threading.Event()
    mail.before_reply = lambda _mail: (in_hand.set(), go_on.wait(20))
    worker = drain_beside()
    assert in_hand.wait(20)
    threading.Timer(0.3, go_on.set).start()
    assert void(subject=SUBJECT) == 3
    assert len(mail.mails) == 1
    worker.join(20)
    assert len(mail.mails) == 1
    assert sorted(state_of(row) for row in rows) == ["sent", "void", "void", "void"]


@beside
def test_a_provider_that_hangs_does_not_hold_up_the_void_and_what_went_out_is_noted(mail, monkeypatch):
    monkeypatch.setattr(voiding, "PATIENCE", 0.1)
    row = mail_row()
    in_hand, go_on = threading.Event(), threading.Event()
    mail.before_reply = lambda _mail: (in_hand.set(), go_on.wait(20))
    worker = drain_beside()
    assert in_hand.wait(20)
    assert void(subject=SUBJECT) == 1
    assert state_of(row) == "void"
    go_on.set()
    worker.join(20)
    assert (state_of(row), len(mail.mails)) == ("sent", 1)


@beside
def test_a_database_that_goes_away_while_an_email_is_in_hand_is_told_when_it_is_back(mail):
    def cut_the_others_off(_mail) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        connection.close()

    row = mail_row()
    mail.before_reply = cut_the_others_off
    drain_beside().join(30)
    connection.close()
    assert (state_of(row), len(mail.mails)) == ("sent", 1)
