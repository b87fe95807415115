"""`make run`: everything from an empty folder to a site that answers, until Ctrl-C."""

import hashlib
import http.client
import ipaddress
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

from launcher import browser, external, lock, options, processes
from launcher.options import PROJECT, Options
from launcher.sentences import Stop, say
from launcher.services import Services
from launcher.supervisor import Supervisor, Unit

BIG_LOG = 5_000_000  # bytes
# What a page's look is made from; when none of it changed, what was collected still holds.
STATIC_SOURCES = ("static/**/*", "requirements.txt", "portal/settings.py", "portal/static_files.py")


def run(chosen: Options, *, started: float) -> None:
    with lock.held(chosen.var_dir, other_port=chosen.port + 1) as unclean:
        _wait_for_port(chosen, unclean=unclean)
        _check_given(chosen)
        options.check_room(chosen.var_dir)
        _rotate_logs(chosen.var_dir / "log")
        services = Services(chosen.var_dir, given=chosen.given)
        try:
            with Supervisor(tell) as supervisor:
                _serve(Site(chosen, services, supervisor), started)
                tell(say("stopping"))
        finally:
            services.clean_up()
    tell(say("stopped"))


def _serve(site: "Site", started: float) -> None:
    try:
        site.start(started)
        site.greet()
        site.supervisor.watch()
    except processes.Leaving:
        pass
    finally:
        site.put_aside()


def tell(line: str) -> None:
    """To whoever still reads: a terminal or a `tee` that is gone is no reason to stop serving."""
    try:
        print(line, flush=True)
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


class Site:
    def __init__(self, chosen: Options, services: Services, supervisor: Supervisor) -> None:
        self.chosen = chosen
        self.supervisor = supervisor
        self.logs = chosen.var_dir / "log"
        self.services = services
        self.environment = options.child_environment(chosen, services.environment())
        self.environment["WEB_WAITS_FOR"] = str(chosen.var_dir / "gate")
        self._aside: subprocess.Popen | None = None

    def start(self, started: float) -> None:
        """Three things beside each other, for two cores: the database is filled while the pages' files are
        collected, and then while the web processes import."""
        with lock.waited_for(Path(self.environment["WEB_WAITS_FOR"])), ExitStack() as filling:
            with self._static_files():
                self._start_services()
                filling.enter_context(self._database())
            # Before the worker and beat: with their imports beside it, two cores would need longer to answer.
            self._start("web")
        self._wait_for_answer()
        tell(say("ready", seconds=time.monotonic() - started, url=self.chosen.url))
        self._start("worker")
        self._start("beat")

    def _start_services(self) -> None:
        for member in self.services.members.values():
            tell(say("starting", name=member.name))
            self.supervisor.run(
                Unit(member.name, member.start, member.log, member.stop_signal, member.patience, rank=0)
            )
        lock.note(self.chosen.var_dir, self.environment)

    def greet(self) -> None:
        if self.chosen.demo:
            tell(say("demo_on"))
            tell(self._people())
            if not ipaddress.ip_address(self.chosen.address).is_loopback:
                tell(say("demo_wide", value=self.chosen.host))
            # The first pages do not need the year behind them; it is written while people look around.
            self._aside = self.spawn("demo_year", *manage("load_demo", "--year"))
        if not browser.has_pango():
            tell(say("pango_note", packages=" ".join(browser.PANGO_PACKAGES)))
        tell(say("how_to_stop", log=self.logs))

    def put_aside(self) -> None:
        """Half a year rolls back, and the next start writes it."""
        if self._aside is not None and self._aside.poll() is None:
            self._aside.terminate()
            self._aside.wait(timeout=10)

    def spawn(self, log: str, *command: str | Path, output: bool = False) -> subprocess.Popen:
        return processes.spawn(
            command, log=self.logs / f"{log}.log", env=self.environment, cwd=PROJECT, output=output
        )

    def beside(self, name: str, command: list[str]) -> AbstractContextManager[None]:
        log = self.logs / f"{name}.log"
        return self.supervisor.beside(name, lambda: self.spawn(name, *command), log, seconds=1800)

    @contextmanager
    def _database(self) -> Iterator[None]:
        """One process for the tables and the demo: it imports only once, and nothing else is as long."""
        stamps = self._prepare_stamp() | (self._demo_stamp() if self.chosen.demo else {})
        due = {stamp: value for stamp, value in stamps.items() if not _is_done(stamp, value)}
        if not due and "DATABASE_URL" in self.services.members:
            yield
            return
        tell(say("preparing"))
        words = ["prepare"]
        if self.chosen.demo and due.keys() & self._demo_stamp().keys():
            tell(say("demo_loading"))
            words.append("--demo")
        for stamp in due:
            stamp.unlink(missing_ok=True)
        with self.beside("prepare", manage(*words)):
            yield
        for stamp, value in due.items():
            stamp.write_text(value)

    def _prepare_stamp(self) -> dict[Path, str]:
        """Nobody else changes a database of ours: with the same code there is nothing to migrate."""
        if own := self.services.members.get("DATABASE_URL"):
            return {own.ground.home / "prepare.stamp": code_fingerprint()}
        return {}

    def _demo_stamp(self) -> dict[Path, str]:
        """Beside the data it tells of, so that it goes when the data goes."""
        if own := self.services.members.get("DATABASE_URL"):
            return {own.ground.home / "demo.stamp": "embedded"}
        named = hashlib.sha256(self.environment["DATABASE_URL"].encode()).hexdigest()
        return {self.chosen.var_dir / "demo.stamp": named}

    def _static_files(self) -> AbstractContextManager[None]:
        collect = self.beside("static", manage("collectstatic", "--noinput", "--clear", "--verbosity", "0"))
        return once_beside(self.chosen.var_dir / "static.stamp", fingerprint(*STATIC_SOURCES), collect)

    def _people(self) -> str:
        child = self.spawn("demo_people", *manage("demo_people"), output=True)
        with processes.stopped_on_failure(child):
            people, _ = child.communicate()
        return people.decode(errors="replace").rstrip()

    def _start(self, name: str) -> None:
        tell(say("starting", name=name))
        self.supervisor.run(self._unit(name))

    def _unit(self, name: str) -> Unit:
        command = COMMANDS[name](self.chosen)
        patience = 25.0 if name in ("web", "worker") else 8.0  # what is in hand may finish
        return Unit(name, lambda: self.spawn(name, *command), self.logs / f"{name}.log", patience=patience)

    def _wait_for_answer(self) -> None:
        """The web unit is looked after meanwhile; one that keeps falling over ends the start."""
        web = next(unit for unit in self.supervisor.units if unit.name == "web")

        def settled() -> bool:
            return answers(self.chosen) or web.child is None or web.child.poll() is not None

        if not processes.wait_until(settled, seconds=180, step=0.05) or not answers(self.chosen):
            tail = processes.tail(web.log)
            raise Stop("web_failed", url=self.chosen.url, log=web.log, tail=tail)


