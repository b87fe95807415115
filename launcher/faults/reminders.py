"""Part "reminders": thousands are due while workers, beat, Valkey and PostgreSQL are killed at random.

The house runs under the launcher's own supervisor, whose restarts are part of what is tried: servers and
data of its own in a temporary folder, two workers, beat, and a real SMTP server. One process convenes
meetings, and calls off or moves every tenth of them; a thread kills. In the end all is counted: the rows of
the outbox against the book of the mail server (`manage.py faults_reminders count`).
"""

import importlib.util
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from launcher import options, processes
from launcher.faults import killer
from launcher.options import PROJECT, Options
from launcher.run import beat_command, manage, tell, web_command, worker_command
from launcher.sentences import Stop, say
from launcher.services import OPEN, Services
from launcher.supervisor import Supervisor, Unit
from launcher.valkey import free_port

KILLS = 40  # in a full run
SOON = 60.0  # seconds after the last kill until nothing that was due waits any more
FULL = 2_000  # reminders from which on it is one
LONGEST = 1_800  # seconds, for a step; what a machine that is very busy may need
OUTSIDE = "https://linli.example"


def run(*, seed: int, count: int) -> bool:
    """Whether everything held; the figures are printed."""
    if importlib.util.find_spec("aiosmtpd") is None:
        raise Stop("faults_need_dev")
    folder = Path(tempfile.mkdtemp(prefix="linli-faults-"))
    folder.chmod(OPEN)
    services = Services(folder / "var")
    try:
        with Supervisor(lambda line: None) as supervisor:  # the kills are told, not each restart
            return Trial(services, supervisor, seed, count).held()
    except processes.Leaving:
        raise KeyboardInterrupt from None
    finally:
        services.clean_up()
        shutil.rmtree(folder, ignore_errors=True)


