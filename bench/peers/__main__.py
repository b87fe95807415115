"""`python -m bench.peers NAME [--from PATH] [--rows N]`: a peer's pages beside ours, on the same ground.

The peer is installed into a venv of its own (var/peers/NAME) from the package index, or from a checkout; it
gets a database in a PostgreSQL of the same settings, as many rows, the same web server with as many workers,
and the same client. One after the other, so that neither takes the other's processor. See README.md here.
"""

import argparse
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.peers.known import PEERS, Peer
from launcher import processes
from launcher.bench import Client, running, step
from launcher.bench_load import load
from launcher.options import PROJECT, Options
from launcher.run import tell
from launcher.sentences import Stop
from launcher.services import OPEN, Services
from launcher.valkey import free_port

HERE = Path(__file__).resolve().parent
RUNS, SECONDS, WARM_UP = 5, 2.0, 1.0
# As launcher/serve.py starts ours.
AS_OURS = ["--interface", "wsgi", "--workers", "2", "--blocking-threads", "1", "--no-ws"]


@dataclass
class Row:
    name: str
    theirs: list[float]  # requests a second, of each run
    ours: list[float]

    def line(self) -> str:
        theirs, ours = statistics.median(self.theirs), statistics.median(self.ours)
        return f"{self.name:<26}{theirs:>10.0f}{ours:>10.0f}{ours / theirs:>10.2f}"


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.peers", description=__doc__)
    parser.add_argument("name", choices=sorted(PEERS))
    parser.add_argument(
        "--from", dest="checkout", type=Path, help="a checkout of the peer, instead of the index"
    )
    parser.add_argument("--rows", type=int, default=1000)
    chosen = parser.parse_args(words)
    peer = PEERS[chosen.name]
    if peer.needs_checkout and not chosen.checkout:
        parser.error(f"{peer.name} is not in the package index: --from PATH of a checkout")
    try:
        return compare(peer, chosen.checkout and chosen.checkout.resolve(), chosen.rows)
    except Stop as stop:
        print(stop, file=sys.stderr)
        return stop.code


def compare(peer: Peer, checkout: Path | None, rows: int) -> int:
    python = installed(peer, checkout)
    folder = Path(tempfile.mkdtemp(prefix="linli-peers-"))
    folder.chmod(OPEN)
    try:
        with theirs(peer, python, checkout, folder / "theirs", rows) as (url, said):
            pages = {page: url + path.format(**said) for page, path in peer.pages.items()}
            found = {page: _runs(address, said.get("cookie", "")) for page, address in pages.items()}
        own = Options("127.0.0.1", "127.0.0.1", free_port(), folder / "ours", True, {})
        with running(own) as copy:
            step([peer.filled_by, str(rows)], copy)
            with Client(own, peer.role) as client:
                number = {"first": _first_row(client, peer)}
                cookies = "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())
            ours = {page: _runs(own.url + path.format(**number), cookies) for page, path in peer.ours.items()}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return told(peer, rows, [Row(page, found[page], ours[page]) for page in peer.pages])


def told(peer: Peer, rows: int, table: list[Row]) -> int:
    tell(f"{rows} rows, load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    tell(f"requests a second, median of {RUNS}")
    tell(f"{'':<26}{peer.name:>10}{'Linli':>10}{'ratio':>10}")
    for row in table:
        tell(row.line())
    path = PROJECT / "var" / "bench" / time.strftime(f"peer-{peer.name}-%Y%m%dT%H%M%S.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"rows": rows, "table": [vars(row) for row in table]}, indent=1) + "\n")
    return 0


def _first_row(client: Client, peer: Peer) -> str:
    found = re.search(rf'href="{peer.our_rows}(\d+)/[^"]*"', client.read(peer.our_list))
    if found is None:
        raise Stop("web_failed", url=peer.our_list, log="-", tail="-")
    return found[1]


def _runs(url: str, cookie: str) -> list[float]:
    headers = {"Accept-Language": "zh-CN"} | ({"Cookie": cookie} if cookie else {})
    load(url, headers, WARM_UP)
    return [load(url, headers, SECONDS).per_second for _ in range(RUNS)]


def installed(peer: Peer, checkout: Path | None) -> Path:
    """Its Python, with the peer in it. A venv made before is used again."""
    venv = PROJECT / "var" / "peers" / peer.name
    python = venv / "bin" / "python"
    if not python.exists():
        _quietly([sys.executable, "-m", "venv", str(venv)])
    listed = [checkout / "requirements.txt"] if checkout and (checkout / "requirements.txt").exists() else []
    words = [word for path in listed for word in ("-r", str(path))]
    _quietly([str(python), "-m", "pip", "install", "-q", *peer.packages, *words])
    return python


def _quietly(words: list[str], **more: object) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False, **more)
    if done.returncode:
        tail = (done.stderr or done.stdout)[-2000:]
        raise Stop("step_failed", step=" ".join(words[1:4]), code=done.returncode, log="-", tail=tail)
    return done.stdout


@contextmanager
def theirs(
    peer: Peer, python: Path, checkout: Path | None, folder: Path, rows: int
) -> Iterator[tuple[str, dict[str, str]]]:
    """(its address, what filling it said) of the peer, filled and answering; gone afterwards."""
    folder.mkdir()
    folder.chmod(OPEN)
    services = Services(folder)
    try:
        given, port = services.start(), free_port()
        paths = [str(path) for path in (HERE / peer.folder, HERE / "shared", checkout) if path]
        environment = os.environ | given | {"DJANGO_SETTINGS_MODULE": "peer_settings"}
        environment |= {"PYTHONPATH": os.pathsep.join(paths), "PEER_VAR": str(folder)}
        for words in (
            ["-m", "django", "migrate", "-v0"],
            ["-m", "django", "collectstatic", "--noinput", "-v0"],
        ):
            _quietly([str(python), *words], env=environment, cwd=checkout or folder)
        filled = _quietly(
            [str(python), str(HERE / peer.folder / "fill.py"), str(rows)],
            env=environment, cwd=checkout or folder,
        )  # fmt: skip
        words = [str(python), "-m", "granian", *AS_OURS, "--port", str(port), "peer_wsgi:application"]
        log = folder / "log" / "web.log"
        web = processes.spawn(words, env=environment, cwd=checkout or folder, log=log)
        try:
            url = f"http://127.0.0.1:{port}"
            if not processes.wait_until(lambda: _answers(port) or web.poll() is not None, seconds=60):
                raise Stop("web_failed", url=url, log=log, tail=processes.tail(log))
            yield url, json.loads(filled.strip().splitlines()[-1])
        finally:
            processes.stop(web, 15, patience=8)
    finally:
        services.stop()


def _answers(port: int) -> bool:
    with socket.socket() as link:
        link.settimeout(1)
        return link.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
