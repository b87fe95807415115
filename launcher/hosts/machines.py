"""What runs on which machine: two of PostgreSQL, of which one follows the other, and the queue."""

import os
import shutil
from contextlib import closing
from pathlib import Path

import psycopg2

from launcher import processes
from launcher.hosts.network import BITS, NET, address
from launcher.postgres import DATABASE, ROLE, Postgres, plain_environment
from launcher.sentences import Stop
from launcher.services import Services, make_var_dir
from launcher.valkey import Valkey

PORT = 5432
# Anybody on the wire of the trial, which leads nowhere else.
WHO = f"""local all all trust
local replication all trust
host all all {NET}.0/{BITS} trust
host replication all {NET}.0/{BITS} trust
"""
SERVER = {
    "wal_keep_size": "512MB",  # instead of a slot: the follower may be away for the length of a trial
    "wal_sender_timeout": "2s",
    "wal_receiver_timeout": "3s",
    "wal_retrieve_retry_interval": "1s",
}
LEADER = (
    f"host={address('db1')} port={PORT} user={ROLE} application_name=db2 "
    "connect_timeout=2 keepalives_idle=2 keepalives_interval=1 keepalives_count=2 tcp_user_timeout=3000"
)


def url(*hosts: str) -> str:
    return f"postgresql://{ROLE}@{','.join(f'{address(host)}:{PORT}' for host in hosts)}/{DATABASE}"


class Machines(Services):
    def __init__(self, var_dir: Path) -> None:
        super().__init__(var_dir, given={"DATABASE_URL": "", "REDIS_URL": ""})  # none of those
        access = var_dir / "pg_hba.conf"
        access.write_text(WHO)
        access.chmod(0o644)
        self.first, self.second = (self._database(name, access) for name in ("db1", "db2"))
        self.second.more |= {"primary_conninfo": LEADER}
        queue = Valkey(var_dir)
        queue.host, queue.name = address("queue"), "queue"
        self.members = {"DATABASE_URL": self.first, "FOLLOWER": self.second, "REDIS_URL": queue}

    def _database(self, name: str, access: Path) -> Postgres:
        server = Postgres(make_var_dir(self.var_dir / name))
        server.name, server.log = name, self.var_dir / "log" / f"{name}.log"
        server.more = SERVER | {"listen_addresses": address(name), "hba_file": str(access)}
        return server

    def environment(self) -> dict[str, str]:
        return {"DATABASE_URL": url("db1", "db2"), "REDIS_URL": self.members["REDIS_URL"].url}

    def promoted(self) -> None:
        """For whoever looks at the rows: the follower leads."""
        self.members |= {"DATABASE_URL": self.second, "FOLLOWER": self.first}

    def copy(self) -> None:
        """The first one's data, as a follower's."""
        source, copy = self.first, self.second
        shutil.rmtree(copy.data, ignore_errors=True)
        command = [copy.ground.programs / "pg_basebackup", "-h", source.sockets, "-U", ROLE, "-D", copy.data]
        child = processes.spawn(
            [*command, "--wal-method=stream", "--checkpoint=fast", "--write-recovery-conf"],
            log=copy.log,
            account=copy.ground.account,
            env=plain_environment() | {"HOME": os.fspath(copy.ground.home)},
            cwd="/",
        )
        with processes.stopped_on_failure(child):
            if not processes.finished(child, seconds=120):
                raise Stop("service_failed", name="db2", log=copy.log, tail=processes.tail(copy.log))


def ask(host: str, question: str, *, seconds: float = 2) -> list[tuple]:
    """Over the wire, by somebody who waits as long as a manager of databases does."""
    link = psycopg2.connect(
        url(host), connect_timeout=2, tcp_user_timeout=int(seconds * 1000), keepalives_idle=1,
        keepalives_interval=1, options=f"-c statement_timeout={int(seconds * 1000)}",
    )  # fmt: skip
    with closing(link):
        link.autocommit = True
        cursor = link.cursor()
        cursor.execute(question)
        return cursor.fetchall() if cursor.description else []
