"""What goes wrong beside us is one sentence, and nothing half done stays in the way of the next start."""

import subprocess
import sys

import pytest

from launcher import options, processes
from launcher.sentences import Stop
from tests.launcher.conftest import PATIENCE, PROJECT, environment

STEP_WITHOUT_ITS_DATABASE = """
import os, signal, sys
from pathlib import Path
from launcher import processes
from launcher.sentences import Stop
from launcher.supervisor import Supervisor, Unit

log = Path(sys.argv[1])
with Supervisor(print) as supervisor:
    database = Unit("postgres", lambda: processes.spawn(["sleep", "600"], log=log), log, rank=0)
    supervisor.run(database)
    os.kill(database.child.pid, signal.SIGKILL)
    database.child.wait()
    try:
        with supervisor.beside("demo", lambda: processes.spawn(["false"], log=log), log, seconds=60):
            pass
    except Stop as stop:
        print(stop)
"""

STEP_THAT_FAILS = """
import sys
from pathlib import Path
from launcher import processes
from launcher.sentences import Stop
from launcher.supervisor import Supervisor

log, step = Path(sys.argv[1]), ["sh", "-c", "echo The setting EMAIL_PORT is wrong.; false"]
with Supervisor(print) as supervisor:
    try:
        with supervisor.beside("static", lambda: processes.spawn(step, log=log), log, seconds=60):
            pass
    except Stop as stop:
        print(stop)
"""


def test_a_step_whose_database_was_killed_says_so(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", STEP_WITHOUT_ITS_DATABASE, tmp_path / "log"],
        cwd=PROJECT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.startswith(
        "postgres was ended from outside (-9) during “demo”. Start again: make run."
    )


def test_a_disk_with_too_little_room_is_said_before_anything_starts(tmp_path):
    options.check_room(tmp_path, needed=1)
    with pytest.raises(Stop, match=r"MB are free where .* lies, and Linli needs 1099511627776 MB"):
        options.check_room(tmp_path, needed=2**60)


def test_a_key_that_could_not_be_written_is_made_anew_and_then_kept(tmp_path):
    path = tmp_path / "secret_key"
    path.touch()  # what a full disk left
    (tmp_path / "secret_key.new").touch()  # what a kill left
    key = options.secret_key(path)
    assert len(key) >= 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert options.secret_key(path) == key
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_file_s_owner_refuses_is_a_sentence(tmp_path):
    (tmp_path / "lock").mkdir()  # nothing can be written there, not even by root
    done = subprocess.run(
        [sys.executable, "-m", "launcher", "run"],
        cwd=PROJECT,
        env=environment(VAR_DIR=tmp_path),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith(f"{tmp_path}/lock cannot be used")
    assert "Traceback" not in done.stderr


def test_of_a_traceback_only_what_went_wrong_is_shown(tmp_path):
    log = tmp_path / "log"
    done = "raise OSError('no room')"
    with open(log, "wb") as sink:
        subprocess.run(
            [sys.executable, "-c", f"print('begun', flush=True)\n{done}"], stderr=sink, stdout=sink
        )
    assert processes.tail(log) == "begun\nOSError: no room"


def test_what_went_wrong_last_time_and_is_put_right_is_not_told_again(tmp_path):
    log = tmp_path / "step.log"
    log.write_text("The setting BASE_URL is 'foo'.\n")
    done = subprocess.run(
        [sys.executable, "-c", STEP_THAT_FAILS, log],
        cwd=PROJECT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.stdout.startswith("“static” failed (1).")
    assert "EMAIL_PORT" in done.stdout
    assert "BASE_URL" not in done.stdout
