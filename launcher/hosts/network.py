"""Machines that are none: network namespaces on one bridge, each with an address and a cable to be pulled.

All of it lives in a network namespace of the run's own (`enter`), by a user namespace where the system has
them: then nobody need be root, and nothing of this machine's network is touched. A namespace is held by an
open file of this process alone, so nothing is left behind, however the run ends.
"""

import ctypes
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from launcher.account import CANDIDATES
from launcher.sentences import Stop

STREET = "street"  # the bridge, and where the judge and the visitors stand
PLACES = {
    "web1": 11, "web2": 12, "work1": 21, "work2": 22, "db1": 31, "db2": 32,
    "queue": 41, "mail": 51, "front": 61,
}  # fmt: skip
NET, JUDGE, BITS = "10.77.0", 1, 24
CLONE_NEWNET = 0x40000000
MARK = "LINLI_HOSTS_OUTSIDE"  # the namespace that we came from
PROGRAMS = ("ip", "unshare")
_libc = ctypes.CDLL(None, use_errno=True)

T = TypeVar("T")


class Lacks(Stop):
    """This machine cannot try it."""

    code = 2


def address(name: str) -> str:
    return f"{NET}.{JUDGE if name == STREET else PLACES[name]}"


def card(name: str) -> str:
    """Its hardware address, which everybody knows beforehand: nobody is told that a host does not answer."""
    return f"02:4c:6e:6c:00:{JUDGE if name == STREET else PLACES[name]:02x}"


# --- a network namespace of our own -------------------------------------------------------------------------


def enter(words: Sequence[str]) -> None:
    """Starts `launcher hosts` anew inside, in the same process; comes back once we are there."""
    here = os.readlink("/proc/self/ns/net") if os.path.exists("/proc/self/ns/net") else ""
    if os.environ.get(MARK, here) != here:
        return
    for program in PROGRAMS:
        if not shutil.which(program):
            raise Lacks("hosts_lacks", program=program)
    for way in ways():
        tried = subprocess.run([*way, "ip", "link", "set", "lo", "up"], capture_output=True, check=False)
        if tried.returncode == 0:
            os.environ[MARK] = here
            os.execvp(way[0], [*way, sys.executable, "-m", "launcher", "hosts", *words])
    raise Lacks("hosts_forbidden")


def ways() -> list[list[str]]:
    """How one may be had. PostgreSQL does not run as number 0: there root goes by another, in name alone."""
    us, group = (os.geteuid(), os.getegid()) if os.geteuid() else someone()
    mine = ["unshare", "--user", "--net", f"--map-user={us}", f"--map-group={group}", "--keep-caps", "--"]
    return [mine, ["unshare", "--net", "--"]] if os.geteuid() == 0 else [mine]


def someone() -> tuple[int, int]:
    known = {entry.pw_name: (entry.pw_uid, entry.pw_gid) for entry in pwd.getpwall()}
    return next((known[name] for name in CANDIDATES if name in known), (65534, 65534))


# --- the machines -------------------------------------------------------------------------------------------


class Network:
    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self.files: dict[str, int] = {}
        self.cut_off: set[str] = set()

    def __enter__(self) -> "Network":
        ip(
            "link set lo up",
            f"link add {STREET} address {card(STREET)} type bridge forward_delay 0",
            f"addr add {address(STREET)}/{BITS} dev {STREET}",
            f"link set {STREET} up",
        )
        for name in self.names:
            self._build(name)
        for name in self.names:
            self.inside(name, lambda name=name: ip(*self._know([STREET, *self.names], name, "eth0")))
        ip(*self._know(self.names, STREET, STREET))
        return self

    def __exit__(self, *_error: object) -> None:
        for file in self.files.values():
            os.close(file)
        self.files.clear()

    def _build(self, name: str) -> None:
        self.files[name] = _new_namespace()
        lines = [
            "link set lo up",
            f"link add eth0 address {card(name)} type veth peer name {name} netns {os.getpid()}",
            f"addr add {address(name)}/{BITS} dev eth0",
            "link set eth0 up",
        ]
        _aside(lambda: self.inside(name, lambda: ip(*lines)))  # our own number must still mean the street
        ip(f"link set {name} up", f"link set {name} master {STREET}")

    def _know(self, others: Sequence[str], name: str, line: str) -> list[str]:
        return [
            f"neigh add {address(other)} lladdr {card(other)} dev {line} nud permanent"
            for other in others
            if other != name
        ]

    def inside(self, name: str, work: Callable[[], T]) -> T:
        """`work` as a process on that machine would do it; what it starts stays there."""
        with _in_namespace(self.files.get(name)):
            return work()

    def cut(self, name: str) -> None:
        """Not a word comes out or in any more, and nobody is told: neither reset nor "unreachable"."""
        ip(f"link set {name} nomaster")
        self.cut_off.add(name)

    def mend(self, name: str) -> None:
        ip(f"link set {name} master {STREET}")
        self.cut_off.discard(name)


def ip(*lines: str) -> None:
    done = subprocess.run(
        ["ip", "-batch", "-"], input="\n".join(lines) + "\n", capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Lacks("hosts_network", why=" ".join(done.stderr.split()))


def _new_namespace() -> int:
    """A thread may be in one of its own; the open file keeps it when the thread has ended."""

    def make() -> int:
        if _libc.unshare(CLONE_NEWNET):
            raise Lacks("hosts_forbidden")
        return os.open("/proc/thread-self/ns/net", os.O_RDONLY)

    return _aside(make)


def _aside(work: Callable[[], T]) -> T:
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(work).result()


@contextmanager
def _in_namespace(file: int | None) -> Iterator[None]:
    """This thread alone."""
    if file is None:
        yield
        return
    before = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    try:
        _go(file)
        yield
    finally:
        _go(before)
        os.close(before)


def _go(file: int) -> None:
    if _libc.setns(file, CLONE_NEWNET):
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
