"""A PostgreSQL server of our own: made once, on a Unix socket only, reachable by its account alone."""

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from launcher import processes
from launcher.account import own
from launcher.ground import Ground, settle
from launcher.programs import Programs, find_postgres, version
from launcher.sentences import Stop

ROLE = DATABASE = "linli"
# Under plain C no Chinese character would count as a letter. Some systems lack C.UTF-8.
LOCALES = ("C.UTF-8", "en_US.UTF-8")
LONGEST_SOCKET = 100  # the kernel allows 107 bytes; PostgreSQL makes a longer-named lock beside the socket
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "128MB",
    "max_connections": "100",
    "max_wal_size": "256MB",
    "jit": "off",
    "log_timezone": "UTC",
    "TimeZone": "UTC",
    "lc_messages": "C",
}
# For data nobody needs after the run.
FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    # Over a handful of rows every order of joins is good: looking for the best took half of all planning.
    "join_collapse_limit": "1",
    "from_collapse_limit": "1",
}


def plain_environment() -> dict[str, str]:
    """Nothing of the caller's: PGDATA, PGPORT or a language would reach the server."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


class Postgres:
    """`start()` returns the child once it accepts connections; calling it again restarts after a crash."""

    name = "postgres"
    stop_signal = signal.SIGINT  # "fast": open transactions are rolled back, the data is closed properly
    patience = 15.0

    def __init__(self, var_dir: Path, *, durable: bool = True, programs: Programs | None = None) -> None:
        self.durable = durable
        self.more: dict[str, str] = {}  # settings of this run alone
        self.log = var_dir / "log" / "postgres.log"
        self.ground: Ground = settle("postgres", var_dir, programs or find_postgres(), "postgres")
        self.data = self.ground.home / "data"
        self.sockets, self._lent = self._socket_folder()

    @property
    def url(self) -> str:
        return f"postgresql://{ROLE}@/{DATABASE}?host={quote(str(self.sockets), safe='')}"

    def start(self) -> subprocess.Popen:
        if not (self.data / "PG_VERSION").exists():
            self._make()
        self._check_version()
        self._clear_stale_pid()
        child = processes.spawn(
            [self.ground.programs / "postgres", "-D", self.data, "-k", self.sockets, *self._options()],
            log=self.log,
            account=self.ground.account,
            env=plain_environment(),
            cwd="/",
            on_parent_death=signal.SIGINT,
        )
        with processes.stopped_on_failure(child):
            settled = processes.wait_until(lambda: child.poll() is not None or self._accepts(), seconds=60)
            if not settled or child.poll() is not None or not self._has_database():
                raise Stop("service_failed", name="PostgreSQL", log=self.log, tail=processes.tail(self.log))
        return child

    def clean_up(self) -> None:
        if self._lent:
            shutil.rmtree(self.sockets, ignore_errors=True)

    def _options(self) -> list[str]:
        settings = (SETTINGS if self.durable else SETTINGS | FORGETFUL) | self.more
        return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]

    def _socket_folder(self) -> tuple[Path, bool]:
        """(folder, True if it is a short one lent by the system because the data's own path is too long)."""
        folder = self.ground.home / "socket"
        if len(os.fsencode(folder / ".s.PGSQL.5432.lock")) <= LONGEST_SOCKET:
            return own(folder, self.ground.account, 0o700), False
        return own(Path(tempfile.mkdtemp(prefix="linli-", dir="/tmp")), self.ground.account, 0o700), True

    def _make(self) -> None:
        """Into a folder beside, then renamed: an interrupted first start leaves nothing half made."""
        fresh = self.data.with_name("data.new")
        for stamp in self.ground.home.glob(
            "*.stamp"
        ):  # what was done to the data before is not done to these
            stamp.unlink()
        for locale in LOCALES:
            shutil.rmtree(fresh, ignore_errors=True)
            if self._initdb(fresh, locale):
                fresh.rename(self.data)
                return
        raise Stop("service_failed", name="PostgreSQL", log=self.log, tail=processes.tail(self.log))

    def _initdb(self, folder: Path, locale: str) -> bool:
        command = [self.ground.programs / "initdb", "-D", folder, "-U", ROLE, "--encoding=UTF8"]
        # "trust" is safe because only the account itself can enter the socket's folder (mode 0700).
        command += [f"--locale={locale}", "--auth=trust", *([] if self.durable else ["--no-sync"])]
        child = processes.spawn(
            command, log=self.log, account=self.ground.account, env=plain_environment(), cwd="/"
        )
        with processes.stopped_on_failure(child):
            return processes.finished(child, seconds=120)

    def _check_version(self) -> None:
        made = (self.data / "PG_VERSION").read_text().strip()
        found = version(self.ground.programs / "postgres")
        if made != str(found[0]):
            raise Stop("other_version", path=self.data, made=made, found=".".join(map(str, found)))

    def _clear_stale_pid(self) -> None:
        """It may name a server of ours still closing down, a zombie, or a stranger with the same number."""
        file = self.data / "postmaster.pid"
        try:
            pid = int(file.read_text(errors="replace").splitlines()[0])
        except (OSError, ValueError, IndexError):
            self._forget_stale()
            return
        if self._is_ours(pid):
            os.kill(pid, self.stop_signal)
            processes.wait_until(lambda: not processes.alive(pid), seconds=self.patience)
        if not self._is_ours(pid):
            self._forget_stale()

    def _forget_stale(self) -> None:
        """The socket has a lock of its own beside it, with the same number in it."""
        for stale in (self.data / "postmaster.pid", *self.sockets.glob(".s.PGSQL.*")):
            stale.unlink(missing_ok=True)

    def _is_ours(self, pid: int) -> bool:
        return processes.alive(pid) and processes.working_directory(pid) == str(self.data.resolve())

    def _accepts(self) -> bool:
        """The server writes its state on line 8 of its pid file: nothing need connect to ask."""
        try:
            return (self.data / "postmaster.pid").read_bytes().splitlines()[7].strip() == b"ready"
        except (OSError, IndexError):
            return False

    def _has_database(self) -> bool:
        """Made where there is none. False when the server died just after it was ready, or lets nobody in."""
        import psycopg2

        where = {"host": str(self.sockets), "user": ROLE, "dbname": "postgres", "connect_timeout": 10}
        try:
            with closing(psycopg2.connect(**where)) as connection:
                connection.autocommit = True
                cursor = connection.cursor()
                cursor.execute("select 1 from pg_database where datname = %s", [DATABASE])
                if not cursor.fetchone():
                    cursor.execute(f'create database "{DATABASE}"')
        except psycopg2.Error:
            return False
        return True
