"""Where a service's data lies and which copy of its programs is run, so that its account can reach both."""

import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from launcher.account import Account, own, service_account
from launcher.programs import Programs, version
from launcher.sentences import Stop

SHELTER = Path("/var/lib/linli")  # used only by root, and only when the account cannot reach the project


@dataclass(frozen=True)
class Ground:
    home: Path  # mode 0700, the account's own
    programs: Path  # a folder of programs the account can run
    account: Account | None


def settle(name: str, var_dir: Path, programs: Programs, probe: str) -> Ground:
    """The ground of service `name`; `probe` is the program whose start is tried by the account."""
    home = var_dir / name
    account = service_account(home)
    if account is None:
        if home.exists() and home.stat().st_uid != os.geteuid():
            raise Stop("foreign_data", path=home)
        return Ground(own(home, None, 0o700), programs.folder, None)
    return Ground(_home(home, name, var_dir, account), _programs(programs, probe, account), account)


def _home(home: Path, name: str, var_dir: Path, account: Account) -> Path:
    used = home.exists() and any(home.iterdir())
    own(home, account, 0o700)
    if account.can("-w", home):
        return home
    if used:
        raise Stop("closed_data", path=home, account=account.name)
    home.rmdir()
    return own(own(shelter(var_dir), None, 0o711) / name, account, 0o700)


def shelter(var_dir: Path) -> Path:
    """The folder that stands in for a VAR_DIR the account cannot reach.

    Its name is kept in VAR_DIR: a new clone at an old path must not find the old one's data.
    """
    own(SHELTER, None, 0o711)
    name = var_dir / "shelter"
    if not name.exists():
        name.write_text(secrets.token_hex(6))
    return SHELTER / name.read_text()


def _programs(programs: Programs, probe: str, account: Account) -> Path:
    if account.can_run(programs.folder / probe) or not programs.package:
        return programs.folder
    number = ".".join(map(str, version(programs.folder / probe)))
    copy = SHELTER / f"{programs.label}-{number}"
    if not copy.exists():
        own(SHELTER, None, 0o711)
        fresh = copy.with_name(f"{copy.name}.{os.getpid()}")
        for part in programs.package:
            shutil.copytree(
                part, fresh / part.name, symlinks=True, ignore=shutil.ignore_patterns("*.py", "*.pyc", "*.a")
            )
        _open_to_read(fresh)
        fresh.rename(copy)
    return copy / programs.folder.relative_to(programs.package[0].parent)


def _open_to_read(copy: Path) -> None:
    """Our own copy, so its modes are ours to set: the account may read and run it, and not write it."""
    copy.chmod(0o755)
    for path in copy.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
