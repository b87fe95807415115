"""`make run` as a person sees it: real processes, started, asked, killed, stopped."""

import contextlib
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

from launcher import lock
from tests.launcher.conftest import PATIENCE, Copy, wait_for

SERVANTS = [
    ("launcher.serve", "web"),
    ("postgres -D", "postgres"),
    ("valkey-server", "valkey"),
    ("portal worker", "worker"),
    ("portal beat", "beat"),
]


def test_it_starts_answers_and_ctrl_c_stops_it_in_order_leaving_nothing(first: Copy):
    copy = first
    assert copy.status() == 200
    for words in ("launcher.serve", "celery -A portal worker", "celery -A portal beat"):
        assert copy.child(words), words
    for name, mode in (("secret_key", 0o600), ("running.json", 0o600), ("postgres", 0o700), ("log", 0o700)):
        assert stat.S_IMODE((copy.var_dir / name).stat().st_mode) == mode, name
    a_second_start_is_refused(copy)
    os.killpg(copy.process.pid, signal.SIGINT)  # a terminal sends it to the whole foreground group
    assert copy.process.wait(PATIENCE) == 0
    assert copy.said().rstrip().endswith("Stopped.")
    assert "Traceback" not in copy.said()
    assert (
        "database system is shut down" in (copy.var_dir / "log" / "postgres.log").read_text().splitlines()[-1]
    )
    assert not (copy.var_dir / "running.json").exists()
    assert not copy.left()


def a_second_start_is_refused(copy: Copy) -> None:
    second = Copy(copy.var_dir).start()
    assert second.process.wait(PATIENCE) == 1
    assert f"already running on {copy.var_dir}" in second.said()
    assert "Traceback" not in second.said()


def another_folder_works(other: Copy, copy: Copy) -> None:
    other.start()
    try:
        other.up()
        assert copy.status() == other.status() == 200
        a_second_ctrl_c_does_not_wait(other)
    finally:
        other.process.kill()
    assert copy.status() == 200


def a_second_ctrl_c_does_not_wait(copy: Copy) -> None:
    worker = copy.child("celery -A portal worker")
    os.kill(worker, signal.SIGSTOP)  # it will not answer politely
    copy.process.terminate()
    assert wait_for(lambda: "Stopping." in copy.said())
    copy.process.terminate()
    begun = time.monotonic()
    assert copy.process.wait(PATIENCE) == 0
    assert time.monotonic() - begun < 20  # the worker alone would have been given 25 s
    assert not copy.left()


def test_a_killed_supervisor_leaves_nothing_and_the_next_start_works(copy: Copy, beside: Copy):
    copy.start().up()
    another_folder_works(beside, copy)
    begun = len(copy.left())
    assert begun >= 8  # supervisor, guard, PostgreSQL, Valkey, web and its workers, Celery and its, beat
    copy.stop(signal.SIGKILL)
    copy.start()  # at once, while the last are still going
    copy.up()
    assert copy.status() == 200
    what_dies_is_started_again(copy)
    copy.stop(signal.SIGKILL)
    assert wait_for(lambda: not copy.left(), seconds=15), copy.left()


def what_dies_is_started_again(copy: Copy) -> None:
    for words, name in SERVANTS:
        before = copy.child(words)
        os.kill(before, signal.SIGKILL)
        assert wait_for(lambda words=words, before=before: copy.child(words) not in (None, before)), (
            copy.said()
        )
        assert f"{name} stopped by itself (-9)" in copy.said()
    assert wait_for(lambda: copy.status() == 200)


def test_a_port_in_use_is_said_before_anything_starts(ground):
    copy = Copy(ground / "other")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", copy.port))
        taken.listen()
        assert copy.start().process.wait(PATIENCE) == 1
    assert copy.said() == (
        f"Port {copy.port} on 127.0.0.1 is in use by another program. Stop that one, "
        f"or choose another: PORT={copy.port + 1} make run\n"
    )
    assert not (copy.var_dir / "postgres").exists()


def test_the_web_process_imports_meanwhile_and_waits_until_the_demo_is_there(tmp_path):
    gate, demo = tmp_path / "gate", tmp_path / "demo"
    answer = f"import portal.wsgi; print(open({str(demo)!r}).read())"
    with lock.waited_for(gate):
        web = subprocess.Popen(
            [sys.executable, "-c", answer],
            env=os.environ | {"WEB_WAITS_FOR": str(gate)},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert wait_for(lambda: web.poll() is not None or _has_open(web.pid, gate))
        demo.write_text("the demo is there")
    assert web.communicate(timeout=PATIENCE)[0] == "the demo is there\n"


def _has_open(number: int, file: Path) -> bool:
    for held in Path(f"/proc/{number}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # closed while we looked
            if os.path.samefile(held, file):
                return True
    return False
