"""Which account runs the services, and where that account can reach.

PostgreSQL refuses to run as root. As root we lend it an account that already exists; none is added, and
no folder that is not ours is opened for it.
"""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from launcher.sentences import Stop

CANDIDATES = ("nobody", "daemon", "www-data", "bin")


@dataclass(frozen=True)
class Account:
    name: str
    uid: int
    gid: int

    def popen_options(self) -> dict:
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can(self, test: str, path: Path) -> bool:
        """Ask the kernel, as that account: `test` is a flag of test(1), such as -x or -w."""
        return _quiet(["/bin/sh", "-c", f'test {test} "$1"', "sh", str(path)], self)

    def can_run(self, program: Path) -> bool:
        return _quiet([str(program), "--version"], self)


def _quiet(command: list[str], account: Account) -> bool:
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            check=False,
            **account.popen_options(),
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def service_account(data: Path) -> Account | None:
    """As root, the owner of the data or an account lent; None for an ordinary user, who runs them himself."""
    if os.geteuid() != 0:
        return None
    if data.exists() and (uid := data.stat().st_uid) != 0:
        return _by_uid(uid)
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        account = Account(name, entry.pw_uid, entry.pw_gid)
        if account.uid != 0 and _quiet(["/bin/sh", "-c", ":"], account):
            return account
    raise Stop("no_account", names=", ".join(CANDIDATES))


def _by_uid(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:  # the owner was removed since, or the folder came from another machine
        return Account(str(uid), uid, uid)
    return Account(entry.pw_name, uid, entry.pw_gid)


def own(path: Path, account: Account | None, mode: int) -> Path:
    """Make a folder of ours for the account, with exactly this mode."""
    path.mkdir(parents=True, exist_ok=True)
    if account and path.stat().st_uid != account.uid:
        os.chown(path, account.uid, account.gid)
    path.chmod(mode)
    return path
