"""A Valkey (or Redis) server of our own, on a loopback port with a password made for this start.

Celery's transport takes a Unix socket only under a scheme of its own, Django and redis-py under another;
a port with a password is one address for all of them, and keeps other accounts of the machine out.
"""

import re
import secrets
import shutil
import signal
import socket
import subprocess
from pathlib import Path

from launcher import processes
from launcher.ground import settle
from launcher.postgres import plain_environment
from launcher.programs import find_valkey
from launcher.sentences import Stop

# What it says of a file that it cannot load.
UNREADABLE = re.compile(
    b"Bad file format reading the append only|Invalid AOF manifest|Wrong signature trying to load"
    b"|Short read or OOM loading|Internal error in RDB"
)


def free_port(host: str = "127.0.0.1") -> int:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.bind((host, 0))
        return probe.getsockname()[1]


class Valkey:
    """`start()` returns the child once it answers; a restart keeps port and password."""

    name = "valkey"
    stop_signal = signal.SIGTERM  # writes what it has, then ends
    patience = 10.0
    host = "127.0.0.1"

    def __init__(self, var_dir: Path, *, durable: bool = True) -> None:
        self.durable = durable
        self.log = var_dir / "log" / "valkey.log"
        programs, program = find_valkey()
        self.ground = settle("valkey", var_dir, programs, program)
        self.program = self.ground.programs / program
        self.port, self.password = free_port(), secrets.token_urlsafe(24)

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@{self.host}:{self.port}/0"

    def start(self) -> subprocess.Popen:
        read = self.log.stat().st_size if self.log.exists() else 0
        try:
            return self._start()
        except Stop:
            if not self._put_unreadable_aside(read):
                raise
            return self._start()

    def _put_unreadable_aside(self, read: int) -> bool:
        """After a power cut a file may end in zeros, and would hold up every start.

        It holds nudges alone, and beat says each again. `read`: how much of the log was written before.
        """
        kept, aside = self.ground.home / "appendonlydir", self.ground.home / "unreadable"
        with open(self.log, "rb") as log:
            log.seek(read)
            if not UNREADABLE.search(log.read()) or not kept.exists():
                return False
        shutil.rmtree(aside, ignore_errors=True)
        kept.rename(aside)
        return True

    def _start(self) -> subprocess.Popen:
        child = processes.spawn(
            [
                self.program,
                "-",
            ],  # the configuration on stdin: the password shows in no process list and no file
            log=self.log,
            account=self.ground.account,
            env=plain_environment(),
            cwd=self.ground.home if self.ground.account is None else "/",
            stdin=subprocess.PIPE,
            on_parent_death=signal.SIGTERM,
        )
        assert child.stdin is not None
        try:
            child.stdin.write(self._configuration().encode())
            child.stdin.close()
        except BrokenPipeError:
            pass  # it died at once; what it wrote is in the log
        with processes.stopped_on_failure(child):
            settled = processes.wait_until(lambda: child.poll() is not None or self._answers(), seconds=30)
            if not settled or child.poll() is not None:
                raise Stop("service_failed", name="Valkey", log=self.log, tail=processes.tail(self.log))
        return child

    def clean_up(self) -> None:
        """Nothing is left outside VAR_DIR."""

    def _configuration(self) -> str:
        lines = [
            f"bind {self.host}",
            f"port {self.port}",
            f"requirepass {self.password}",
            f'dir "{self.ground.home}"',
            "daemonize no",
            "databases 64",
            "maxmemory-policy noeviction",
            f"appendonly {'yes' if self.durable else 'no'}",
        ]
        return "\n".join(lines if self.durable else [*lines, 'save ""']) + "\n"

    def _answers(self) -> bool:
        try:
            with socket.create_connection((self.host, self.port), timeout=1) as link:
                link.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                answer = b""
                while answer.count(b"\r\n") < 2:
                    if not (part := link.recv(256)):
                        return False
                    answer += part
        except OSError:
            return False
        return answer == b"+OK\r\n+PONG\r\n"
