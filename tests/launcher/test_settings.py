"""A missing or wrong setting names itself and says what to do; nothing is started, nobody sees a traceback."""

import os
import subprocess
import sys

import psycopg2
import pytest

from launcher import options
from launcher.sentences import Stop
from tests.launcher.conftest import PATIENCE, PROJECT, Copy, environment

WRONG = [
    ({"PORT": "abc"}, "PORT", "PORT=8000"),
    ({"PORT": "0"}, "PORT", "1 to 65535"),
    ({"PORT": "70000"}, "PORT", "1 to 65535"),
    ({"HOST": "nowhere.invalid"}, "HOST", "127.0.0.1"),
    ({"HOST": "192.0.2.1"}, "HOST", "127.0.0.1"),
    ({"HOST": "0.0.0.0"}, "HOST", "ALLOWED_HOSTS"),
    ({"DEMO": "maybe"}, "DEMO", "1 for yes"),
    ({"SECRET_KEY": "short"}, "SECRET_KEY", "32 characters"),
    ({"VAR_DIR": "/proc/linli"}, "VAR_DIR", "Name a folder"),
    ({"DATABASE_URL": "mysql://u@h/x"}, "DATABASE_URL", "postgresql://user:password@host:5432/name"),
    (
        {"DATABASE_URL": "postgresql://u@h:port/x"},
        "DATABASE_URL",
        "postgresql://user:password@host:5432/name",
    ),
    (
        {"DATABASE_URL": "postgresql://u@127.0.0.1"},
        "DATABASE_URL",
        "postgresql://user:password@host:5432/name",
    ),
    ({"DATABASE_URL": "postgresql://u@127.0.0.1:1/x"}, "DATABASE_URL", "Start it or correct"),
    ({"REDIS_URL": "http://h"}, "REDIS_URL", "redis://:password@host:6379/0"),
    ({"REDIS_URL": "redis://127.0.0.1:1/linli"}, "REDIS_URL", "redis://:password@host:6379/0"),
    ({"REDIS_URL": "redis://127.0.0.1:1/0?tls=1"}, "REDIS_URL", "redis://:password@host:6379/0"),
    ({"REDIS_URL": "redis://127.0.0.1:1/0"}, "REDIS_URL", "Start it or correct"),
    ({"REDIS_URL": "sentinel://127.0.0.1:1"}, "REDIS_URL", "REDIS_SENTINEL_MASTER?"),
    ({"REDIS_URL": "sentinel://127.0.0.1:1", "REDIS_SENTINEL_MASTER": "linli"}, "REDIS_URL", "Start it or"),
]


@pytest.mark.parametrize(("settings", "name", "advice"), WRONG, ids=[str(case[0]) for case in WRONG])
def test_a_wrong_setting(ground, settings, name, advice):
    done = launch(ground, settings)
    assert done.returncode == 1
    assert name in done.stderr
    assert advice in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (ground / "wrong" / "postgres").exists()


@pytest.mark.parametrize(
    "settings",
    [
        {"DATABASE_URL": "postgresql://linli:xK2/9f@127.0.0.1:1/linli"},
        {"DATABASE_URL": "postgresql://linli:xK2%9f%zz@127.0.0.1:1/linli"},
        {"DATABASE_URL": "postgresql://linli:xK2@9f@127.0.0.1:1/linli"},
        {"REDIS_URL": "redis://:xK2#9f@127.0.0.1:1/0"},
    ],
    ids=str,
)
def test_how_a_password_is_written_is_said_and_no_part_of_it_is_shown(settings):
    with pytest.raises(Stop, match=r"a password / \? # .* are written %2F") as stop:
        options.read(settings | {"VAR_DIR": os.environ["VAR_DIR"]})
    assert "xK2" not in str(stop.value)
    assert "9f" not in str(stop.value)


def test_it_answers_in_chinese_to_a_chinese_terminal(ground):
    done = launch(ground, {"PORT": "abc", "LANG": "zh_CN.UTF-8"})
    assert done.stderr.startswith("设置 PORT 现在是 'abc'。")


def test_servers_named_by_the_environment_are_used_and_nothing_is_embedded(ground, services):
    server = os.environ["DATABASE_URL"]
    run_sql(server, "drop database if exists external", "create database external")
    own = server.replace("/linli?", "/external?", 1)
    copy = Copy(ground / "external").start(DATABASE_URL=own, REDIS_URL=services.redis_url)
    try:
        copy.up()
        assert copy.status() == 200
        assert not (copy.var_dir / "postgres").exists()
        assert not (copy.var_dir / "valkey").exists()
    finally:
        copy.stop()
    run_sql(server, "drop database external with (force)")
    assert not copy.left()


@pytest.mark.parametrize("password", ["", ":guessed@"])
def test_a_queue_that_wants_a_password_says_so(ground, services, password):
    done = launch(ground, {"REDIS_URL": f"redis://{password}{services.redis_url.rpartition('@')[2]}"})
    assert (done.returncode, done.stderr) == (
        1,
        "The server named by REDIS_URL does not take the password in it, or wants one. "
        "Write redis://:password@host:6379/0.\n",
    )


def launch(ground, settings) -> subprocess.CompletedProcess:
    chosen = {"VAR_DIR": ground / "wrong", "PORT": Copy(ground / "wrong").port} | settings
    return subprocess.run(
        [sys.executable, "-m", "launcher", "run"],
        cwd=PROJECT,
        env=environment(**chosen),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def run_sql(url: str, *statements: str) -> None:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    for statement in statements:
        connection.cursor().execute(statement)
    connection.close()
