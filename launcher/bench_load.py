"""Asks for a page again and again over a few connections: by `wrk` where it is found, else by ourselves."""

import asyncio
import re
import shutil
import statistics
import subprocess
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from launcher.sentences import Stop

CONNECTIONS = 4
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True)
class Load:
    """One run. Milliseconds."""

    per_second: float
    p50: float
    p99: float


def load(url: str, headers: dict[str, str], seconds: float, *, connections: int = CONNECTIONS) -> Load:
    if program := shutil.which("wrk"):
        return by_wrk(program, url, headers, seconds, connections)
    return asyncio.run(by_ourselves(url, headers, seconds, connections))


def by_wrk(program: str, url: str, headers: dict[str, str], seconds: float, connections: int) -> Load:
    words = [program, "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--latency"]
    for name, value in headers.items():
        words += ["-H", f"{name}: {value}"]
    said = subprocess.run([*words, url], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said:
        raise Stop("web_failed", url=url, log="-", tail=said[-500:])
    shares = {
        share: float(n) * UNITS[unit] for share, n, unit in re.findall(r"(50|99)%\s+([\d.]+)(us|ms|s)", said)
    }
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    return Load(float(found[1]) if found else 0.0, shares.get("50", 0.0), shares.get("99", 0.0))


async def by_ourselves(url: str, headers: dict[str, str], seconds: float, connections: int) -> Load:
    parts, taken = urlsplit(url), []
    address = parts.path + (f"?{parts.query}" if parts.query else "")
    lines = [f"GET {address} HTTP/1.1", f"Host: {parts.netloc}", *(f"{n}: {v}" for n, v in headers.items())]
    asked = "\r\n".join([*lines, "", ""]).encode()
    begun = time.perf_counter()
    one = [_one(parts.hostname, parts.port, asked, begun + seconds, taken, url) for _ in range(connections)]
    await asyncio.gather(*one)
    whole = time.perf_counter() - begun
    taken.sort()
    return Load(
        len(taken) / whole, statistics.median(taken), taken[min(len(taken) - 1, len(taken) * 99 // 100)]
    )


async def _one(host: str, port: int, asked: bytes, until: float, taken: list[float], url: str) -> None:
    """At least one request, however slow the page."""
    reader, writer = await asyncio.open_connection(host, port, limit=2**22)
    try:
        while True:
            begun = time.perf_counter()
            writer.write(asked)
            head = await reader.readuntil(b"\r\n\r\n")
            found = LENGTH.search(head)
            status = head.split(b" ", 2)[1]
            if found:
                await reader.readexactly(int(found[1]))
            if status not in (b"200", b"304") or (not found and status == b"200"):
                raise Stop("web_failed", url=url, log="-", tail=head.decode("latin-1")[:300])
            taken.append((time.perf_counter() - begun) * 1000)
            if time.perf_counter() >= until:
                return
    finally:
        writer.close()
