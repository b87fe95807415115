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
from people.models import User
from portal import replica
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
    # Without the log: the slot keeps for it what it has yet to read.
    left_out = shutil.ignore_patterns("postmaster.*", "pg_replslot", "pg_wal")
    shutil.copytree(source, server.data, ignore=left_out)
    with connection.cursor() as cursor:
        cursor.execute("SELECT labelfile FROM pg_backup_stop(false)")
        (server.data / "backup_label").write_text(cursor.fetchone()[0])
    for name in ("pg_replslot", "pg_wal"):
        (server.data / name).mkdir()
    (server.data / "standby.signal").touch()
    host = connection.settings_dict["HOST"]
    (server.data / "postgresql.auto.conf").write_text(
        f"primary_conninfo = 'host={host} user=linli'\nprimary_slot_name = '{SLOT}'\n"
    )
    os.chmod(server.data, 0o700)
    if account := server.ground.account:
        for path in [server.data, *server.data.rglob("*")]:
            os.chown(path, account.uid, account.gid, follow_symlinks=False)


class Standby:
    """It takes up at once what it has not got, not after five seconds."""

    def __init__(self, folder: Path) -> None:
        (folder / "log").mkdir()
        self.server, self.child = Postgres(folder, durable=False), None
        self.server.more = {"wal_retrieve_retry_interval": "100ms"}

    def start(self) -> None:
        self.child = self.server.start()

    def dies(self) -> None:
        self.child.send_signal(signal.SIGQUIT)

    def end(self) -> None:
        if self.child and self.child.poll() is None:
            self.child.send_signal(signal.SIGINT)
            self.child.wait(30)


@contextmanager
def standby(folder: Path) -> Iterator[Standby]:
    it = Standby(folder)
    server = it.server
    try:
        copied(server)
        it.start()
        beside = connections["default"].settings_dict | {"HOST": str(server.sockets), "OPTIONS": {}}
        # Not by the settings: pytest-django would then have its say about a second database.
        connections["replica"] = type(connections["default"])(beside, "replica")
        with override_settings(**WITH_A_REPLICA, MIDDLEWARE=with_the_middleware()):
            yield it
        connections["replica"].close()
        del connections["replica"]
    finally:
        it.end()
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

    *outer, kept_pages, language = settings.MIDDLEWARE
    return [*outer, "portal.replica.ReplicaMiddleware", kept_pages, language]


def come_over() -> None:
    """Until the standby has replayed all that was written so far."""
    here = ask("SELECT pg_current_wal_insert_lsn()::text")
    assert processes.wait_until(
        lambda: ask(f"SELECT pg_last_wal_replay_lsn() >= '{here}'::pg_lsn", "replica"), seconds=20
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
    with standby(tmp_path) as it:
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
        for who in (writer, None):
            a_replica_that_dies_costs_nobody_a_page(it, who)


def a_replica_that_dies_costs_nobody_a_page(it: Standby, who: User | None) -> None:
    """With a client, and so a middleware, that knows of no earlier death."""
    client = Client()
    if who:
        client.force_login(who)
    come_over()
    assert read_there(client, "/places/") > 0
    it.dies()
    for _ in range(5):
        assert client.get("/places/").status_code == 200
    it.child.wait(30)
    connections["replica"].close()
    it.start()
