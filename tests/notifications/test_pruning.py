"""Years do not slow a day: what was told long ago goes, and nothing that somebody still needs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notifications.models import Event, Letter, Message
from notifications.operations import post, prune
from people.models import User
from tests.factories import MessageFactory, UserFactory

pytestmark = pytest.mark.django_db


def row(channel: str, days: int, state: str = "sent", kind: str = "issues.progress", **fields) -> Message:
    at = timezone.now() - timedelta(days=days)
    sent = {"sent_at": at} if state == "sent" else {}
    return MessageFactory(channel=channel, kind=kind, state=state, created_at=at, due_at=at, **sent | fields)


def left(*rows: Message) -> list[bool]:
    here = set(Message.objects.values_list("pk", flat=True))
    return [message.pk in here for message in rows]


def test_outside_for_half_a_year_and_in_the_inbox_for_three():
    young = [row("email", 180), row("inbox", 180)]
    mail, failed, inbox = row("email", 190), row("sms", 190, "failed"), row("inbox", 190)
    old = row("inbox", 1200)
    assert prune() == 3
    assert left(*young, mail, failed, inbox, old) == [True, True, False, False, True, False]
    assert not Letter.objects.filter(pk=old.letter_id).exists()
    assert not Event.objects.filter(pk=old.letter.event_id).exists()
    assert prune() == 0


def test_what_waits_or_proves_something_or_is_referred_to_stays():
    waiting = [row("email", 1200, state) for state in ("pending", "unknown", "held", "stopped", "leased")]
    proof = [
        row("sms", 400, kind="ballots.announced"),
        row("email", 400, kind="committees.invitation"),
        row("push", 400, kind="notices.emergency", is_essential=True),
    ]
    digest = row("email", 190, kind="people.digest")
    told = row("email", 190, "told", kind="committees.topic", digest=digest)
    over = row("sms", 1200, kind="ballots.announced")
    assert prune() == 1
    assert left(*waiting, *proof, digest, told, over) == [True] * 10 + [False]


def test_whoever_has_it_in_the_inbox_is_not_told_again_by_mail():
    old, new = UserFactory(email="a@example.org"), UserFactory(email="b@example.org")
    event = {"kind": "issues.progress", "words": lambda: ("t", ""), "url": "/", "subject": User(pk=7),
             "dedupe": "issue 1"}  # fmt: skip
    assert post(to=[old], **event) == 2
    Message.objects.update(state="sent", sent_at=timezone.now())
    Letter.objects.update(created_at=timezone.now() - timedelta(days=190))
    assert prune() == 1
    assert post(to=[old, new], **event) == 2
    assert set(Message.objects.values_list("recipient", "channel")) == {
        (old.pk, "inbox"), (new.pk, "inbox"), (new.pk, "email"),
    }  # fmt: skip


def test_in_short_transactions_and_no_longer_than_it_may(monkeypatch):
    monkeypatch.setattr("notifications.operations.pruning.ROWS", 2)
    shared = row("push", 190)
    for _n in range(4):
        row("push", 190, letter=shared.letter)
    assert prune(seconds=0) == 0
    assert prune() == 5
