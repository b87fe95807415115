"""An address that a browser gave may be anybody's: one that never ends its answer holds up nobody's screen. And
a push service that is asked to wait for a phone waits no longer than there is something to tell."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.utils import timezone

from notifications.channels import safe_http
from notifications.channels.push import seconds_worth
from notifications.delivery import drain
from notifications.models import Message, PushDevice
from tests.factories import MessageFactory, UserFactory
from tests.notifications.browsers import Browser

pytestmark = pytest.mark.django_db

HEAD = b"HTTP/1.1 201 Created\r\n"
HELLO = b"\x16\x03\x03\x40\x00"  # of a server's greeting (TLS), 16,384 octets long
PATIENCE = 0.3


@dataclass
class Dripping:
    """Says `first`, and then a byte now and then for as long as anybody listens: at most ten seconds."""

    first: bytes
    was_left: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Dripping":
        self.door, self.is_over = socket.create_server(("127.0.0.1", 0)), threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_error) -> None:
        self.is_over.set()
        self.door.close()

    @property
    def port(self) -> int:
        return self.door.getsockname()[1]

    def _serve(self) -> None:
        with suppress(OSError):
            line, _address = self.door.accept()
            with line:
                line.recv(65536)
                self._drip(line)

    def _drip(self, line: socket.socket) -> None:
        try:
            line.sendall(self.first)
            for _byte in range(200):
                if self.is_over.wait(0.05):
                    return
                line.sendall(b"x")
        except OSError:
            self.was_left.set()


@pytest.fixture(params=[("https", HELLO), ("http", b""), ("http", HEAD), ("http", HEAD + b"\r\n")])
def dripping(request, push, monkeypatch) -> Iterator[tuple[str, Dripping]]:
    """In its greeting, before its head, in its head, and in a body without end."""
    monkeypatch.setattr(safe_http, "IN_ALL", PATIENCE)
    scheme, first = request.param
    with Dripping(first) as server:
        yield f"{scheme}://127.0.0.1:{server.port}", server


def test_who_never_ends_is_left_and_the_next_one_is_woken(dripping, push):
    url, server = dripping
    slow, other = UserFactory(), UserFactory()
    Browser(url).of(slow)
    browser = Browser(push.url)
    browser.of(other)
    for person in (slow, other):
        MessageFactory(recipient=person, channel="push", kind="issues.answered")
    drain()
    assert server.was_left.wait(5)
    assert len(push.requests) == 1
    assert PushDevice.objects.filter(ended_at=None).count() == 2


def test_a_push_service_keeps_nothing_for_longer_than_it_is_true(push):
    """A phone that is switched on in the morning does not cry of last night's water."""
    person = UserFactory()
    Browser(push.url).of(person)
    MessageFactory(recipient=person, channel="push", expires_at=timezone.now() + timedelta(hours=2))
    MessageFactory(recipient=person, channel="push", expires_at=timezone.now() + timedelta(days=9))
    drain()
    short, long = sorted(int(request.headers["ttl"]) for request in push.requests)
    assert 7000 < short <= 7200
    assert long == 86400
    now = timezone.now()
    over = Message(expires_at=now + timedelta(milliseconds=5))
    assert seconds_worth(over, now) == 1, "Edge's service answers 400 to none"
