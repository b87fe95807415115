"""The worker is killed in the middle of 1,000 reminders and started again: none is lost, none is in an inbox twice."""

import time
from collections import Counter

import pytest

from notifications.models import Event, Letter, Message
from notifications.nudge import nudge
from people.models import User
from tests.notifications.mail_server import MailServer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

REMINDERS = 1000


def post_reminders() -> None:
    people = User.objects.bulk_create(
        User(phone=f"1000001{n:04d}", email=f"{n}@example.org", display_name=f"街坊{n}", password="!")
        for n in range(REMINDERS)
    )
    letter = Letter.objects.create(
        event=Event.objects.create(dedupe="meeting 1 r1 -2h"),
        kind="committees.reminder",
        title="联席会议：今晚 19:30",
        url="/meetings/1/",
    )
    Message.objects.bulk_create(
        Message(recipient=person, channel=channel, letter=letter, due_at=letter.due_at)
        for person in people
        for channel in ("inbox", "email")
    )


def test_killed_in_the_middle_of_a_thousand(services, celery, tmp_path):
    with MailServer() as server:
        server.post.delay = 0.001
        celery.environment = services.environment(
            EMAIL_HOST="127.0.0.1", EMAIL_PORT=str(server.port), BASE_URL="https://linli.example"
        )
        post_reminders()
        started = time.monotonic()
        celery.beat(tmp_path)
        worker = celery.worker()
        nudge()  # beat would say it within ten seconds
        celery.until(lambda: len(server.post.mails) >= REMINDERS * 0.3, seconds=90)
        celery.kill(worker)
        before = len(server.post.mails)
        assert before < REMINDERS, "the kill came too late to prove anything"
        # What the dead worker held would be free after its lease; this test does not wait that long.
        Message.objects.filter(state__in=["leased", "sending"]).update(lease_until="2000-01-01T00:00Z")
        celery.worker()
        nudge()
        unfinished = Message.objects.exclude(state="sent")
        celery.until(lambda: free_doubts() or not unfinished.exists(), seconds=90)
        seconds = time.monotonic() - started
        mails = server.post.message_ids()

    inbox = Message.objects.filter(channel="inbox", state="sent").values_list("recipient", flat=True)
    lost = 2 * REMINDERS - len(inbox) - len(mails)
    inbox_twice = sum(count - 1 for count in Counter(inbox).values())
    mail_twice = sum(count - 1 for count in mails.values())
    print(
        f"\n{REMINDERS} reminders, killed after {before} e-mails, {seconds:.0f} s: lost {lost}, in the inbox twice {inbox_twice}, "
        f"e-mails the server took twice under one Message-ID {mail_twice}"
    )
    assert lost == 0
    assert inbox_twice == 0
    assert len(mails) == REMINDERS
    assert mail_twice <= 1, "more than the one e-mail in hand at the kill was repeated"


def free_doubts() -> bool:
    """A row that was in hand at the kill waits a little before it is tried again; here it need not."""
    Message.objects.filter(state="unknown", lease_until__isnull=False).update(lease_until=None)
    return False
