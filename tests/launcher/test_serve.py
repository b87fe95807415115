"""The web server on its own: processes are replaced when their successors stand, and not before."""

import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher.valkey import free_port
from tests.launcher.conftest import PROJECT, wait_for

SITE = """
import os, time
from pathlib import Path

here = Path(__file__).parent
edition = (here / "edition").read_text()
(here / f"begun-{edition}-{os.getpid()}").touch()
while (here / "gate").exists():
    time.sleep(0.01)
if edition == "broken":
    raise RuntimeError("not today")

def application(request, start):
    start("200 OK", [("Content-Type", "text/plain")])
    return [f"{edition} {os.getpid()}".encode()]
"""


class Site:
    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder, self.port, self.log = folder, free_port(), folder / "log"
        (folder / "a_site.py").write_text(SITE)
        self.edition("first")
        words = [sys.executable, "-m", "launcher.serve", "a_site:application", "--port", str(self.port)]
        with open(self.log, "ab") as log:
            self.server = subprocess.Popen(
                words,
                cwd=PROJECT,
                env=os.environ | {"PYTHONPATH": str(folder)} | settings,
                stdout=log,
                stderr=log,
            )

    def edition(self, name: str) -> None:
        (self.folder / "edition").write_text(name)

    def begun(self, name: str) -> int:
        return len(list(self.folder.glob(f"begun-{name}-*")))

    def answer(self) -> list[str] | None:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            link.request("GET", "/")
            return link.getresponse().read().decode().split()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            link.close()

    def editions(self, times: int = 20) -> set[str | None]:
        return {(self.answer() or [None])[0] for _ in range(times)}

    def takes_over(self) -> None:
        self.server.send_signal(signal.SIGHUP)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    try:
        assert wait_for(lambda: site.answer()), site.log.read_text()
        assert wait_for(lambda: site.begun("first") == 2)
        yield site
    finally:
        site.server.terminate()
        assert site.server.wait(60) in (0, 1), site.log.read_text()


def test_the_old_processes_answer_until_the_new_ones_have_loaded_the_site(site: Site):
    (site.folder / "gate").touch()
    site.edition("second")
    site.takes_over()
    assert wait_for(lambda: site.begun("second") == 1)
    assert site.editions() == {"first"}
    assert site.begun("second") == 1  # one after the other: the second old one was not touched yet
    (site.folder / "gate").unlink()
    assert wait_for(lambda: site.begun("second") == 2 and site.editions(6) == {"second"})


def test_a_site_that_cannot_be_loaded_replaces_nothing_and_the_next_one_does(site: Site):
    site.edition("broken")
    site.takes_over()
    assert wait_for(lambda: site.log.read_text().count("the old one goes on") == 2)
    assert site.editions() == {"first"}
    site.edition("mended")
    site.takes_over()
    assert wait_for(lambda: site.editions(6) == {"mended"})


def test_a_process_that_dies_is_started_again(site: Site):
    # Granian takes one that dies within seconds of a take-over for a site that cannot stand.
    _, number = site.answer()
    os.kill(int(number), signal.SIGKILL)
    assert wait_for(lambda: site.begun("first") == 3)
    assert wait_for(lambda: site.editions() == {"first"})


def test_what_the_server_itself_says_is_an_object_a_line_too(tmp_path: Path):
    site = Site(tmp_path, LOG_FORMAT="json")
    try:
        assert wait_for(site.answer)
        site.edition("broken")
        site.takes_over()
        assert wait_for(lambda: "did not start" in site.log.read_text())
    finally:
        site.server.terminate()
        site.server.wait(60)
    lines = [json.loads(line) for line in site.log.read_text().splitlines() if line.startswith("{")]
    assert {"INFO", "ERROR"} <= {line["level"] for line in lines}
    assert not [line for line in site.log.read_text().splitlines() if line.startswith("[")]


def test_a_stop_right_after_the_start_is_no_longer_than_any_other(tmp_path: Path):
    """What is still loading its site has nothing in hand: it is not given the time to finish it."""
    (tmp_path / "gate").touch()
    site = Site(tmp_path)
    assert wait_for(lambda: site.begun("first") == 2), site.log.read_text()
    site.server.terminate()
    assert site.server.wait(15) == 0, site.log.read_text()  # what answers people is given 20 s


def test_it_can_be_told_to_end_while_a_site_is_being_loaded(site: Site):
    (site.folder / "gate").touch()
    site.edition("second")
    site.takes_over()
    assert wait_for(lambda: site.begun("second") == 1)
    site.server.terminate()
    assert site.server.wait(60) == 0, site.log.read_text()
    assert site.answer() is None
