"""The web server: `python -m launcher.serve --host 127.0.0.1 --port 8000`, two processes of one thread each.

It is Granian with another way to take over. On SIGHUP Granian starts a new process beside each old one and
ends the old one a fixed time later, whether or not the new one has started by then. Here the old one answers
until the new one has loaded the site, and goes on answering if it cannot be loaded.
"""

import argparse
import json
import logging
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from multiprocessing.synchronize import Event
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.server.common import logger

SITE = "portal.wsgi:application"
PATIENCE = 120.0  # seconds for a site to load, on the slowest machine
LISTENS = 0.5  # seconds from a loaded site to the first answer


def refuse_settings() -> None:
    """One sentence about what is missing or wrong, before each process says it with each try to start it.

    Read elsewhere: what is imported here would stay in all processes that a SIGHUP starts.
    """
    if wrong := subprocess.run([sys.executable, "-m", "portal.read_settings"], check=False).returncode:
        sys.exit(wrong)


class JsonLine(logging.Formatter):
    """Of what the server itself says, as the site's own lines are (portal/logs.py, not read here)."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def log_format() -> dict[str, Any] | None:
    """What differs from Granian's own configuration."""
    if os.environ.get("LOG_FORMAT", "").strip().lower() != "json":
        return None
    plain = {"()": "logging.Formatter", "fmt": "%(message)s"}
    return {"formatters": {"generic": {"()": JsonLine}, "access": plain}}


def loads(load: Callable[[], Any]) -> Any:
    """In the new process. Our own handler is in it until it answers, and would take no notice of a stop."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    return load()


def says_so(load: Callable[[], Any], loaded: Event) -> Any:
    site = load()
    loaded.set()
    return site


class Server(Granian):
    """Granian, whose processes are replaced when their successors have started, and not before."""

    def _spawn_worker(self, idx: int, target, callback_loader):
        return super()._spawn_worker(idx=idx, target=target, callback_loader=partial(loads, callback_loader))

    def _respawn_workers(self, workers: Sequence[int], spawn_target, target_loader, delay: float = 0) -> None:
        for place in workers:
            self.respawned_wrks[place] = time.monotonic()
            if not self.wrks[place].is_alive():
                super()._respawn_workers([place], spawn_target, target_loader)
            elif new := self._started(place, spawn_target, target_loader):
                old, self.wrks[place] = self.wrks[place], new
                self._end(old)
                logger.info(f"worker-{place + 1} was replaced")
            else:
                logger.error(f"The new worker-{place + 1} did not start: the old one goes on")

    def _started(self, place: int, spawn_target, target_loader):
        """A process that has loaded the site, or None."""
        loaded = multiprocessing.Event()
        loader = partial(says_so, target_loader, loaded)
        new = self._spawn_worker(idx=place, target=spawn_target, callback_loader=loader)
        new.interrupt_by_parent = True  # until it stands, its end is no failure of the server
        new.start()
        until = time.monotonic() + PATIENCE
        while new.is_alive() and not self.interrupt_signal and time.monotonic() < until:
            if loaded.wait(0.1):
                time.sleep(LISTENS)
                new.interrupt_by_parent = False
                return new if new.is_alive() else None
        new.kill()
        return None

    def _end(self, old) -> None:
        """It answers what it has begun; what takes longer than we have is broken off."""
        old.terminate()
        old.join(self.workers_kill_timeout)
        if old.is_alive():
            old.kill()
            old.join()


def main(words: Sequence[str] | None = None) -> None:
    asked = argparse.ArgumentParser(prog="launcher.serve", description=__doc__)
    asked.add_argument("site", nargs="?", default=SITE)
    asked.add_argument("--host", default="127.0.0.1")
    asked.add_argument("--port", type=int, default=8000)
    asked.add_argument("--workers", type=int, default=2)
    chosen = asked.parse_args(words)
    if chosen.site == SITE:
        refuse_settings()
    Server(
        chosen.site,
        address=chosen.host,
        port=chosen.port,
        interface=Interfaces.WSGI,
        workers=chosen.workers,
        blocking_threads=1,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=20,
        log_dictconfig=log_format(),
    ).serve()


if __name__ == "__main__":
    main()
