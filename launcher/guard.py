"""Outlives a supervisor that was killed, just long enough to end what it left behind.

On Linux the kernel signals our children when we die, but not theirs (web and Celery workers). The guard reads
process groups from stdin; when stdin closes the supervisor is gone, and the groups still there are ended.
Run as `python -m launcher.guard`; it imports nothing but the standard library.
"""

import os
import signal
import sys
import time


def main() -> None:
    for sig in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sig, signal.SIG_IGN)
    groups: set[int] = set()
    for line in sys.stdin:
        word, number = line.split()
        (groups.add if word == "watch" else groups.discard)(int(number))
    # Politely, less so, and finally; PostgreSQL's own children end with it.
    for sig, patience in ((signal.SIGTERM, 1.5), (signal.SIGINT, 3.0), (signal.SIGKILL, 1.0)):
        groups = {group for group in groups if send(group, sig)}
        deadline = time.monotonic() + patience
        while groups and time.monotonic() < deadline:
            time.sleep(0.05)
            groups = {group for group in groups if send(group, 0)}


def send(group: int, sig: int) -> bool:
    try:
        os.killpg(group, sig)
    except ProcessLookupError:
        return False
    except PermissionError:
        return sig == 0
    return True


if __name__ == "__main__":
    main()
