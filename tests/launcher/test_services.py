"""The embedded servers themselves, without a supervisor."""

import contextlib
import os
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path

import psycopg2
import pytest
import redis

from launcher import ground as grounds
from launcher.postgres import Postgres
from launcher.programs import machine_postgres, version
from launcher.sentences import Stop
from launcher.services import Services, make_var_dir
from launcher.valkey import Valkey

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root lends its services another account")


def ask(url: str, question: str):
    connection = psycopg2.connect(url)
    try:
        cursor = connection.cursor()
        cursor.execute(question)
        return cursor.fetchone()[0]
    finally:
        connection.close()


@pytest.fixture
def var_dir(ground):
    folder = Path(tempfile.mkdtemp(dir=ground))
    folder.chmod(0o711)
    return make_var_dir(folder / "var")


@pytest.fixture(scope="module")
def used(ground):
    """One whose data were made before: to make them takes longer than what most of these are about."""
    folder = make_var_dir(ground / "used")
    end(Postgres(folder, durable=False).start())
    return folder


@pytest.fixture
def postgres(var_dir):
    """`start(**options)` a server in var_dir, as often as one likes; all are stopped at the end."""
    running = []

    def start(folder: Path = var_dir, **options) -> tuple[Postgres, subprocess.Popen]:
        server = Postgres(folder, durable=False, **options)
        running.append((server, server.start()))
        return running[-1]

    yield start
    for server, child in running:
        end(child)
        server.clean_up()


def end(child: subprocess.Popen) -> None:
    if child.poll() is None:
        child.terminate()
        child.send_signal(2)
        child.wait(20)


def test_the_database_knows_chinese_letters_and_has_the_extensions(services):
    url = os.environ["DATABASE_URL"]
    assert ask(url, "select datctype from pg_database where datname = current_database()") != "C"
    assert ask(url, r"select '邻' ~ '^\w$'") is True
    wanted = {"pg_trgm", "btree_gist", "unaccent"}
    assert wanted <= set(ask(url, "select array_agg(name::text) from pg_available_extensions"))


def test_nobody_else_can_reach_the_servers(services):
    url = os.environ["DATABASE_URL"]
    assert ask(url, "show listen_addresses") == ""
    folder = Path(ask(url, "show unix_socket_directories"))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    without_password = redis.Redis.from_url("redis://127.0.0.1:" + services.redis_url.rpartition(":")[2])
    with pytest.raises(redis.AuthenticationError):
        without_password.ping()


def test_queued_work_is_never_evicted(services):
    assert (
        redis.Redis.from_url(services.redis_url).config_get("maxmemory-policy")["maxmemory-policy"]
        == "noeviction"
    )


def test_rows_and_queued_work_outlive_a_restart(var_dir):
    first = Services(var_dir)
    urls = first.start()
    connection = psycopg2.connect(urls["DATABASE_URL"])
    with connection, connection.cursor() as cursor:
        cursor.execute("create table kept (n int)")
        cursor.execute("insert into kept values (7)")
    connection.close()
    redis.Redis.from_url(urls["REDIS_URL"]).rpush("celery", "work")
    first.stop()
    second = Services(var_dir)
    urls = second.start()
    try:
        assert ask(urls["DATABASE_URL"], "select n from kept") == 7
        assert redis.Redis.from_url(urls["REDIS_URL"]).lrange("celery", 0, -1) == [b"work"]
    finally:
        second.stop()


def test_a_queue_whose_file_was_damaged_by_a_power_cut_begins_anew(var_dir):
    server = Valkey(var_dir)
    end(server.start())
    (file,) = (server.ground.home / "appendonlydir").glob("*.incr.aof")
    with open(file, "ab") as tail:
        tail.write(bytes(4096))
    child = Valkey(var_dir).start()
    try:
        assert child.poll() is None
        assert (server.ground.home / "unreadable" / file.name).exists()
    finally:
        end(child)


def test_a_stale_pid_file_naming_a_stranger_does_not_stop_the_start(postgres, used):
    server, child = postgres(used)
    pid_file = server.data / "postmaster.pid"
    lock = server.sockets / ".s.PGSQL.5432.lock"
    kept = {file: file.read_text().splitlines() for file in (pid_file, lock)}
    end(child)
    for file, lines in kept.items():
        file.write_text("\n".join([str(os.getpid()), *lines[1:]]))  # we live, and are no server
    again, _ = postgres(used)
    assert ask(again.url, "select 1") == 1


