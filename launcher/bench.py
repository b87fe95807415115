"""`make bench`: how fast a fresh copy with the demo answers on this machine, over loopback, by keep-alive.

A small yardstick for changes, no claim about visitors: one client, one connection, a few hundred requests.
Then the pages that list issues, at a thousand of them and at a hundred thousand: the same number of queries,
and half of the requests answered within one and a half times the time. Then notices and the search, likewise.
The two stand side by side, each with a database and a web process of its own, and are asked by turns: what
else the machine does meets both alike.
"""

import http.client
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import quote, urlencode

from launcher import options, processes
from launcher.options import PROJECT, Options
from launcher.run import answers, manage, tell, web_command
from launcher.sentences import Stop, say
from launcher.services import OPEN, Services
from launcher.valkey import free_port

RUNS, REQUESTS, WARM_UP = 5, 200, 20
TURNS = 100  # of a page that may grow
FEW, MANY = 1_000, 100_000  # issues, and notices
MOST_GROWTH = 1.5
STATIC = "static"  # stands for the largest stylesheet, whose name is known once it was collected


@dataclass(frozen=True)
class Page:
    name: str
    path: str
    role: str = ""  # the demo's person who opens it, by the key of portal/demo/roles.py; empty for a visitor


PAGES = (
    Page("healthz", "/healthz"),
    Page("static file", STATIC),
    Page("home, visitor", "/"),
    Page("notices, visitor", "/notices/"),
    Page("home, resident", "/", role="resident"),
)

GROWING = (
    Page("desk, captain", "/desk/", role="captain"),
    Page("issues, resident", "/issues/", role="resident"),
    Page("issues, captain", "/issues/", role="captain"),
    Page("issues, staff", "/issues/?show=all", role="staff"),
    Page("queue, property", "/issues/queue/?who=ours", role="property"),
    Page("queue, staff", "/issues/queue/", role="staff"),
    Page("log form, captain", "/issues/new", role="captain"),
    Page("around, visitor", "/issues/around/{place}/"),
    Page("rates, staff", "/issues/rates/", role="staff"),
)

BOARD = (
    Page("home, visitor", "/"),
    Page("home, resident", "/", role="resident"),
    Page("notices, visitor", "/notices/"),
    Page("notices, resident", "/notices/", role="resident"),
    Page("notices, staff", "/notices/", role="staff"),
    Page("notice, visitor", "/notices/{notice}/"),
    Page("notice, resident", "/notices/{notice}/", role="resident"),
    Page("notice, staff", "/notices/{notice}/", role="staff"),
)
# As bench_notices.py strews them: in one of a thousand notices, in every second, in none, and so on.
SEARCHED = (
    ("rare word", "白蚁", "resident"),
    ("common word", "街坊", ""),
    ("common word", "街坊", "resident"),
    ("common word", "街坊", "staff"),
    ("absent word", "龙舟", "resident"),
    ("one character", "水", "resident"),
    ("six characters", "楼道堆放杂物", "resident"),
)
SEARCH = tuple(
    Page(f"{name}, {role or 'visitor'}", f"/search/?q={quote(q)}", role) for name, q, role in SEARCHED
)


@dataclass
class Row:
    name: str
    path: str
    bytes: int
    per_second: list[float]  # one figure for each run

    def line(self) -> str:
        low, middle, high = min(self.per_second), statistics.median(self.per_second), max(self.per_second)
        return f"{self.name:<20}{middle:>10.0f}{low:>10.0f}{high:>10.0f}{self.bytes:>10}"


@dataclass
class Growth:
    """One page with few issues and with many."""

    name: str
    path: str
    p50: list[float]  # milliseconds, at FEW and at MANY
    queries: list[int]
    p99: float = 0.0  # at MANY

    @property
    def ratio(self) -> float:
        return self.p50[1] / self.p50[0]

    @property
    def holds(self) -> bool:
        return self.queries[0] == self.queries[1] and self.ratio <= MOST_GROWTH

    def line(self) -> str:
        few, many = self.p50
        queries = " → ".join(map(str, dict.fromkeys(self.queries)))
        mark = "" if self.holds else "  !"
        figures = f"{few:>10.1f}{many:>10.1f}{self.ratio:>10.2f}{self.p99:>10.1f}{queries:>10}"
        return f"{self.name:<26}{figures}{mark}"


