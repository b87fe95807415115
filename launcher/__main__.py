"""`python -m launcher run | demo | worker | bench | faults | hosts | …`; the Makefile's targets call it."""

import errno
import os
import sys
import time

from launcher.sentences import Stop

# What a disk or its owner refuses is told in a sentence; anything else would be our mistake.
NOT_OURS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EACCES, errno.EPERM, errno.EISDIR}
STARTED = time.monotonic()


def run() -> None:
    from launcher import options
    from launcher.run import run as start

    start(options.read(), started=STARTED)


def demo() -> None:
    from launcher.errands import demo as start

    start()


def worker() -> None:
    from launcher.errands import worker as start

    start()


def bench() -> None:
    """CITY= is a city's VAR_DIR, or the size of one to make."""
    if words := os.environ.get("CITY", "").strip():
        from launcher.bench_city import bench_city

        bench_city(words)
        return
    from launcher.bench import bench as start

    start()


def vitals() -> None:
    from launcher.vitals import vitals as start

    start()


def faults() -> None:
    from launcher.faults import faults as start

    start(sys.argv[2:])


def hosts() -> None:
    from launcher.hosts import hosts as start

    start(sys.argv[2:])


def manage() -> None:
    from launcher.errands import manage as start

    start(sys.argv[2:])


def schema() -> None:
    from launcher.schema import keep_schema

    keep_schema(sys.argv[2:])


def ready_tests() -> None:
    from launcher.browser import require_chromium, require_pango

    require_pango()
    require_chromium()


COMMANDS = {
    "run": run,
    "demo": demo,
    "worker": worker,
    "bench": bench,
    "vitals": vitals,
    "faults": faults,
    "hosts": hosts,
    "manage": manage,
    "schema": schema,
    "ready-tests": ready_tests,
}


def main() -> int:
    sys.stdout.reconfigure(errors="replace")  # a name that a terminal cannot show is no reason to stop
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    try:
        if name not in COMMANDS:
            raise Stop("unknown_command", value=name, known=", ".join(COMMANDS))
        COMMANDS[name]()
    except Stop as stop:
        print(stop, file=sys.stderr)
        return stop.code
    except OSError as error:
        if error.errno not in NOT_OURS:
            raise
        print(Stop("file_failed", path=error.filename or "VAR_DIR", why=error.strerror), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
