"""Starts the launcher as a person would: another process, a clean environment, a VAR_DIR of its own."""

import http.client
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import launcher
from launcher.valkey import free_port

PROJECT = Path(launcher.__file__).resolve().parent.parent
KEPT = ("PATH", "HOME", "TMPDIR")
BESIDE = "beside"
PATIENCE = 180  # seconds: what a slow machine may need, not what we expect


def wait_for(question: Callable[[], object], *, seconds: float = PATIENCE) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if question():
            return True
        time.sleep(0.05)
    return bool(question())


def environment(**settings: object) -> dict[str, str]:
    """Nothing of pytest's own settings; the demo off, so that a start is quick."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return kept | {"LANG": "C.UTF-8", "DEMO": "0"} | {name: str(value) for name, value in settings.items()}


def processes_of(folder: Path) -> dict[int, str]:
    """Every process whose command line, working folder or environment names the folder; number to command."""
    needle, found = str(folder).encode(), {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            command = (entry / "cmdline").read_bytes()
            about = command + (entry / "environ").read_bytes() + os.fsencode(os.readlink(entry / "cwd"))
        except OSError:
            continue
        if needle in about and command:
            found[int(entry.name)] = command.replace(b"\0", b" ").decode(errors="replace").strip()
    return found


class Copy:
    """One copy of Linli, running or not."""

    def __init__(self, var_dir: Path) -> None:
        self.var_dir, self.port = var_dir, free_port()
        self.out = var_dir.parent / f"out-{self.port}.txt"
        self.process: subprocess.Popen | None = None
        self._before = 0  # characters said by an earlier start

    def start(self, **settings: object) -> "Copy":
        self._before = len(self.out.read_text()) if self.out.exists() else 0
        with open(self.out, "ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "launcher", "run"],
                cwd=PROJECT,
                env=environment(VAR_DIR=self.var_dir, PORT=self.port, **settings),
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self

    def up(self) -> "Copy":
        assert wait_for(lambda: self.process.poll() is not None or "Ctrl-C. Logs" in self.said()), self.said()
        assert self.process.poll() is None, self.said()
        return self

    def said(self) -> str:
        return self.out.read_text()[self._before :] if self.out.exists() else ""

    def status(self, path: str = "/healthz") -> int | None:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            link.request("GET", path)
            return link.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            link.close()

    def child(self, words: str) -> int | None:
        """The supervisor's own child whose command has these words."""
        own = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        for number in own.read_text().split():
            try:
                command = Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue  # it ended since
            if words in command:
                return int(number)
        return None

    def left(self) -> dict[int, str]:
        return processes_of(self.var_dir)

    def stop(self, sig: int = signal.SIGTERM) -> int:
        self.process.send_signal(sig)
        return self.process.wait(PATIENCE)


@pytest.fixture(scope="session")
def ground() -> Iterator[Path]:
    """A folder the services' account can reach, with a path short enough for a socket."""
    folder = Path(tempfile.mkdtemp(prefix="linli-t-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def first(ground: Path) -> Iterator[Copy]:
    """A first start, which takes a quarter of a minute; running, or stopped by whoever asked for it before."""
    copy = Copy(ground / "var").start().up()
    yield copy
    if copy.process.poll() is None:
        copy.process.kill()
        copy.process.wait(PATIENCE)


@pytest.fixture(scope="session")
def prepared(first: Copy, ground: Path) -> Path:
    """A VAR_DIR that was started once already, as yesterday's would be."""
    if first.process.poll() is None:
        assert first.stop() == 0, first.said()
    subprocess.run(["cp", "-a", first.var_dir, ground / BESIDE], check=True)  # with its owners; see `beside`
    return first.var_dir


@pytest.fixture
def beside(prepared: Path, ground: Path) -> Copy:
    """Another VAR_DIR as prepared."""
    return Copy(ground / BESIDE)


@pytest.fixture
def copy(prepared: Path) -> Iterator[Copy]:
    made = Copy(prepared)
    yield made
    if made.process and made.process.poll() is None:
        made.process.kill()
        made.process.wait(PATIENCE)
    assert wait_for(lambda: not made.left(), seconds=20), made.left()