@dataclass(frozen=True)
class Copy:
    """One running copy of the house."""

    options: Options
    environment: dict[str, str]


def bench() -> None:
    chosen = options.read(os.environ | {"PORT": os.environ.get("PORT", "") or str(free_port())})
    folder = Path(tempfile.mkdtemp(prefix="linli-bench-"))
    folder.chmod(OPEN)
    try:
        rows, growth = measure(chosen, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    tell(f"{'requests/second':<20}{'median':>10}{'min':>10}{'max':>10}{'bytes':>10}")
    for row in rows:
        tell(row.line())
    tell(f"{'p50 in ms of so many':<26}{FEW:>10}{MANY:>10}{'ratio':>10}{'p99':>10}{'queries':>10}")
    for line in growth:
        tell(line.line())
    tell(say("bench_saved", path=save(chosen.var_dir / "bench", rows, growth)))


def measure(chosen: Options, folder: Path) -> tuple[list[Row], list[Growth]]:
    first = Options(chosen.host, chosen.address, chosen.port, folder / "first", True, {})
    with running(first) as few:
        rows = [row for page in PAGES if (row := measured(few.options, page))]
        with running(replace(first, port=free_port(), var_dir=folder / "second")) as many:
            growth = []
            for command, pages in (("bench_issues", GROWING), ("bench_notices", BOARD + SEARCH)):
                for count, copy in ((FEW, few), (MANY, many)):
                    tell(say("bench_filling", count=count))
                    step([command, str(count)], copy)
                growth += grown(pages, few, many)
            return rows, growth


@contextmanager
def running(chosen: Options) -> Iterator[Copy]:
    """A copy of the house with the demo, answering; gone afterwards."""
    chosen.var_dir.mkdir(exist_ok=True)
    chosen.var_dir.chmod(OPEN)
    services = Services(chosen.var_dir)
    try:
        copy = Copy(chosen, options.child_environment(chosen, services.start()))
        tell(say("preparing"))
        for words in (["prepare"], ["collectstatic", "--noinput"], ["load_demo"]):
            step(words, copy)
        log = chosen.var_dir / "log" / "web.log"
        web = processes.spawn(web_command(chosen), env=copy.environment, cwd=PROJECT, log=log)
        try:
            if not processes.wait_until(lambda: answers(chosen) or web.poll() is not None, seconds=60):
                raise Stop("web_failed", url=chosen.url, log=log, tail=processes.tail(log))
            yield copy
        finally:
            processes.stop(web, 15, patience=8)
    finally:
        services.stop()


def step(words: list[str], copy: Copy) -> None:
    log = copy.options.var_dir / "log" / "prepare.log"
    with open(log, "ab") as sink:
        done = subprocess.run(
            manage(*words), cwd=PROJECT, env=copy.environment, stdout=sink, stderr=sink, check=False
        )
    if done.returncode:
        raise Stop(
            "step_failed", step=" ".join(words), code=done.returncode, log=log, tail=processes.tail(log)
        )


def measured(chosen: Options, page: Page) -> Row | None:
    path = static_path(chosen.var_dir / "static") if page.path == STATIC else page.path
    with Client(chosen, page.role) as client:
        status, size = client.get(path)
        if status != 200:
            tell(say("bench_skipped", name=page.name, path=path, status=status))
            return None
        for _ in range(WARM_UP):
            client.get(path)
        return Row(page.name, path, size, [one_run(client, path) for _ in range(RUNS)])


def grown(pages: Sequence[Page], few: Copy, many: Copy) -> list[Growth]:
    addressed = [with_numbers(pages, copy.options) for copy in (few, many)]
    counts = [queries_of(own, copy) for own, copy in zip(addressed, (few, many), strict=True)]
    found = []
    for page, *own, here, there in zip(pages, *addressed, *counts, strict=True):
        taken = by_turns(own, few.options, many.options)
        p50 = [statistics.median(times) for times in taken]
        p99 = statistics.quantiles(taken[1], n=100)[98]
        found.append(Growth(page.name, page.path, p50, [here, there], p99))
    return found


def with_numbers(pages: Sequence[Page], chosen: Options) -> list[Page]:
    """With the first estate and the first notice that visitors are offered there."""
    with Client(chosen) as client:
        numbers = {"place": first(client, "/places/"), "notice": first(client, "/notices/")}
    return [replace(page, path=page.path.format(**numbers)) for page in pages]


def first(client: "Client", path: str) -> str:
    found = re.search(rf'href="{path}(\d+)/"', client.read(path))
    if found is None:
        raise Stop("web_failed", url=path, log="-", tail="-")
    return found[1]


def queries_of(pages: Sequence[Page], copy: Copy) -> list[int]:
    """Asked of the house itself: what a server tells visitors is the same here as anywhere."""
    words = manage("bench_queries", *(f"{page.role}:{page.path}" for page in pages))
    done = subprocess.run(
        words, cwd=PROJECT, env=copy.environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Stop(
            "step_failed", step="bench_queries", code=done.returncode, log="-", tail=done.stderr[-2000:]
        )
    return [int(line.rpartition(" ")[2]) for line in done.stdout.splitlines()]


def by_turns(pages: Sequence[Page], *copies: Options) -> list[tuple[float, ...]]:
    """Milliseconds that each request took, of each copy, which has this page at an address of its own."""
    with ExitStack() as stack:
        clients = [
            (stack.enter_context(Client(chosen, page.role)), page.path)
            for chosen, page in zip(copies, pages, strict=True)
        ]
        for client, path in clients:
            one_run(client, path, WARM_UP)
        taken = [[1000 / one_run(client, path, 1) for client, path in clients] for _ in range(TURNS)]
    return list(zip(*taken, strict=True))


def one_run(client: "Client", path: str, requests: int = REQUESTS) -> float:
    """Requests a second."""
    begun = time.perf_counter()
    for _ in range(requests):
        status, _ = client.get(path)
        if status != 200:
            raise Stop("web_failed", url=path, log="-", tail=str(status))
    return requests / (time.perf_counter() - begun)


class Client:
    """One connection of one person, with a browser's cookies."""

    def __init__(self, chosen: Options, role: str = "") -> None:
        self.link = http.client.HTTPConnection(chosen.here, chosen.port, timeout=30)
        self.cookies: SimpleCookie = SimpleCookie()
        if role:
            self._enter(role)

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.link.close()

    def get(self, path: str) -> tuple[int, int]:
        """Status and size in bytes."""
        status, body = self._ask("GET", path)
        return status, len(body)

    def read(self, path: str) -> str:
        return self._ask("GET", path)[1].decode()

    def _enter(self, role: str) -> None:
        """By the demo's own door, as a person would."""
        self._ask("GET", "/accounts/login/")
        token = next(value.value for name, value in self.cookies.items() if "csrf" in name)
        status, _ = self._ask("POST", "/demo/enter/", {"key": role, "csrfmiddlewaretoken": token})
        if status != 302:
            raise Stop("web_failed", url="/demo/enter/", log="-", tail=f"{role}: {status}")

    def _ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, bytes]:
        headers = {"Accept-Language": "zh-CN"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value.value}" for name, value in self.cookies.items())
        if fields:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.link.request(method, path, urlencode(fields) if fields else None, headers)
        answer = self.link.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies.load(line)
        return answer.status, answer.read()


def static_path(collected: Path) -> str:
    """The largest stylesheet as it is served, hashed name and all."""
    sheets = [path for path in collected.rglob("*.css") if "admin" not in path.parts]
    largest = max(sheets, key=lambda path: (path.stat().st_size, path.name))
    return "/static/" + str(largest.relative_to(collected))


def save(folder: Path, rows: list[Row], growth: list[Growth]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / time.strftime("%Y%m%dT%H%M%S.json")
    about = {"python": sys.version.split()[0], "machine": platform.machine(), "cores": os.cpu_count()}
    about |= {"load": os.getloadavg(), "runs": RUNS, "requests_per_run": REQUESTS}
    about |= {"rows": [asdict(row) for row in rows]}
    about |= {
        "of": [FEW, MANY],
        "turns": TURNS,
        "growth": [asdict(line) | {"ratio": line.ratio} for line in growth],
    }
    path.write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n")
    return path
