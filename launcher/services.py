"""PostgreSQL and Valkey together. `make run` supervises them; the tests start them for one run:

services = Services.temporary()
os.environ.update(services.start())
...
services.stop()
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from launcher import processes
from launcher.account import own
from launcher.ground import shelter
from launcher.postgres import Postgres
from launcher.valkey import Valkey

Service = Postgres | Valkey


# As root, others may pass through our folder (not look in), so that the services' account reaches its own.
OPEN = 0o711 if os.geteuid() == 0 else 0o700


def make_var_dir(path: Path) -> Path:
    if not path.exists():
        own(path, None, OPEN)
    own(path / "log", None, 0o700)
    return path


class Services:
    """The embedded servers under `var_dir`; a server named by its URL in `given` is used instead of ours."""

    def __init__(self, var_dir: Path, *, durable: bool = True, given: dict[str, str] | None = None) -> None:
        self.var_dir = make_var_dir(var_dir)
        self.given = given or {}
        self.members: dict[str, Service] = {}
        self.children: dict[str, subprocess.Popen] = {}
        self.temporary_folder: Path | None = None
        if "DATABASE_URL" not in self.given:
            self.members["DATABASE_URL"] = Postgres(var_dir, durable=durable)
        if "REDIS_URL" not in self.given:
            self.members["REDIS_URL"] = Valkey(var_dir, durable=durable)

    @classmethod
    def temporary(cls) -> "Services":
        """Servers whose data is in a folder of its own, forgotten by `stop()`; nothing is flushed to disk."""
        folder = Path(tempfile.mkdtemp(prefix="linli-"))
        folder.chmod(OPEN)
        services = cls(folder, durable=False)
        services.temporary_folder = folder
        return services

    def environment(self) -> dict[str, str]:
        return self.given | {name: member.url for name, member in self.members.items()}

    def start(self) -> dict[str, str]:
        """Start them all; returns the environment that names them. On failure nothing is left running."""
        try:
            for name, member in self.members.items():
                self.children[name] = member.start()
        except BaseException:
            self.stop()
            raise
        return self.environment()

    def stop(self) -> None:
        for name, child in reversed(self.children.items()):
            processes.stop(child, self.members[name].stop_signal, patience=self.members[name].patience)
        self.children.clear()
        self.clean_up()

    def clean_up(self) -> None:
        """Remove what lies outside VAR_DIR, and everything when it was only for once."""
        for member in self.members.values():
            member.clean_up()
        if self.temporary_folder:
            if (self.temporary_folder / "shelter").exists():
                shutil.rmtree(shelter(self.temporary_folder), ignore_errors=True)
            shutil.rmtree(self.temporary_folder, ignore_errors=True)
