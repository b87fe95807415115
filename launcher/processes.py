"""Child processes that cannot outlive us, and what can be known about other processes."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from launcher.account import Account

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def dies_with_parent(sig: int) -> Callable[[], None]:
    """What a child runs just before exec: the kernel sends it `sig` when we die, however we die."""
    parent = os.getpid()

    def prepare() -> None:
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, sig)
            if os.getppid() != parent:  # we died between fork and here
                os._exit(1)

    return prepare


def spawn(
    command: Sequence[str | Path],
    *,
    log: Path | None = None,
    account: Account | None = None,
    env: dict[str, str] | None = None,
    cwd: Path | str | None = None,
    stdin: int | None = subprocess.DEVNULL,
    on_parent_death: int = signal.SIGTERM,
    output: bool = False,
) -> subprocess.Popen:
    """Start a child in a process group of its own (Ctrl-C reaches only us), its output appended to `log`.

    With `output`, what it prints is kept for `communicate()` and only its complaints go to the log.
    Call it from a thread that lives as long as the child should: the kernel counts the death of the
    starting *thread* as the death of the parent.
    """
    sink = open(log, "ab") if log else subprocess.DEVNULL  # noqa: SIM115 (closed below)
    try:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=stdin,
            stdout=subprocess.PIPE if output else sink,
            stderr=sink,
            env=env,
            cwd=cwd,
            process_group=0,
            preexec_fn=dies_with_parent(on_parent_death),
            **(account.popen_options() if account else {}),
        )
    finally:
        if log:
            sink.close()


class Leaving(Exception):
    """Raised out of any wait once we were told to stop."""


class _Told:
    """How often we were told to stop; the second time means: at once."""

    times = 0


told = _Told()


def stop(child: subprocess.Popen, sig: int, *, patience: float) -> None:
    """Ask with `sig`, wait up to `patience` seconds, then kill what is left of the child's group."""
    ask(child, sig)
    wait_or_kill(child, patience=patience)


def ask(child: subprocess.Popen, sig: int) -> None:
    if child.poll() is None:
        child.send_signal(sig)


def wait_or_kill(child: subprocess.Popen, *, patience: float) -> None:
    deadline = time.monotonic() + patience
    while child.poll() is None and time.monotonic() < deadline and told.times < 2:
        time.sleep(0.01)
    kill_group(child.pid)
    child.wait(10)


@contextmanager
def stopped_on_failure(child: subprocess.Popen) -> Iterator[None]:
    try:
        yield
    except BaseException:
        stop(child, signal.SIGTERM, patience=3)
        raise


def finished(child: subprocess.Popen, *, seconds: float) -> bool:
    """True when the child ended well within the time."""
    return wait_until(lambda: child.poll() is not None, seconds=seconds) and child.returncode == 0


def kill_group(group: int, sig: int = signal.SIGKILL) -> bool:
    """Signal every process of the group; False when none is left."""
    try:
        os.killpg(group, sig)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def alive(pid: int) -> bool:
    """True for a running process; a zombie is not one."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return sys.platform != "linux"
    return state != "Z"


def working_directory(pid: int) -> str | None:
    try:
        return os.readlink(f"/proc/{pid}/cwd")
    except OSError:
        return None


def wait_until(ready: Callable[[], bool], *, seconds: float, step: float = 0.02) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if told.times:
            raise Leaving
        if ready():
            return True
        time.sleep(step)
    return ready()


NOT_THE_CAUSE = ("  ", "Traceback (", "During handling of", "The above exception")


def size(log: Path) -> int:
    return log.stat().st_size if log.exists() else 0


def tail(log: Path, lines: int = 12, *, since: int = 0) -> str:
    """The end of a log, of tracebacks only what went wrong: the rest can be read there.

    `since` is its size before: what went wrong another time and is put right is not told again.
    """
    try:
        written = log.read_bytes()[since:].decode(errors="replace").splitlines()
    except OSError as error:
        return str(error)
    return "\n".join(
        [line for line in written if line.strip() and not line.startswith(NOT_THE_CAUSE)][-lines:]
    )