def test_a_server_killed_and_not_reaped_does_not_stop_the_start(postgres, used):
    server, child = postgres(used)
    os.kill(child.pid, 9)
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # dead, and still a zombie
    assert (server.data / "postmaster.pid").exists()
    again, _ = postgres(used)
    assert ask(again.url, "select 1") == 1


def test_a_server_of_ours_still_closing_is_waited_for(postgres, used):
    postgres(used)
    again, _ = postgres(used)  # nobody stopped the first: its supervisor was killed
    assert ask(again.url, "select 1") == 1


def test_an_interrupted_first_start_leaves_nothing_half_made(postgres, var_dir):
    (var_dir / "postgres").mkdir(mode=0o711)
    (var_dir / "postgres" / "data.new").mkdir()
    (var_dir / "postgres" / "data.new" / "PG_VERSION").write_text("18\n")
    server, _ = postgres()
    assert ask(server.url, "select 1") == 1
    assert not (var_dir / "postgres" / "data.new").exists()


def test_data_of_another_version_is_said(postgres, used):
    server, child = postgres(used)
    end(child)
    file = server.data / "PG_VERSION"
    its_own = file.read_text()
    file.write_text("14\n")
    with pytest.raises(Stop, match="made by PostgreSQL 14"):
        Postgres(used, durable=False).start()
    file.write_text(its_own)


def test_a_server_that_is_ready_and_takes_no_connection_is_said_so_that_it_is_tried_again(postgres, used):
    """As one that is killed in the moment between the two: the supervisor takes a sentence, and nothing else."""
    server, child = postgres(used)
    end(child)
    doors = server.data / "pg_hba.conf"
    its_own = doors.read_text()
    doors.write_text("local all all reject\n")
    with pytest.raises(Stop, match="PostgreSQL did not start"):
        Postgres(used, durable=False).start()
    doors.write_text(its_own)
    again, _ = postgres(used)
    assert ask(again.url, "select 1") == 1


def test_a_path_too_long_for_a_socket_gets_a_short_private_one(postgres, var_dir):
    deep = var_dir / ("long-name-" * 9)
    deep.mkdir(mode=0o711)
    server, _ = postgres(make_var_dir(deep))
    assert ask(server.url, "select 1") == 1
    assert not server.sockets.is_relative_to(deep)
    assert stat.S_IMODE(server.sockets.stat().st_mode) == 0o700
    server.clean_up()
    assert not server.sockets.exists()


@pytest.mark.skipif(not machine_postgres(), reason="this machine has no PostgreSQL of its own")
def test_the_machine_s_own_postgresql_does_as_well(postgres):
    programs = machine_postgres()[0]
    server, _ = postgres(programs=programs)
    found = version(programs.folder / "postgres")
    assert ask(server.url, "show server_version").startswith(".".join(map(str, found)))
    assert ask(server.url, r"select '邻' ~ '^\w$'") is True


@as_root
def test_as_root_an_account_that_exists_runs_it(postgres, used):
    server, child = postgres(used)
    assert Path(f"/proc/{child.pid}").stat().st_uid == server.ground.account.uid != 0
    assert server.data.stat().st_uid == server.ground.account.uid


@as_root
def test_a_folder_the_account_cannot_reach_keeps_its_mode_and_the_data_goes_elsewhere(
    postgres, ground, request
):
    closed = Path(tempfile.mkdtemp(dir=ground))  # mode 0700, root's
    server, _ = postgres(make_var_dir(closed / "var"))
    request.addfinalizer(lambda: leave_no_trace(grounds.shelter(closed / "var")))
    assert ask(server.url, "select 1") == 1
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert server.data.is_relative_to(grounds.SHELTER)
    assert not (closed / "var" / "postgres").exists()


def leave_no_trace(shelter: Path) -> None:
    shutil.rmtree(shelter)
    with contextlib.suppress(OSError):  # another copy may live there
        grounds.SHELTER.rmdir()
