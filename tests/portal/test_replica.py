"""With a real standby beside the tests' own server: lists are read from it, and nobody misses what they wrote."""

import os
import shutil
import signal
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection, connections
from django.test import Client, override_settings

from launcher import processes
from launcher.postgres import Postgres
from portal import replica
from tests.factories import UserFactory, make_building
from tests.notices.ground import new_ground

SLOT = f"standby_{os.getpid()}"
WITH_A_REPLICA = {"DATABASE_ROUTERS": ["portal.replica.Router"]}


def ask(question: str, alias: str = "default"):
    with connections[alias].cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


def copied(server: Postgres) -> None:
    """The data of the running server, as a standby of it (PostgreSQL's low-level backup)."""
    source = Path(ask("SHOW data_directory"))
    ask(f"SELECT pg_create_physical_replication_slot('{SLOT}', true)::text")  # keeps what it has yet to read
    ask("SELECT pg_backup_start('standby', true)::text")
    shutil.copytree(source, server.data, ignore=shutil.ignore_patterns("postmaster.*", "pg_replslot"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT labelfile FROM pg_backup_stop(false)")
        (server.data / "backup_label").write_text(cursor.fetchone()[0])
    (server.data / "pg_replslot").mkdir()
    (server.data / "standby.signal").touch()
    host = connection.settings_dict["HOST"]
    (server.data / "postgresql.auto.conf").write_text(
        f"primary_conninfo = 'host={host} user=linli'\nprimary_slot_name = '{SLOT}'\n"
    )
    os.chmod(server.data, 0o700)
    if account := server.ground.account:
        for path in [server.data, *server.data.rglob("*")]:
            os.chown(path, account.uid, account.gid, follow_symlinks=False)


@contextmanager
def standby(folder: Path) -> Iterator[Postgres]:
    (folder / "log").mkdir()
    server, child = Postgres(folder, durable=False), None
    try:
        copied(server)
        child = server.start()
        beside = connections["default"].settings_dict | {"HOST": str(server.sockets), "OPTIONS": {}}
        # Not by the settings: pytest-django would then have its say about a second database.
        connections["replica"] = type(connections["default"])(beside, "replica")
        with override_settings(**WITH_A_REPLICA, MIDDLEWARE=with_the_middleware()):
            yield server
        connections["replica"].close()
        del connections["replica"]
    finally:
        if child and child.poll() is None:
            child.send_signal(signal.SIGINT)
            child.wait(30)
        forget_slot()
        server.clean_up()
        shutil.rmtree(server.ground.home, ignore_errors=True)


def forget_slot() -> None:
    busy = f"SELECT count(*) FROM pg_replication_slots WHERE slot_name = '{SLOT}' AND active"
    assert processes.wait_until(lambda: not ask(busy), seconds=20)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = %s",
            [SLOT],
        )


def with_the_middleware() -> list[str]:
    from django.conf import settings

    *outer, kept_pages = settings.MIDDLEWARE
    return [*outer, "portal.replica.ReplicaMiddleware", kept_pages]


def come_over() -> None:
    """Until the standby has replayed all that was written so far."""
    here = ask("SELECT pg_current_wal_insert_lsn()::text")
    assert processes.wait_until(
        lambda: ask(f"SELECT pg_last_wal_replay_lsn() >= '{here}'::pg_lsn", "replica"), seconds=60
    )


def read_there(client: Client, path: str) -> int:
    """How many statements of this page went to the standby."""
    seen = []
    with connections["replica"].execute_wrapper(lambda run, *rest: seen.append(rest[0]) or run(*rest)):
        assert client.get(path).status_code == 200
    return len([one for one in seen if "pg_stat_wal_receiver" not in one])


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_lists_come_from_the_replica_and_everyone_reads_what_they_wrote(tmp_path, client):
    ground = new_ground()
    writer = ground.resident
    with standby(tmp_path):
        come_over()
        client.force_login(writer)
        come_over()
        assert read_there(client, "/notices/") > 0
        assert read_there(client, "/accounts/data/") == 0, "what is one's own comes from the primary"

        ask("SELECT 1 FROM pg_wal_replay_pause()", "replica")
        issue = {
            "place": ground.first.pk,
            "category": "litter",
            "text": "楼道堆物",
            "client_key": uuid.uuid4(),
        }
        before = client.get("/issues/").content.count("楼道堆物".encode())
        client.post("/issues/new", issue)
        assert replica.COOKIE in client.cookies, "the page that wrote says how far one must have come"
        assert read_there(client, "/issues/") == 0, "not there yet: the primary is asked"
        assert client.get("/issues/").content.count("楼道堆物".encode()) > before
        assert read_there(other := Client(), "/notices/") > 0, "whoever wrote nothing may read what is there"
        ask("SELECT 1 FROM pg_wal_replay_resume()", "replica")
        come_over()
        assert read_there(client, "/issues/") > 0
        assert client.get("/issues/").content.count("楼道堆物".encode()) > before

        assert other.get("/notices/").status_code == 200


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("signed_in", [True, False])
def test_a_replica_that_dies_costs_nobody_a_page(tmp_path, client, signed_in):
    make_building()
    if signed_in:
        client.force_login(UserFactory())
    with standby(tmp_path) as server:
        come_over()
        assert read_there(client, "/places/") > 0
        os.kill(int((server.data / "postmaster.pid").read_text().splitlines()[0]), signal.SIGQUIT)
        for _ in range(5):
            assert client.get("/places/").status_code == 200
