"""What becomes of a copy whose terminal is gone, or does not speak UTF-8."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from launcher import options
from tests.launcher.conftest import PATIENCE, PROJECT, environment, wait_for

WATCHES = """
import subprocess
from pathlib import Path
from launcher.run import tell
from launcher.supervisor import Supervisor, Unit

with Supervisor(tell) as supervisor:
    supervisor.run(Unit("servant", lambda: subprocess.Popen(["sleep", "600"]), Path("servant.log")))
    tell("up")
    supervisor.watch()
    tell("told")
"""


@contextmanager
def watching(*before: str) -> Iterator[subprocess.Popen]:
    command = [*before, sys.executable, "-c", WATCHES]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline() == "up\n"
            yield process
        finally:
            process.kill()


def servants(process: subprocess.Popen) -> set[int]:
    found = set()
    for file in Path("/proc").glob("[1-9]*/stat"):
        with suppress(OSError):  # it ended since
            name, _, about = file.read_text().partition("(")[2].rpartition(")")
            if name == "sleep" and int(about.split()[1]) == process.pid:
                found.add(int(file.parent.name))
    return found


def looks_after_its_servant(process: subprocess.Popen) -> bool:
    assert wait_for(lambda: servants(process))
    (before,) = servants(process)
    os.kill(before, signal.SIGKILL)
    return wait_for(lambda: process.poll() is not None or servants(process) - {before}) and (
        process.poll() is None
    )


def test_it_ends_with_its_terminal():
    with watching() as process:
        process.send_signal(signal.SIGHUP)
        assert process.wait(PATIENCE) == 0


def test_under_nohup_it_outlives_it():
    with watching("nohup") as process:
        process.send_signal(signal.SIGHUP)
        assert looks_after_its_servant(process)
        process.terminate()
        assert process.wait(PATIENCE) == 0


def test_it_goes_on_when_nobody_reads_what_it_says():
    with watching() as process:
        process.stdout.close()  # `make run | tee log`, and the `tee` was ended
        assert looks_after_its_servant(process)
        assert looks_after_its_servant(process)
        process.terminate()
        assert process.wait(PATIENCE) == 0


def test_a_terminal_that_knows_no_chinese_stops_nothing():
    """As one that speaks GBK, where such a locale is there; here, one of ASCII."""
    names = "import sys; from launcher.__main__ import main; sys.argv = ['']; main(); print('\\u9ea6 Mai')"
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    command = [sys.executable, "-c", names]
    done = subprocess.run(command, cwd=PROJECT, env=environment(**plain), capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (0, b"? Mai\n"), done.stderr


def test_whatever_the_terminal_speaks_files_and_logs_are_utf_8(tmp_path):
    chosen = options.read({"VAR_DIR": str(tmp_path)})
    assert options.child_environment(chosen, {})["PYTHONUTF8"] == "1"
