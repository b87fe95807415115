"""One supervisor per VAR_DIR, and how other commands find it."""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from launcher.sentences import Stop


@contextmanager
def held(var_dir: Path, *, other_port: int) -> Iterator[bool]:
    """Yields True when the one before us was killed and could not clean up. It ends with its process."""
    with open(var_dir / "lock", "a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Stop("already_running", var_dir=var_dir, other=other_port) from None
        try:
            yield notes(var_dir).exists()
        finally:
            notes(var_dir).unlink(missing_ok=True)


@contextmanager
def waited_for(gate: Path) -> Iterator[None]:
    """The web process imports meanwhile, and answers nobody before the body has ended (portal/wsgi.py)."""
    with open(gate, "a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def notes(var_dir: Path) -> Path:
    return var_dir / "running.json"


def note(var_dir: Path, environment: Mapping[str, str]) -> None:
    """Leave word for `make worker` and `make demo`; it holds secrets, so only the owner may read it."""
    path = notes(var_dir)
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump({"pid": os.getpid(), "environment": dict(environment)}, file)


def running(var_dir: Path) -> dict[str, str] | None:
    """The environment of the copy that runs on this VAR_DIR, or None."""
    try:
        with open(var_dir / "lock") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        try:
            return json.loads(notes(var_dir).read_text())["environment"]
        except (OSError, ValueError, KeyError):
            return None
    except OSError:
        return None
    return None