@dataclass
class Trial:
    services: Services
    supervisor: Supervisor
    seed: int
    count: int
    planned: int = 0
    kills: list[killer.Killed] = field(default_factory=list)
    figures: dict[str, int] = field(default_factory=dict)
    problem: BaseException | None = None
    begun: float = 0.0  # the kills
    posted: float = 0.0
    waited: float = 0.0

    def __post_init__(self) -> None:
        self.var_dir = self.services.var_dir
        self.book, self.acts = self.var_dir / "mails.jsonl", self.var_dir / "acts.json"
        self.mail_port = free_port()
        self.chosen = Options("127.0.0.1", "127.0.0.1", free_port(), self.var_dir, False, {})
        self.meetings = max(10, self.count // 100)
        self.invited = -(-self.count // (2 * self.meetings))  # in the inbox and by e-mail, each of them
        self.small = self.count < FULL
        mail = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(self.mail_port), "EMAIL_HOST_USER": ""}
        mail |= {"QUIET_HOURS": "", "TRIALS": "1"}  # it holds at night too, on a database of its own
        mail |= {"EMAIL_HOST_PASSWORD": "", "EMAIL_USE_TLS": "0", "BASE_URL": OUTSIDE}
        mail["TMPDIR"] = str(self.var_dir / "tmp")  # killed workers leave folders behind
        Path(mail["TMPDIR"]).mkdir()
        self.environment = options.child_environment(self.chosen, self.services.environment()) | mail

    def held(self) -> bool:
        begun = time.monotonic()
        tell(
            say("faults_begin", count=self.count, meetings=self.meetings, people=self.invited, seed=self.seed)
        )
        self.book.touch()
        self._start_ground()
        director = threading.Thread(target=self._direct, name="director")
        director.start()
        self.supervisor.watch()
        director.join()
        if self.problem:
            raise self.problem
        if not self.figures:
            raise processes.Leaving
        processes.told.times = 0  # that was our own signal; another scenario may follow
        return self._report(time.monotonic() - begun)

    def _start_ground(self) -> None:
        for member in self.services.members.values():
            self._run(member.name, member.start, member.log, member.stop_signal, member.patience, rank=0)
        words = [sys.executable, "-m", "launcher.faults.mail_server", str(self.mail_port), str(self.book)]
        self._run_command("mail server", words, rank=0)
        tell(say("preparing"))
        self._step("prepare", manage("prepare"))
        self._step("ground", self._house("ground", "--invited", str(self.invited)))
        if not processes.wait_until(self._mail_answers, seconds=60):
            raise Stop("service_failed", name="SMTP", log=self._log("mail server"), tail="-")
        for name in killer.SENDERS:
            self._run_command(name, worker_command(self.chosen, name=name.replace(" ", "-")))
        self._run_command("beat", beat_command(self.chosen))
        self._run_command("web", web_command(self.chosen))

    def _direct(self) -> None:
        """In a thread beside the supervisor, which restarts what dies here."""
        try:
            acting = ["act", "--seed", str(self.seed), "--meetings", str(self.meetings)]
            with self._beside("act", self._house(*acting, "--acts", str(self.acts))):
                self._kill()
            self.posted = time.monotonic()  # meetings went on being convened after the last kill
            last = self.begun + self.kills[-1].seconds if self.kills else self.begun
            self._step("wait", self._house("wait"))
            self.waited = time.monotonic() - max(last, self.posted)
            self._step("count", self._house("count", *self._books()))
            self.figures = json.loads((self.var_dir / "figures.json").read_text())
        except processes.Leaving:
            pass
        except BaseException as problem:  # told by the main thread
            self.problem = problem
        finally:
            if not processes.told.times:
                os.kill(os.getpid(), signal.SIGTERM)  # ends the supervisor's watch

    def _kill(self) -> None:
        rng = random.Random(self.seed)  # noqa: S311
        mails = 2 * self.meetings * self.invited  # of each meeting an invitation and a reminder
        units = {unit.name: unit for unit in self.supervisor.units}
        kills = killer.plan(rng, 6 if self.small else KILLS, mails)
        tell(say("faults_kills", count=len(kills)))
        self.planned = len(kills)
        self.begun = time.monotonic()
        killer.kill_all(kills, units, self._taken, self._note)
        tell(say("faults_waiting"))

    def _house(self, *words: str) -> list[str]:
        return manage("faults_reminders", *(["--hurry"] if self.small else []), *words)

    def _note(self, killed: killer.Killed) -> None:
        self.kills.append(killed)
        tell(killed.line())

    def _books(self) -> list[str]:
        figures = self.var_dir / "figures.json"
        return ["--acts", str(self.acts), "--mails", str(self.book), "--figures", str(figures)]

    def _taken(self) -> int:
        with open(self.book, "rb") as book:
            return sum(1 for _ in book)

    def _mail_answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.mail_port), timeout=1):
                return True
        except OSError:
            return False

    def _log(self, name: str) -> Path:
        return self.var_dir / "log" / f"{name.replace(' ', '-')}.log"

    def _spawn(self, name: str, command: list[str]) -> subprocess.Popen:
        return processes.spawn(command, log=self._log(name), env=self.environment, cwd=PROJECT)

    def _run(self, name, start, log, stop_signal, patience, *, rank) -> None:
        self.supervisor.run(Unit(name, start, log, stop_signal, patience, rank=rank))

    def _run_command(self, name: str, command: list[str], *, rank: int = 1) -> None:
        self._run(name, lambda: self._spawn(name, command), self._log(name), signal.SIGTERM, 5.0, rank=rank)

    def _beside(self, name: str, command: list[str]) -> AbstractContextManager[None]:
        log = self._log(name)
        return self.supervisor.beside(name, lambda: self._spawn(name, command), log, seconds=LONGEST)

    def _step(self, name: str, command: list[str]) -> None:
        with self._beside(name, command):
            pass

    def _report(self, seconds: float) -> bool:
        for name, value in self.figures.items():
            tell(f"{say('faults_' + name):<44}{value:>8}")
        waited = say("faults_waited")
        tell(f"{waited:<44}{self.waited:>8.0f}")
        # One e-mail at most is in hand at a kill; more copies than kills would be another fault.
        killed = sum(done.kill.victim in (*killer.SENDERS, "postgres") for done in self.kills)
        good = not any(self.figures[name] for name in MUST_BE_NONE) and self.figures["mail_again"] <= killed
        good = good and len(self.kills) == self.planned and self.waited <= SOON
        load = " ".join(f"{each:.2f}" for each in os.getloadavg())
        verdict = say("faults_held" if good else "faults_broken")
        tell(say("faults_end", verdict=verdict, seconds=seconds, kills=len(self.kills), load=load))
        return good


MUST_BE_NONE = ("lost", "inbox_twice", "mail_twice", "after_cancel", "old_date", "early", "unfinished")
