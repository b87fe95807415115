"""8: web processes are reloaded and stopped under load, a worker is stopped while it sends, and the tables
are brought up to date while the earlier code still serves. No request fails, nothing is lost.

The visitors are behind a proxy that knows two web processes and asks the next one when a line breaks, as
deploy/nginx does. The earlier code is that of a commit, unpacked beside us.
"""

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from launcher.faults import outbox
from launcher.faults.figures import Figure
from launcher.faults.house import House
from launcher.faults.visitors import TOKEN, Visits, ask, visitors
from launcher.faults.words import words
from launcher.options import PROJECT, Options
from launcher.run import manage, tell, web_command
from launcher.sentences import Stop
from launcher.valkey import free_port

PAGES = ("/", "/inbox/", "/meetings/", "/issues/", "/notices/", "/accounts/login/")
MIGRATIONS, PREPARE = "*/migrations/0*.py", "portal/management/commands/prepare.py"
DEMO = {"DEMO": "1"}
SERVER = [sys.executable, PROJECT / "launcher" / "serve.py"]  # by its path: the earlier code may have none
BACK = 4  # commits to go back for one that starts
ALL_ROWS = """SELECT sum(greatest(reltuples, 0)) FROM pg_class
  WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"""


def play(house: House) -> Sequence[Figure]:
    house.inside("people", "--people", 20)
    cookies = house.inside("sessions", "--people", 4)["cookies"]
    house.start("web", "worker 1", "worker 2", "beat")
    ports, turns, reloads = [house.chosen.port], house.pick(2, 10), house.pick(1, 5)
    with (
        house.posting(20, house.pick(0.1, 0.3), ["inbox", "email"]),
        visitors(ports, PAGES, cookies) as visits,
    ):
        for _ in range(reloads):
            reload(house, visits)
        for turn in range(turns):
            take_over(house, ports, turn)
            take_turns(house, turn)
    house.wait(lambda: outbox.waiting(house) == 0, "worker 1", seconds=600)
    return [
        *outbox.figures(house, again=0, channels=2),
        *visits.figures(5.0),
        Figure("moved_on", visits.moved_on),
        Figure("reloads", reloads),
        Figure("stops", turns),
    ]


def reload(house: House, visits: Visits) -> None:
    """The server starts a new process beside each old one, on the same socket, and ends the old one then."""
    house.note("SIGHUP web")
    seen = len(visits.answers)
    house.unit("web").child.send_signal(signal.SIGHUP)
    log = house.log("web")
    ended = log.read_text().count("was replaced") + 2
    house.wait(lambda: log.read_text().count("was replaced") >= ended, "web")
    house.wait(lambda: len(visits.answers) > seen + 10, "web")


def take_over(house: House, ports: list[int], turn: int) -> None:
    """A second web process beside; when it answers, the first is asked to end."""
    old, new = ("web" if turn == 0 else f"web {turn}"), f"web {turn + 1}"
    port = free_port()
    house.add(new, web_command(Options("127.0.0.1", "127.0.0.1", port, house.var_dir, False, {})))
    house.wait(lambda: ask(port, "/readyz").status == 200, new)
    ports.append(port)
    house.note(f"SIGTERM {old}")
    code = house.stop(old)
    house.note(f"{old} ended ({code})")
    del ports[0]


def take_turns(house: House, turn: int) -> None:
    name = f"worker {turn % 2 + 1}"
    house.note(f"SIGTERM {name}")
    house.stop(name)
    house.start(name)


# --- the tables, with the earlier code still serving ------------------------------------------------------


def earlier(most: int) -> list[str]:
    """Commits that serve while ours is prepared, evenly spread, the newest and the oldest among them: after
    the oldest each migration is applied, after the newest those of one update."""
    known = [commit for commit in with_other_migrations() if git("ls-tree", commit, "--", PREPARE)]
    if len(known) <= most or most == 1:
        return known[:most]
    return [known[round(turn * (len(known) - 1) / (most - 1))] for turn in range(most)]


def with_other_migrations() -> list[str]:
    """Commits after which other migrations came, the newest first; ours, if they are not committed yet."""
    listed = git("log", "--format=%H", "--diff-filter=A", "--", MIGRATIONS).split()
    first = set(git("rev-list", "--max-parents=0", "HEAD").split())
    before = [git("rev-parse", f"{commit}^").strip() for commit in listed if commit not in first]
    uncommitted = git("status", "--porcelain", "--", MIGRATIONS).strip()
    return (["HEAD"] if uncommitted else []) + before


def git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=PROJECT, capture_output=True, text=True, check=True).stdout


def has_git() -> bool:
    return bool(shutil.which("git")) and (PROJECT / ".git").exists()


def skipped() -> bool:
    tell(words("skipped", name="migrations", why=words("needs_git")))
    return True


def unpack(commit: str, folder: Path) -> None:
    folder.mkdir()
    packed = subprocess.run(["git", "archive", commit], cwd=PROJECT, capture_output=True, check=True).stdout
    subprocess.run(["tar", "-x", "-C", folder], input=packed, check=True)


def one_that_starts(house: House, commit: str) -> Path:
    """With its tables made. A commit may have needed the next to start: then the last before that did not."""
    for back in range(BACK):
        folder = house.var_dir / f"earlier-{back}"
        unpack(f"{commit}~{back}", folder)
        with suppress(Stop):
            house.step("earlier", [sys.executable, "-c", "import portal.wsgi"], cwd=folder)
            house.step("prepare", manage("prepare"), cwd=folder, **DEMO)
            return folder
        house.note(f"{commit[:8]}~{back} does not start by itself")
    raise Stop("step_failed", step="earlier", code=1, log=house.log("earlier"), tail="")


def migrations(house: House, commit: str) -> Sequence[Figure]:
    """The earlier code's tables with the demo's year in them, its web under load, then `prepare` of ours."""
    old, port = one_that_starts(house, commit), house.chosen.port
    house.step("demo", manage("load_demo"), cwd=old, **DEMO)
    house.add("web", [*SERVER, *web_command(house.chosen)[3:]], cwd=old, environment=DEMO)
    house.wait(lambda: ask(port, "/healthz").status == 200, "web")
    cookies = ["", *filter(None, (signed_in(port, name) for name in ("resident", "captain", "staff")))]
    rows, known = rows_in_all(house), applied(house)
    with visitors([port], PAGES, cookies, count=len(cookies)) as visits:
        time.sleep(1)
        house.step("prepare", manage("prepare"))
        time.sleep(2)
    for line in visits.said():
        tell(line)
    seconds = max(answer.seconds for _, _, answer in visits.answers)
    return [
        Figure("rows", rows, least=1_000),
        Figure("migrations", len(applied(house) - known), least=1),
        Figure("pages", len(visits.answers), least=20),
        Figure("pages_5xx", len(visits.failed()), most=0),
        Figure("pages_p99", seconds, most=5.0),
    ]


def signed_in(port: int, name: str) -> str:
    """The cookie of one of the demo's people; nothing where the earlier code knows no such door."""
    answer = ask(port, "/demo/enter/", f"csrftoken={TOKEN}; linli_csrf_{port}={TOKEN}", {"key": name})
    return f"{answer.cookies}; csrftoken={TOKEN}" if answer.status == 302 else ""


def rows_in_all(house: House) -> int:
    house.rows("ANALYZE")
    return int(house.rows(ALL_ROWS)[0][0])


def applied(house: House) -> set[tuple]:
    return set(house.rows("SELECT app, name FROM django_migrations"))
