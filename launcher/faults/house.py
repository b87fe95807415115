"""The whole of Linli in a temporary folder, under the launcher's own supervisor, for one scenario to break.

Web, workers, beat, Valkey, PostgreSQL and a real SMTP server are our own children. A scenario is a function
`play(house)` that runs in a thread beside the supervisor, breaks things by `house.rng`, and returns
figures; it judges by what arrived outside: the mail server, the gateway of text messages, its visitors.
"""

import importlib.util
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from launcher import options, processes
from launcher.faults import killer
from launcher.faults.figures import Figure
from launcher.faults.gateway import Gateway
from launcher.faults.words import words
from launcher.options import PROJECT, Options
from launcher.postgres import DATABASE, ROLE
from launcher.run import beat_command, manage, tell, web_command, worker_command
from launcher.sentences import Stop, say
from launcher.services import OPEN, Services
from launcher.supervisor import Supervisor, Unit
from launcher.valkey import free_port

Play = Callable[["House"], Sequence[Figure]]
NAME = "linli.example"
LONGEST = 1_800  # seconds, for a step; what a machine that is very busy may need


def run(
    name: str,
    play: Play,
    *,
    seed: int,
    small: bool,
    prepare: bool = True,
    ready: Callable[["House"], None] | None = None,
    over: Callable[["House"], None] | None = None,
    kind: "type[House] | None" = None,
) -> bool:
    """Whether every bound was kept; the figures are printed.

    `ready` works on the ground before it is started, and `over` takes that away; without `prepare` there
    are no tables yet.
    """
    insist_on_dev()
    tell(words("begin", name=name, seed=seed, size=words("small") if small else ""))
    folder = Path(tempfile.mkdtemp(prefix="linli-faults-"))
    kind, begun = kind or House, time.monotonic()
    try:
        with ExitStack() as stack:
            folder.chmod(OPEN)
            services = kind.ground(folder / "var")
            stack.callback(services.clean_up)
            # The breaks are told, not each restart.
            supervisor = stack.enter_context(Supervisor(lambda line: None))
            gateway = stack.enter_context(Gateway(kind.judge))
            house = kind(services, supervisor, gateway, seed=seed, small=small)
            stack.callback(over or (lambda _: None), house)
            if ready:
                ready(house)
            figures = house.try_out(play, prepare=prepare)
    except processes.Leaving:
        raise KeyboardInterrupt from None
    finally:
        keep_logs(folder / "var", name)
        shutil.rmtree(folder, ignore_errors=True)
    return verdict(figures, time.monotonic() - begun)


def insist_on_dev() -> None:
    if importlib.util.find_spec("aiosmtpd") is None:
        raise Stop("faults_need_dev")


def keep_logs(var_dir: Path, name: str) -> None:
    if (keep := os.environ.get("FAULTS_LOGS")) and (var_dir / "mails.jsonl").exists():
        shutil.copytree(var_dir / "log", Path(keep) / name, dirs_exist_ok=True)
        shutil.copy(var_dir / "mails.jsonl", Path(keep) / name)


def verdict(figures: Sequence[Figure], seconds: float) -> bool:
    for figure in figures:
        tell(figure.line())
    good = all(figure.holds for figure in figures)
    load = " ".join(f"{each:.2f}" for each in os.getloadavg())
    said = say("faults_held" if good else "faults_broken")
    tell(words("end", verdict=said, seconds=seconds, load=load))
    return good


