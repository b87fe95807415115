"""Keeps a handful of children running and ends them in order."""

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from launcher import processes
from launcher.sentences import Stop, say

# Seconds. Ten at most: what is overdue waits for whoever is down, and a start costs two of one processor.
FIRST_DELAY, LONGEST_DELAY, HEALTHY_AFTER = 0.5, 10.0, 10.0


@dataclass
class Unit:
    name: str
    start: Callable[[], subprocess.Popen]
    log: Path
    stop_signal: int = signal.SIGTERM
    patience: float = 10.0
    rank: int = 1  # higher ranks are stopped first, those of one rank together
    child: subprocess.Popen | None = None
    started: float = 0.0
    failures: int = 0
    due: float = field(default=0.0)  # when to start it again


class Supervisor:
    def __init__(self, report: Callable[[str], None]) -> None:
        self.report = report
        self.units: list[Unit] = []
        self._guard: subprocess.Popen | None = None
        self._wake: tuple[int, int] = (-1, -1)

    def __enter__(self) -> "Supervisor":
        self._wake = os.pipe()
        for end in self._wake:
            os.set_blocking(end, False)
        signal.set_wakeup_fd(self._wake[1], warn_on_full_buffer=False)
        for sig in (signal.SIGINT, signal.SIGTERM, *self._hang_up()):
            signal.signal(sig, self._told)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._guard = subprocess.Popen(
            [sys.executable, "-m", "launcher.guard"],
            stdin=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).resolve().parent.parent,
            start_new_session=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        if self._guard and self._guard.stdin:
            self._guard.stdin.close()
            self._guard.wait(10)
        signal.set_wakeup_fd(-1)

    def run(self, unit: Unit) -> None:
        """Start it now, and again whenever it ends by itself."""
        self._start(unit)
        self.units.append(unit)  # then: the watch, in another thread, must not start it as well

    @contextlib.contextmanager
    def beside(
        self, name: str, start: Callable[[], subprocess.Popen], log: Path, *, seconds: float
    ) -> Iterator[None]:
        """A child that runs while the body does something else, and is waited for after it.

        A failure is a sentence with the end of its log; one of the body's stops the child.
        """
        since = processes.size(log)
        child = start()
        self._tell_guard("watch", child.pid)
        try:
            with processes.stopped_on_failure(child):
                yield
                if not processes.finished(child, seconds=seconds):
                    self._insist_on_units(during=name)
                    tail = processes.tail(log, since=since)
                    raise Stop("step_failed", step=name, code=child.returncode, log=log, tail=tail)
        finally:
            self._tell_guard("forget", child.pid)

    def _insist_on_units(self, during: str) -> None:
        """A step that failed because what it stands on was gone should not be blamed itself."""
        for unit in self.units:
            if unit.child and unit.child.poll() is not None:
                raise Stop(
                    "ended_during", name=unit.name, code=unit.child.returncode, step=during, log=unit.log
                )

    def watch(self) -> None:
        """Until we are told to stop."""
        while not processes.told.times:
            self._reap_strangers()
            for unit in self.units:
                self._look_after(unit)
            self._sleep()

    def stop(self) -> None:
        """Those that serve people first, then what they stand on."""
        for rank in sorted({unit.rank for unit in self.units}, reverse=True):
            running = [unit for unit in self.units if unit.rank == rank and unit.child]
            for unit in running:
                processes.ask(unit.child, unit.stop_signal)
            for unit in running:
                processes.wait_or_kill(unit.child, patience=unit.patience)
                self._tell_guard("forget", unit.child.pid)
                unit.child = None

    def _start(self, unit: Unit) -> None:
        unit.child = unit.start()
        unit.started = time.monotonic()
        self._tell_guard("watch", unit.child.pid)

    def _look_after(self, unit: Unit) -> None:
        now = time.monotonic()
        if unit.child and unit.child.poll() is not None:
            processes.kill_group(unit.child.pid)  # its own children, if it left any
            self._tell_guard("forget", unit.child.pid)
            self._plan_restart(unit, code=unit.child.returncode, now=now)
        if unit.child is None and now >= unit.due:
            try:
                self._start(unit)
            except (Stop, OSError) as error:
                self.report(str(error))
                self._plan_restart(unit, code=1, now=now)

    def _plan_restart(self, unit: Unit, *, code: int, now: float) -> None:
        healthy = unit.child is not None and now - unit.started > HEALTHY_AFTER
        unit.failures = 1 if healthy else unit.failures + 1
        delay = min(FIRST_DELAY * 2 ** (unit.failures - 1), LONGEST_DELAY)
        unit.child, unit.due = None, now + delay
        self.report(say("died", name=unit.name, code=code, delay=delay, log=unit.log))

    @staticmethod
    def _hang_up() -> list[signal.Signals]:
        """None under `nohup`: who said it wants us to outlive the terminal."""
        return [] if signal.getsignal(signal.SIGHUP) == signal.SIG_IGN else [signal.SIGHUP]

    def _told(self, *_: object) -> None:
        processes.told.times += 1

    def _sleep(self) -> None:
        """Until a child ends, a signal comes, or a restart is due."""
        waiting = [unit.due for unit in self.units if unit.child is None]
        seconds = max(0.0, min([*waiting, time.monotonic() + 5]) - time.monotonic())
        select.select([self._wake[0]], [], [], seconds)
        with contextlib.suppress(BlockingIOError):
            os.read(self._wake[0], 4096)

    def _reap_strangers(self) -> None:
        """As process 1 of a container we inherit orphans; unreaped they would stay as zombies."""
        if os.getpid() != 1:
            return
        ours = {unit.child.pid for unit in self.units if unit.child} | {self._guard.pid if self._guard else 0}
        while True:
            try:
                ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            except ChildProcessError:
                return
            if ended is None or ended.si_pid in ours:
                return
            os.waitpid(ended.si_pid, 0)

    def _tell_guard(self, word: str, group: int) -> None:
        if self._guard and self._guard.stdin:
            try:
                self._guard.stdin.write(f"{word} {group}\n")
                self._guard.stdin.flush()
            except OSError:
                self._guard = None  # without it we still stop our children ourselves
