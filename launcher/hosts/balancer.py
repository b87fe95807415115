"""The balancer before the web hosts: asks each for /readyz every second, and sends nobody to one that is not.

`python -m launcher.hosts.balancer ADDRESS:PORT HOST:PORT …`, one request for each connection. It does by
itself what deploy/nginx does by its visitors' requests (max_fails, proxy_next_upstream), and what HAProxy
does with `option httpchk`: three checks without a yes take a host out, one yes brings it back.
"""

import asyncio
import itertools
import json
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

EVERY, PATIENCE, FAILURES = 1.0, 2.0, 3  # seconds, seconds, checks
CONNECT, READ = 2.0, 60.0  # seconds: deploy/nginx says the same
OUT_AFTER = FAILURES * max(EVERY, PATIENCE) + EVERY  # seconds, at most, until a host that vanished is out
ASKED = (
    b"GET /readyz HTTP/1.1\r\nHost: linli.example\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n\r\n"
)
BIGGEST = 2**20
AGAIN = {b"GET", b"HEAD"}  # what may be asked twice


@dataclass
class Host:
    address: str
    port: int
    up: bool = False
    failed: int = 0
    down: asyncio.Event = field(default_factory=asyncio.Event)  # whoever waits for it waits no longer

    def note(self, ready: bool) -> bool:
        """Whether that took it out or brought it back."""
        self.failed = 0 if ready else self.failed + 1
        before, self.up = self.up, ready or (self.up and self.failed < FAILURES)
        if self.up:
            self.down.clear()
        else:
            self.down.set()
        return before != self.up


class Unheard(Exception):
    """Nothing of the request can have reached anybody."""


class Broken(Exception):
    """Perhaps it was heard; no answer came."""


def order(hosts: Sequence[Host], turn: int) -> list[Host]:
    """Those that are up, each first in its turn."""
    good = [host for host in hosts if host.up]
    at = turn % len(good) if good else 0
    return good[at:] + good[:at]


def may_move_on(method: bytes, problem: Exception) -> bool:
    """A page may be asked of the next host; a form is never sent twice."""
    return isinstance(problem, Unheard) or method in AGAIN


class Balancer:
    def __init__(self, hosts: Sequence[Host]) -> None:
        self.hosts, self.turns = hosts, itertools.count()

    async def watch(self, host: Host) -> None:
        while True:
            begun = time.monotonic()
            if host.note(await is_ready(host)):
                say(host=host.address, up=host.up)
            await asyncio.sleep(max(0.0, EVERY - (time.monotonic() - begun)))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            request = await read_request(reader)
            writer.write(await self.answer(request))
            await writer.drain()
        with suppress(OSError):
            writer.close()
            await writer.wait_closed()

    async def answer(self, request: bytes) -> bytes:
        method = request.partition(b" ")[0]
        for host in order(self.hosts, next(self.turns)):
            try:
                return await until_down(host, pass_on(host, request))
            except (Unheard, Broken) as problem:
                if not may_move_on(method, problem):
                    return refusal(502, "Bad Gateway", "no answer came")
        return refusal(503, "Service Unavailable", "no host is ready")


async def is_ready(host: Host) -> bool:
    with suppress(OSError, Unheard, Broken):
        said = await asyncio.wait_for(pass_on(host, ASKED), PATIENCE)
        return said.startswith(b"HTTP/1.1 200 ")
    return False


async def until_down(host: Host, work) -> bytes:
    """Whatever is on its way to a host when that is taken out is given up."""
    asking, down = asyncio.ensure_future(work), asyncio.ensure_future(host.down.wait())
    try:
        await asyncio.wait({asking, down}, return_when=asyncio.FIRST_COMPLETED)
        if not asking.done():
            raise Broken
        return asking.result()
    finally:
        for task in (asking, down):
            task.cancel()
        await asyncio.gather(asking, down, return_exceptions=True)


async def pass_on(host: Host, request: bytes) -> bytes:
    try:
        reader, writer = await asyncio.wait_for(
            asyncio.open_connection(host.address, host.port, limit=BIGGEST), CONNECT
        )
    except OSError:  # no time left is one, too
        raise Unheard from None
    try:
        writer.write(request)
        await writer.drain()
        said = await asyncio.wait_for(reader.read(-1), READ)
    except OSError:  # no time left is one, too
        raise Broken from None
    finally:
        writer.close()
    if not said:
        raise Broken
    return said


async def read_request(reader: asyncio.StreamReader) -> bytes:
    """All of it, before anybody is asked: a slow visitor holds no web worker."""
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head[:-4].split(b"\r\n")
    kept = [line for line in lines if line.partition(b":")[0].lower() != b"connection"]
    lengths = [line.partition(b":")[2] for line in kept if line.lower().startswith(b"content-length:")]
    body = await reader.readexactly(int(lengths[0])) if lengths else b""
    return b"\r\n".join([first, *kept, b"Connection: close", b"", b""]) + body


def refusal(status: int, reason: str, why: str) -> bytes:
    body = f"{why}\n".encode()
    head = f"HTTP/1.1 {status} {reason}\r\nRetry-After: 1\r\nContent-Type: text/plain\r\n"
    return f"{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body


def say(**line: object) -> None:
    print(json.dumps(line | {"at": time.time()}), flush=True)


def place(word: str) -> tuple[str, int]:
    address, _, port = word.rpartition(":")
    return address, int(port)


async def main() -> None:
    here, *there = map(place, sys.argv[1:])
    balancer = Balancer([Host(*one) for one in there])
    enough = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, enough.set)
    watches = [asyncio.create_task(balancer.watch(host)) for host in balancer.hosts]
    await asyncio.start_server(balancer.serve, *here, limit=BIGGEST)
    await enough.wait()
    for watch in watches:
        watch.cancel()


if __name__ == "__main__":
    asyncio.run(main())
