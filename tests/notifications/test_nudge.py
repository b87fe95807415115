"""Asking for a code never waits for Redis: not for a dead one, not for one that takes the call and says nothing."""

import socket
import threading
import time
from functools import partial

import pytest
from kombu import pools

from launcher.valkey import free_port
from notifications import nudge as nudging
from notifications.models import Message
from notifications.operations import post_to_address
from portal.celery import app

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def broker(settings):
    """Points Celery at another broker; afterwards at its own again."""
    known, options = app.conf.broker_url, dict(app.conf.broker_transport_options)

    def point(url: str, **more) -> None:
        app.conf.broker_url = url
        app.conf.broker_transport_options = options | more
        pools.reset()  # kombu keeps connections by address, and Celery its own view of them
        app.amqp._producer_pool = None
        app._pool = None

    wait_for_the_thread()
    # The thread gives up sooner than on a server: nobody waits for it there, and this test does.
    yield partial(point, max_retries=1, interval_start=0, interval_step=0.1)
    # Only then: a thread that is still on its way would put the other broker back among Celery's pools.
    wait_for_the_thread()
    point(known)


def wait_for_the_thread() -> None:
    assert nudging._at_it.acquire(timeout=30), "the nudge's thread never ended"
    nudging._at_it.release()


def ask_for_a_code() -> float:
    """Seconds until the caller can go on."""
    started = time.monotonic()
    post_to_address(
        channel="sms", address="10000000001", kind="people.code", title="t", body="1", dedupe="one"
    )
    return time.monotonic() - started


def test_a_dead_redis(broker):
    broker(f"redis://127.0.0.1:{free_port()}/0")
    assert ask_for_a_code() < 1
    assert Message.objects.get().state == "pending"


def test_a_redis_that_takes_the_call_and_says_nothing(broker):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        broker(f"redis://127.0.0.1:{mute.getsockname()[1]}/0")
        assert ask_for_a_code() < 1
        calls, _ = mute.accept()  # it was really called, and is left waiting
        with calls:
            assert Message.objects.get().state == "pending"
            assert nudging._at_it.locked()
            before = threading.active_count()
            for _ in range(20):
                nudging.nudge()
            assert threading.active_count() == before, "pages pile up threads behind a Redis that hangs"


def test_a_code_is_delivered_without_waiting_for_the_clock(celery):
    """No beat runs here: only the nudge can have told the worker."""
    celery.worker()
    ask_for_a_code()
    celery.until(lambda: Message.objects.get().state == "sent")