class House:
    ground: Callable[[Path], Services] = Services
    judge = "127.0.0.1"  # where the judge's own servers listen

    def __init__(
        self, services: Services, supervisor: Supervisor, gateway: Gateway, *, seed: int, small: bool
    ) -> None:
        self.services, self.supervisor, self.gateway = services, supervisor, gateway
        self.rng, self.seed, self.small = random.Random(seed), seed, small  # noqa: S311
        self.var_dir = services.var_dir
        self.book, self.mood = self.var_dir / "mails.jsonl", self.var_dir / "mood"
        self.acts = self.var_dir / "acts.json"
        self.mail_port = free_port()
        self.chosen = Options("127.0.0.1", "127.0.0.1", free_port(), self.var_dir, False, {})
        self.held: set[str] = set()
        self.dead: set[int] = set()  # children whom we killed
        self.begun = time.monotonic()
        self.environment = options.child_environment(self.chosen, services.environment()) | self._settings()
        Path(self.environment["TMPDIR"]).mkdir()

    def _settings(self) -> dict[str, str]:
        return {
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(self.mail_port),
            "EMAIL_HOST_USER": "",
            "EMAIL_HOST_PASSWORD": "",
            "EMAIL_USE_TLS": "0",
            "SMS_GATEWAY": f"json://127.0.0.1:{self.gateway.port}/send?:to={{phone}}&+Idempotency-Key={{key}}",
            "SMS_DAILY_CAP": "1000000",
            "QUIET_HOURS": "",  # it holds at night too
            "BASE_URL": f"https://{NAME}",
            "SSL_REDIRECT": "0",
            "ALLOWED_HOSTS": f"{NAME},127.0.0.1",
            "STAFF_SECOND_STEP": "0",
            "TRIALS": "1",
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "TMPDIR": str(self.var_dir / "tmp"),  # killed workers leave folders behind
        }

    def pick(self, small: Any, full: Any) -> Any:
        return small if self.small else full

    def note(self, what: str) -> None:
        tell(words("at", seconds=time.monotonic() - self.begun, what=what))

    # --- the course of a trial ------------------------------------------------------------------------------

    def try_out(self, play: Play, *, prepare: bool = True) -> Sequence[Figure]:
        """The play in a thread, the supervisor here; what goes wrong there is raised here."""
        found: list[Sequence[Figure]] = []
        problems: list[BaseException] = []

        def direct() -> None:
            try:
                found.append(play(self))
            except processes.Leaving:
                pass
            except BaseException as problem:  # told by the main thread
                problems.append(problem)
            finally:
                if not processes.told.times:
                    os.kill(os.getpid(), signal.SIGTERM)  # ends the supervisor's watch

        self._start_ground(prepare)
        director = threading.Thread(target=direct, name="director")
        director.start()
        self.supervisor.watch()
        director.join()
        if problems:
            raise problems[0]
        if not found:
            raise processes.Leaving
        processes.told.times = 0  # that was our own signal; another scenario may follow
        return found[0]

    def _start_ground(self, prepare: bool) -> None:
        self.book.touch()
        self.mood.touch()
        for member in self.services.members.values():
            self.add(member.name, member.start, log=member.log, sig=member.stop_signal, rank=0)
        words = [sys.executable, "-m", "launcher.faults.mail_server"]
        self.add("mail server", [*words, str(self.mail_port), str(self.book), str(self.mood)], rank=0)
        if prepare:
            tell(say("preparing"))
            self.step("prepare", manage("prepare"))

    def start(self, *names: str, **environments: dict[str, str]) -> None:
        """web, beat, beat 2, worker 1 …; the environment of one may differ, by its name with underscores."""
        for name in names:
            more = environments.get(name.replace(" ", "_"), {})
            self.add(name, self.command(name), environment=more)
        if "web" in names:
            self.wait(lambda: self.answers(self.chosen.port), "web")

    def command(self, name: str) -> list[str]:
        kind = name.split()[0]
        if kind == "worker":
            return worker_command(self.chosen, name=name.replace(" ", "-"))
        if kind == "beat":
            return [*beat_command(self.chosen), "--schedule", str(self.var_dir / name.replace(" ", "-"))]
        return web_command(self.chosen)

    # --- children -------------------------------------------------------------------------------------------

    def add(
        self, name, start, *, log=None, sig=signal.SIGTERM, rank=1, environment=None, cwd=PROJECT
    ) -> Unit:
        """A child that is started again when it ends, unless held. `start`: a command, or what starts it."""
        log = log or self.log(name)
        if isinstance(start, list):
            command, settings = start, self.environment | (environment or {})
            start = lambda: processes.spawn(command, log=log, env=settings, cwd=cwd)  # noqa: E731

        def begin() -> subprocess.Popen:
            if name in self.held:
                raise OSError(f"{name} is held")
            return start()

        unit = Unit(name, begin, log, sig, 20.0, rank=rank)
        self.supervisor.run(unit)
        return unit

    def unit(self, name: str) -> Unit:
        return next(unit for unit in self.supervisor.units if unit.name == name)

    def kill(self, name: str) -> None:
        """As a power cut would, once it is up."""
        self.note(f"SIGKILL {name}")
        self.wait(lambda: killer.end(self.unit(name), self.dead), name)

    def hold(self, name: str) -> None:
        self.held.add(name)
        self.kill(name)

    def release(self, name: str) -> None:
        """At once, not when the supervisor would have tried again."""
        self.held.discard(name)
        unit = self.unit(name)
        unit.failures, unit.due = 0, 0.0
        os.kill(os.getpid(), signal.SIGCHLD)

    def stop(self, name: str) -> int | None:
        """Asked to end, and not started again; its exit code."""
        unit = self.unit(name)
        self.held.add(name)
        child = unit.child
        self.supervisor.units.remove(unit)
        processes.ask(child, signal.SIGTERM)
        processes.wait_or_kill(child, patience=40)
        self.held.discard(name)
        return child.returncode

    def log(self, name: str) -> Path:
        return self.var_dir / "log" / f"{name.replace(' ', '-')}.log"

    def step(self, name: str, command: list[str], *, cwd: Path = PROJECT, **environment: str) -> None:
        with self.beside(name, command, cwd=cwd, **environment):
            pass

    def beside(self, name: str, command: list[str], *, cwd: Path = PROJECT, **environment: str):
        log, settings = self.log(name), self.environment | environment
        return self.supervisor.beside(
            name,
            lambda: processes.spawn(command, log=log, env=settings, cwd=cwd),
            log,
            seconds=LONGEST,
        )

    def inside(self, part: str, *words: object) -> dict:
        """What must run inside Django (`manage.py faults_house`), and what it found."""
        answer = self.var_dir / f"{part}.json"
        self.step(part, [*manage("faults_house", part), *map(str, words), "--answer", str(answer)])
        return json.loads(answer.read_text())

    @contextmanager
    def posting(self, people: int, pace: float, channels: Sequence[str]) -> Iterator[Path]:
        """Somebody posts message after message while the body runs; the file says how long each took."""
        end, answer = self.var_dir / "enough", self.var_dir / "posted.json"
        end.unlink(missing_ok=True)
        command = manage("faults_house", "post", "--people", str(people), "--pace", str(pace))
        command += ["--until", str(end), "--answer", str(answer), "--channels", *channels]
        with self.beside("post", command):
            try:
                yield answer
            finally:
                end.touch()

    # --- what can be seen from outside ----------------------------------------------------------------------

    def wait(self, ready: Callable[[], object], what: str, seconds: float = 180.0) -> None:
        if not processes.wait_until(lambda: bool(ready()), seconds=seconds, step=0.05):
            raise Stop("service_failed", name=what, log=self.log(what), tail=processes.tail(self.log(what)))

    def answers(self, port: int) -> bool:
        from launcher.faults.visitors import ask

        return ask(port, "/healthz").status == 200

    def mails(self) -> list[dict]:
        return [json.loads(line) for line in self.book.read_text().splitlines()]

    def rows(self, sql: str, *values: object) -> list[tuple]:
        """Straight from the database; nothing while it is down."""
        import psycopg2

        folder = self.services.members["DATABASE_URL"].sockets
        try:
            link = psycopg2.connect(host=str(folder), user=ROLE, dbname=DATABASE, connect_timeout=5)
        except psycopg2.OperationalError:
            return []
        try:
            link.autocommit = True
            cursor = link.cursor()
            cursor.execute(sql, values)
            return cursor.fetchall() if cursor.description else []
        except (psycopg2.OperationalError, psycopg2.InterfaceError):
            return []
        finally:
            link.close()
