"""A primary, a replica and three sentinels of Valkey, as real processes, each with a password."""

import contextlib
import subprocess
import time
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from launcher.programs import find_valkey
from launcher.valkey import free_port

NAME, PASSWORD, WATCHWORD = "linli", "of-the-data-4711", "of-the-sentinels-4712"
DATA = """
bind 127.0.0.1
port {port}
dir {folder}
save ""
appendonly no
maxmemory-policy noeviction
requirepass {password}
masterauth {password}
repl-diskless-sync-delay 0
"""
WATCH = """
bind 127.0.0.1
port {port}
dir {folder}
requirepass {watchword}
sentinel sentinel-pass {watchword}
sentinel monitor {name} 127.0.0.1 {primary} 2
sentinel auth-pass {name} {password}
sentinel down-after-milliseconds {name} 700
sentinel failover-timeout {name} 3000
"""


class Sentinels:
    def __init__(self, folder: Path) -> None:
        self.folder, self.children = folder, {}
        programs, name = find_valkey()
        self.program = programs.folder / name
        self.primary, self.replica = free_port(), free_port()
        self.watchers = [free_port() for _ in range(3)]

    def __enter__(self) -> "Sentinels":
        self.start(self.primary, DATA)
        self.start(self.replica, DATA + f"replicaof 127.0.0.1 {self.primary}\n")
        for port in self.watchers:
            self.start(port, WATCH, "--sentinel")
        self.until(lambda: all(self.knows_all(port) for port in self.watchers))
        return self

    def __exit__(self, *_of) -> None:
        for port in list(self.children):
            self.kill(port)

    def start(self, port: int, lines: str, *words: str) -> None:
        home = self.folder / str(port)
        home.mkdir()
        names = {"name": NAME, "password": PASSWORD, "watchword": WATCHWORD, "primary": self.primary}
        (home / "its.conf").write_text(lines.format(port=port, folder=home, **names))
        with (home / "log").open("w") as log:
            self.children[port] = subprocess.Popen(
                [self.program, home / "its.conf", *words], stdout=log, stderr=subprocess.STDOUT
            )

    def kill(self, port: int) -> None:
        child = self.children.pop(port)
        child.kill()
        child.wait(10)

    def ask(self, port: int) -> Redis:
        return Redis(port=port, password=WATCHWORD, socket_timeout=2, decode_responses=True)

    def knows_all(self, port: int) -> bool:
        with self.ask(port) as one:
            seen = one.sentinel_master(NAME)
            replicas = one.sentinel_slaves(NAME)
        # Only one that has answered it may be made the primary.
        well = [row for row in replicas if row["flags"] == {"slave"} or row["flags"] == "slave"]
        return seen["num-other-sentinels"] == 2 and bool(well) and well[0]["master-link-status"] == "ok"

    def is_primary_now(self) -> int:
        return self.ask(self.watchers[0]).sentinel_get_master_addr_by_name(NAME)[1]

    def until(self, holds, seconds: float = 30) -> float:
        began = time.monotonic()
        while time.monotonic() < began + seconds:
            with contextlib.suppress(RedisError, OSError, KeyError):
                if holds():
                    return time.monotonic() - began
            time.sleep(0.05)
        said = [(path.parent.name, path.read_text()[-1500:]) for path in self.folder.glob("*/log")]
        raise AssertionError(f"did not happen in {seconds} s: {said}")

    @property
    def url(self) -> str:
        """The password and the database stand once."""
        first, *others = (f"127.0.0.1:{port}" for port in self.watchers)
        return ";".join(f"sentinel://{one}" for one in [f":{PASSWORD}@{first}", *others]) + "/0"

    def environment(self) -> dict[str, str]:
        return {
            "REDIS_URL": self.url,
            "REDIS_SENTINEL_MASTER": NAME,
            "REDIS_SENTINEL_PASSWORD": WATCHWORD,
        }
