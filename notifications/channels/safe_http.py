"""Posts to an address that a browser gave us: over https, to the open internet, and nowhere else."""

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from threading import Timer
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.poolmanager import PoolManager

IN_ALL = 15.0  # seconds, for greeting a server and for the head of its answer, each
# By which a network of the new kind alone reaches the old one: the old address stands at its end.
NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Other ways to write an old address, or one of this house; Python calls them global. No push service has one.
INSIDE = [
    ipaddress.ip_network(one)
    for one in ("::/96", "::ffff:0:0:0/96", "64:ff9b:1::/48", "2002::/16", "fec0::/10")
]


class Refusing(Exception):
    """The address leads where nothing of ours has any business."""


def is_public(address: str) -> bool:
    found = ipaddress.ip_address(address.partition("%")[0])
    found = getattr(found, "ipv4_mapped", None) or found
    if found in NAT64:
        found = ipaddress.ip_address(int(found) & 0xFFFF_FFFF)
    return found.is_global and not found.is_multicast and not any(found in network for network in INSIDE)


def check(url: str) -> None:
    """By its looks, before a name is even looked up; where it truly leads is asked once the line stands."""
    parts = urlsplit(url)
    if _is_loopback_in_a_test(parts.hostname or ""):
        return
    if parts.scheme != "https" or not parts.hostname or parts.username or parts.port not in (None, 443):
        raise Refusing("a push address must be a plain https address")
    try:
        literal = is_public(parts.hostname)
    except ValueError:
        literal = "." in parts.hostname  # a name; one without a dot is of this house
    if not literal:
        raise Refusing("a push address must lead to the open internet")


@contextmanager
def _cut_after(seconds: float, line: socket.socket) -> Iterator[None]:
    """A time limit of a socket holds for each piece of what comes: who sends a byte now and then is waited
    for without end, and everybody's screens with them. So the line is cut, from another thread."""
    end = socket.fromfd(line.fileno(), line.family, line.type)
    watch = Timer(seconds, _cut, [end])
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()
        watch.join()
        end.close()


def _cut(line: socket.socket) -> None:
    with suppress(OSError):  # the other side was quicker
        line.shutdown(socket.SHUT_RDWR)


class _Hasty:
    """A connection on which nobody is waited for longer than IN_ALL."""

    def getresponse(self):
        with _cut_after(IN_ALL, self.sock):
            return super().getresponse()


class _Connection(_Hasty, HTTPSConnection):
    def connect(self) -> None:
        with ExitStack() as self.greeting:
            super().connect()

    def _new_conn(self) -> socket.socket:
        """Asked of the line itself: a name that is looked up twice may lead to two places."""
        line = super()._new_conn()
        there = line.getpeername()[0]
        if not (is_public(there) or _is_loopback_in_a_test(there)):
            line.close()
            raise Refusing("a push address must lead to the open internet")
        self.greeting.enter_context(_cut_after(IN_ALL, line))
        return line


class _PlainConnection(_Hasty, HTTPConnection):
    """Of a test: see PUSH_LOOPBACK."""


class _Pool(HTTPSConnectionPool):
    ConnectionCls = _Connection


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args, **kwargs) -> None:
        self.poolmanager = PoolManager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"https": _Pool, "http": _PlainPool}


class _Session(requests.Session):
    def request(self, method, url, **kwargs):
        check(url)
        answer = super().request(method, url, **kwargs | {"allow_redirects": False, "stream": True})
        if answer.raw.length_remaining != 0:  # words that nobody here reads, and they may have no end
            answer._content = b""
            answer.close()
        return answer


def safe_session() -> requests.Session:
    """No redirects, no proxy of the environment's, no address inside, no waiting without end."""
    session = _Session()
    session.trust_env = False
    session.mount("https://", _Adapter())
    session.adapters.pop("http://")
    if settings.PUSH_LOOPBACK:
        session.mount("http://", _Adapter())
    return session


def _is_loopback_in_a_test(host: str) -> bool:
    return settings.PUSH_LOOPBACK and host == "127.0.0.1"
