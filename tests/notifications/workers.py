"""Real Celery processes for a test: the test's database, the test's Redis, ended with the test."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection
from redis import Redis


class Celery:
    def __init__(self, command: list[str], environment: dict[str, str], log: Path) -> None:
        self.command, self.environment, self.log = command, environment, log
        self.children: list[subprocess.Popen] = []

    def start(self, *words: str) -> subprocess.Popen:
        with self.log.open("a") as log:
            child = subprocess.Popen(
                [*self.command, *words, "--loglevel=WARNING"],
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # its pool's children are killed with it
            )
        self.children.append(child)
        return child

    def worker(self) -> subprocess.Popen:
        return self.start("worker", "--concurrency=2", "--without-gossip", "--without-mingle")

    def beat(self, folder: Path) -> subprocess.Popen:
        return self.start("beat", f"--schedule={folder / 'schedule'}", "--pidfile=")

    def kill(self, child: subprocess.Popen) -> None:
        """As a power cut would: the whole process group at once, unasked."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait(20)
        self.children.remove(child)

    def end(self) -> None:
        for child in list(self.children):
            self.kill(child)

    def until(self, holds: Callable[[], bool], seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > deadline:
                raise AssertionError(
                    f"did not happen in {seconds} s; the log says:\n{self.log.read_text()[-3000:]}"
                )
            time.sleep(0.05)


def wait_for_no_sessions() -> None:
    """Killed workers' database sessions are gone, so that the test's tables can be emptied."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND state <> 'idle'"
            )
            if cursor.fetchone()[0] == 0:
                return
        time.sleep(0.05)


def empty(redis_url: str) -> None:
    Redis.from_url(redis_url).flushdb()
