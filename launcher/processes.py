"""Child processes that cannot outlive us, and what can be known about other processes."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
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
) -> subprocess.Popen:
    """Start a child in a process group of its own (Ctrl-C reaches only us), its output appended to `log`.

    Call it from a thread that lives as long as the child should: the kernel counts the death of the
    starting *thread* as the death of the parent.
    """
    output = open(log, "ab") if log else subprocess.DEVNULL
    try:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=stdin,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=cwd,
            process_group=0,
            preexec_fn=dies_with_parent(on_parent_death),
            **(account.popen_options() if account else {}),
        )
    finally:
        if log:
            output.close()


def stop(child: subprocess.Popen, sig: int, *, patience: float) -> None:
    """Ask with `sig`, wait up to `patience` seconds, then kill what is left of the child's group."""
    if child.poll() is None:
        child.send_signal(sig)
        try:
            child.wait(patience)
        except subprocess.TimeoutExpired:
            kill_group(child.pid)
            child.wait(10)
    kill_group(child.pid)


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
        if ready():
            return True
        time.sleep(step)
    return ready()