def manage(*words: str) -> list[str]:
    return [sys.executable, "manage.py", *words]


def web_command(chosen: Options) -> list[str]:
    return [sys.executable, "-m", "launcher.serve", "--host", chosen.address, "--port", str(chosen.port)]


def worker_command(_: Options, *, name: str = "linli") -> list[str]:
    words = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "portal",
        "worker",
        "--loglevel",
        "INFO",
        "--concurrency",
        "2",
    ]
    return [*words, "--hostname", f"{name}@%h", "--without-gossip", "--without-mingle"]


def beat_command(chosen: Options) -> list[str]:
    schedule = chosen.var_dir / "celerybeat-schedule"
    words = [sys.executable, "-m", "celery", "-A", "portal", "beat", "--loglevel", "INFO"]
    return [*words, "--schedule", str(schedule), "--pidfile="]


COMMANDS: dict[str, Callable[[Options], list[str]]] = {
    "web": web_command,
    "worker": worker_command,
    "beat": beat_command,
}


def answers(chosen: Options) -> bool:
    link = http.client.HTTPConnection(chosen.here, chosen.port, timeout=5)
    try:
        link.request("GET", "/healthz")
        return link.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()


@contextmanager
def once_beside(stamp: Path, value: str, work: AbstractContextManager[None]) -> Iterator[None]:
    """Work that goes on beside the body, unless it was done for the same value before."""
    if _is_done(stamp, value):
        yield
        return
    stamp.unlink(missing_ok=True)
    with work:
        yield
    stamp.write_text(value)


def _is_done(stamp: Path, value: str) -> bool:
    return stamp.exists() and stamp.read_text() == value


def fingerprint(*patterns: str) -> str:
    """Of the files' names, sizes and times: cheap, and it changes when any of them does."""
    digest = hashlib.sha256()
    for pattern in patterns:
        for path in sorted(PROJECT.glob(pattern)):
            if path.is_file():
                about = path.stat()
                digest.update(f"{path.relative_to(PROJECT)} {about.st_size} {about.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def code_fingerprint() -> str:
    rooms = (path.parent.name for path in PROJECT.glob("[!.]*/__init__.py"))
    return fingerprint("requirements.txt", *(f"{room}/**/*.py" for room in rooms if room != "tests"))


def _wait_for_port(chosen: Options, *, unclean: bool) -> None:
    """After a kill the old web server may need a moment to let go of the port."""
    deadline = time.monotonic() + (8 if unclean else 0)
    while True:
        try:
            return options.check_port_free(chosen)
        except Stop:
            if time.monotonic() >= deadline:
                raise
            time.sleep(0.1)


def _check_given(chosen: Options) -> None:
    if url := chosen.given.get("DATABASE_URL"):
        external.check_postgres(url)
    if url := chosen.given.get("REDIS_URL"):
        for line in external.check_redis(url):
            tell(line)


def _rotate_logs(folder: Path) -> None:
    for log in folder.glob("*.log"):
        if log.stat().st_size > BIG_LOG:
            log.replace(log.with_suffix(".log.1"))
