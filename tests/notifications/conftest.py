from collections.abc import Iterator

import pytest

from launcher.valkey import free_port
from notifications.management.commands.push_key import new_key
from tests.notifications.http_server import HttpServer
from tests.notifications.mail_server import MailServer, Post
from tests.notifications.workers import Celery, empty, wait_for_no_sessions


@pytest.fixture
def mail(settings) -> Iterator[Post]:
    """The installation sends its e-mail to a real SMTP server, which this test holds."""
    with MailServer() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_TIMEOUT = 2
        settings.BASE_URL = "https://linli.example"
        yield server.post


@pytest.fixture
def dead_mail(settings) -> None:
    """A mail server is named, and nobody answers there."""
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", free_port(), 2


@pytest.fixture
def celery(services, tmp_path) -> Iterator[Celery]:
    """Starts real workers and beats on this test's database and Redis."""
    empty(services.redis_url)
    processes = Celery(
        services.command("celery", "-A", "portal"), services.environment(), log=tmp_path / "celery.log"
    )
    yield processes
    processes.end()
    wait_for_no_sessions()
    empty(services.redis_url)


@pytest.fixture
def push(settings) -> Iterator[HttpServer]:
    """The browsers of this test are woken by a push service that it holds itself."""
    settings.VAPID_PRIVATE_KEY, settings.PUSH_LOOPBACK = new_key(), True
    settings.BASE_URL = "https://linli.example"
    with HttpServer() as server:
        yield server


@pytest.fixture
def gateway(settings) -> Iterator[HttpServer]:
    """Text messages go to a real gateway, which this test holds."""
    with HttpServer(status=200) as server:
        settings.SMS_GATEWAY = f"json://127.0.0.1:{server.port}/send?:to={{phone}}"
        settings.BASE_URL = "https://linli.example"
        yield server
