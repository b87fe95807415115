"""`make bench CITY=`: how the pages of a whole city answer, each beside what this machine could do at best.

CITY is the VAR_DIR of a city, or a size such as 100k: then one is made first, in a folder of its own. RUNS=5
runs of SECONDS=2 each after a warm-up; ONLY=words measures what has them in its name. The figures are kept in
VAR_DIR/bench and compared with those before; OUT=FOLDER keeps them there too.
"""

import json
import os
import platform
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from subprocess import Popen, run
from urllib.request import Request, urlopen

from launcher import lock, options, processes
from launcher.bench import static_path
from launcher.bench_load import load
from launcher.options import PROJECT, Options
from launcher.run import answers, manage, tell, web_command
from launcher.sentences import Stop, say
from launcher.services import OPEN, Services
from launcher.valkey import free_port

SIZE = re.compile(r"\d+[km]?", re.IGNORECASE)
TICK = os.sysconf("SC_CLK_TCK")
WARM_UP = 0.5  # seconds


@dataclass
class Figures:
    """Of one page, over all runs. `web_ms` and `sql_ms` are milliseconds of work for each request."""

    name: str
    path: str
    bytes: int
    queries: float
    per_second: list[float]
    p50: float
    p99: float
    web_ms: float  # the web processes'
    sql_ms: float  # inside PostgreSQL, as pg_stat_statements has it
    of_limit: float = 0.0  # the share of requests a second of the bare page with as many bytes and queries
    of_response: float = 0.0  # and of a bare HttpResponse

    @property
    def median(self) -> float:
        return statistics.median(self.per_second)

    def line(self, before: "dict | None") -> str:
        spread = (max(self.per_second) - min(self.per_second)) / self.median
        cells = f"{self.median:>8.0f}{spread:>7.0%}{self.p50:>8.1f}{self.p99:>8.1f}"
        cells += f"{self.queries:>6.1f}{self.bytes:>8}"
        cells += f"{self.web_ms:>8.2f}{self.sql_ms:>8.2f}{self.of_limit:>7.0%}{self.of_response:>7.0%}"
        past = statistics.median(before["per_second"]) if before else 0
        return f"{self.name:<26}{cells}" + (f"{self.median / past - 1:>+8.0%}" if past else "")


HEAD = f"{'':<26}{'req/s':>8}{'spread':>7}{'p50':>8}{'p99':>8}{'SQL':>6}{'bytes':>8}"
HEAD += f"{'web ms':>8}{'SQL ms':>8}{'limit':>7}{'resp.':>7}{'before':>8}"


def bench_city(words: str) -> None:
    folder = None
    if SIZE.fullmatch(words):
        folder = Path(tempfile.mkdtemp(prefix="linli-city-"))
        folder.chmod(OPEN)
    chosen = options.read(os.environ | {"VAR_DIR": str(folder or Path(words).resolve())})
    chosen = replace(chosen, port=free_port(), given={}, demo=True)
    try:
        with city(chosen, words if folder else "") as here:
            measure(here)
    finally:
        if folder:
            shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class City:
    options: Options
    environment: dict[str, str]
    web: Popen
    said: dict  # by `bench_sessions`


@contextmanager
def city(chosen: Options, size: str) -> Iterator[City]:
    """Its servers and its web processes, as `make run` starts them, and no worker beside."""
    with lock.held(chosen.var_dir, other_port=chosen.port + 1):
        services = Services(chosen.var_dir)
        services.members["DATABASE_URL"].more = {"shared_preload_libraries": "pg_stat_statements"}
        try:
            plain = options.child_environment(chosen, services.start())
            tell(say("preparing"))
            steps = [
                ["prepare"],
                ["collectstatic", "--noinput"],
                *([["seed_city", "--residents", size]] * bool(size)),
            ]
            for words in steps:
                _step(words, plain)
            said = json.loads(_step(["bench_sessions"], plain))
            with web(chosen, plain | {"DJANGO_SETTINGS_MODULE": "portal.measuring.settings"}) as child:
                yield City(chosen, plain, child, said)
        finally:
            services.stop()


@contextmanager
def web(chosen: Options, environment: dict[str, str]) -> Iterator[Popen]:
    log = chosen.var_dir / "log" / "web.log"
    child = processes.spawn(web_command(chosen), env=environment, cwd=PROJECT, log=log)
    try:
        if not processes.wait_until(lambda: answers(chosen) or child.poll() is not None, seconds=60):
            raise Stop("web_failed", url=chosen.url, log=log, tail=processes.tail(log))
        yield child
    finally:
        processes.stop(child, 15, patience=8)


