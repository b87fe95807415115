"""Several workers at once, each with a connection of its own."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from kit.refused import Refused
from notifications import leases
from notifications.channels import channel_for
from notifications.delivery import drain, send_batch
from notifications.models import Message
from notifications.operations import Cap, post_to_address
from tests.factories import MessageFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def together(*jobs) -> list:
    """Runs the jobs at the same time; returns what they returned, raises what they raised."""
    start, results = threading.Barrier(len(jobs)), []

    def run(job):
        try:
            start.wait()
            results.append(job())
        except BaseException as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return results


def rows(count: int) -> None:
    for number in range(count):
        person = UserFactory(email=f"{number}@example.org")
        MessageFactory(recipient=person)
        MessageFactory(recipient=person, channel="email")


def test_each_row_is_taken_by_one():
    rows(40)
    claims = together(*[lambda: [m.pk for m in leases.claim("email", 15)]] * 4)
    taken = [pk for claim in claims for pk in claim]
    assert len(taken) == len(set(taken)) == 40


def test_senders_at_once_send_each_once(mail):
    rows(40)

    def work() -> int:
        channel, count = channel_for("email"), 0
        while batch := leases.claim("email", 5):
            count += send_batch(channel, batch, until=float("inf"))[0]
        channel.close()
        return count

    assert sum(together(work, work, work)) == 40
    assert len(mail.sessions) > 1, "they did not work at the same time"
    assert set(mail.message_ids().values()) == {1}


def test_whole_drains_at_once(mail):
    rows(30)
    assert sum(together(drain, drain, drain)) == 60
    assert set(mail.message_ids().values()) == {1}
    assert len(mail.mails) == 30
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


def test_a_server_that_hangs_holds_up_neither_the_inbox_nor_the_next_drain(mail):
    """While one drain is stuck in the first e-mail, another delivers what came meanwhile."""
    stuck, go_on = threading.Event(), threading.Event()
    mail.before_reply = lambda _mail: (stuck.set(), go_on.wait(20))
    rows(1)
    first = threading.Thread(target=lambda: (drain(), connection.close()))
    first.start()
    assert stuck.wait(20)
    late = MessageFactory()
    assert drain() == 1
    late.refresh_from_db()
    assert late.state == "sent"
    go_on.set()
    first.join(20)
    assert not first.is_alive()


def test_no_transaction_is_open_while_the_provider_is_asked(mail):
    seen = []

    def look(_mail) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL"
                " AND pid <> pg_backend_pid() AND state = 'idle in transaction'"
            )
            seen.append(cursor.fetchone()[0])
        connection.close()

    mail.before_reply = look
    rows(1)
    drain()
    assert seen == [0]


def test_a_cap_holds_when_everybody_asks_at_once():
    def ask() -> int:
        try:
            post_to_address(
                channel="sms",
                address="13800000902",
                kind="people.code",
                title="t",
                body="1",
                dedupe=str(uuid4()),
                caps=[Cap(3, timedelta(hours=1))],
            )
        except Refused:
            return 0
        return 1

    assert sum(together(*[ask] * 8)) == 3
    assert Message.objects.count() == 3