def _step(words: list[str], environment: dict[str, str]) -> str:
    done = run(manage(*words), cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Stop(
            "step_failed", step=" ".join(words), code=done.returncode, log="-", tail=done.stderr[-2000:]
        )
    return done.stdout


def measure(here: City) -> None:
    only, kept = os.environ.get("ONLY", ""), here.options.var_dir / "bench"
    before = _before(kept)
    client = "wrk" if shutil.which("wrk") else "own client"
    tell(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores, {client}")
    tell(HEAD)
    with Database(here.environment["DATABASE_URL"]) as database:
        probe = Probe(here, database)
        static = static_path(here.options.var_dir / "static")
        found = [
            probe.figures("static file", static),
            probe.figures("bare response", "/bare/response/?bytes=1000"),
        ]
        for row in found:
            tell(row.line(before.get(row.name)))
        for name, reader, path in here.said["pages"]:
            if only in f"{name}, {reader}":
                row = probe.beside_limit(f"{name}, {reader}", path, here.said["cookies"][reader], found[1])
                found.append(row)
                tell(row.line(before.get(row.name)))
                if reader == "visitor":
                    row = probe.unchanged(f"{name}, unchanged", path, found[1])
                    found.append(row)
                    tell(row.line(before.get(row.name)))
    tell(say("bench_saved", path=save(kept, found)))


class Database:
    """Who is asked how much was asked."""

    def __init__(self, url: str) -> None:
        import psycopg2

        self.link = psycopg2.connect(url)
        self.link.autocommit = True

    def __enter__(self) -> "Database":
        self.ask("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        return self

    def __exit__(self, *_: object) -> None:
        self.ask("DROP EXTENSION pg_stat_statements")  # the city stays as it was
        self.link.close()

    def ask(self, question: str) -> list[tuple]:
        with self.link.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchall() if cursor.description else []

    def begin(self) -> None:
        self.ask("SELECT pg_stat_statements_reset()")

    def asked(self) -> tuple[int, float]:
        """Statements that read or wrote rows, and their milliseconds."""
        [(calls, ms)] = self.ask(
            "SELECT coalesce(sum(calls), 0), coalesce(sum(total_exec_time), 0) FROM pg_stat_statements"
            " WHERE query ~* '^[( \\n]*(SELECT|WITH|INSERT|UPDATE|DELETE|PREPARE)'"
            " AND query !~ 'pg_stat_statements|^SELECT \\$1$'"
        )
        return int(calls), float(ms)


class Probe:
    def __init__(self, here: City, database: Database) -> None:
        self.here, self.database = here, database
        self.runs = int(os.environ.get("RUNS", "") or 5)
        self.seconds = float(os.environ.get("SECONDS", "") or 2)
        self.limits: dict[tuple[int, int], float] = {}

    def figures(self, name: str, path: str, cookie: str = "", *, has_it: bool = False) -> Figures:
        """`has_it`: by a browser that has the page already and asks whether it is still the same."""
        url = f"http://127.0.0.1:{self.here.options.port}{path}"
        headers = {"Accept-Language": "zh-CN", **({"Cookie": cookie} if cookie else {})}
        with urlopen(Request(url, headers=headers)) as answer:
            size = 0 if has_it else len(answer.read())
            if has_it:
                # The page is another for each secret behind the tokens in its forms.
                headers["Cookie"] = answer.headers["Set-Cookie"].partition(";")[0]
        if has_it:
            with urlopen(Request(url, headers=headers)) as answer:
                headers["If-None-Match"] = answer.headers["ETag"]
        load(url, headers, WARM_UP)
        self.database.begin()
        cpu, begun = processor_time(self.here.web.pid), time.perf_counter()
        runs = [load(url, headers, self.seconds) for _ in range(self.runs)]
        count = sum(r.per_second for r in runs) / self.runs * (time.perf_counter() - begun)
        used = processor_time(self.here.web.pid) - cpu
        calls, ms = self.database.asked()
        p50, p99 = (statistics.median(getattr(r, share) for r in runs) for share in ("p50", "p99"))
        rates = [r.per_second for r in runs]
        return Figures(name, path, size, calls / count, rates, p50, p99, used * 1000 / count, ms / count)

    def unchanged(self, name: str, path: str, response: Figures) -> Figures:
        """Beside a bare response behind the same middleware."""
        found = self.figures(name, path, has_it=True)
        return replace(found, of_response=found.median / response.median)

    def beside_limit(self, name: str, path: str, cookie: str, response: Figures) -> Figures:
        found = self.figures(name, path, cookie)
        key = (found.bytes // 2000 * 2000, round(found.queries))
        if key not in self.limits:
            bare = f"/bare/queries/?bytes={found.bytes}&queries={key[1]}"
            self.limits[key] = self.figures("bare", bare).median
        return replace(
            found, of_limit=found.median / self.limits[key], of_response=found.median / response.median
        )


def processor_time(pid: int) -> float:
    """Seconds that this process and those below it have used, user's and system's."""
    total, pids = 0.0, [pid]
    while pids:
        number = pids.pop()
        try:
            words = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
            pids += map(int, Path(f"/proc/{number}/task/{number}/children").read_text().split())
        except OSError:
            continue
        total += (int(words[11]) + int(words[12])) / TICK
    return total


def _before(folder: Path) -> dict[str, dict]:
    files = sorted(folder.glob("city-*.json"))
    return {row["name"]: row for row in json.loads(files[-1].read_text())["rows"]} if files else {}


def save(folder: Path, rows: list[Figures]) -> Path:
    about = {"python": sys.version.split()[0], "machine": platform.machine(), "cores": os.cpu_count()}
    about |= {"load": os.getloadavg(), "rows": [asdict(row) for row in rows]}
    text = json.dumps(about, ensure_ascii=False, indent=1) + "\n"
    name = time.strftime("city-%Y%m%dT%H%M%S.json")
    for place in filter(None, [folder, os.environ.get("OUT") and Path(os.environ["OUT"])]):
        place.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text)
    return folder / name
