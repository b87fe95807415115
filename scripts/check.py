"""`make check`: everything that can be said about the code without running the suite."""

import os
import secrets
import subprocess
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from launcher.sentences import Stop  # noqa: E402 (the path first)
from launcher.services import Services  # noqa: E402

BIN = Path(sys.executable).parent
PYTHON = sys.executable
PLAIN = {
    "style": [BIN / "ruff", "check", "--quiet", "."],
    "format": [BIN / "ruff", "format", "--check", "--quiet", "."],
    "imports": [BIN / "lint-imports"],
    "translations": [PYTHON, "-m", "kit.i18n", "check"],
    "pins": [PYTHON, "scripts/pins.py", "check"],
    "files": [PYTHON, "scripts/files.py"],
    "schema": [PYTHON, "-m", "launcher", "schema", "--check"],
    "audit": [PYTHON, "scripts/audit.py"],  # and ruff's S and DJ, above, read the code for what is unsafe
}
WITH_DATABASE = {
    "settings": [PYTHON, "manage.py", "check", "--fail-level", "WARNING"],
    "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
}


def passes(name: str, command: list, environment: dict[str, str]) -> bool:
    started = time.monotonic()
    words = [str(word) for word in command]
    done = subprocess.run(
        words,
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    verdict = "ok" if done.returncode == 0 else "FAILED"
    print(f"{name:14}{verdict:8}{time.monotonic() - started:5.1f} s", flush=True)
    if done.returncode or done.stdout.startswith("not audited"):
        print(done.stdout.rstrip(), flush=True)
    return done.returncode == 0


def main() -> int:
    good = [passes(name, command, dict(os.environ)) for name, command in PLAIN.items()]
    try:
        services = Services.temporary()
        environment = os.environ | services.start()
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    try:
        environment |= {"SECRET_KEY": secrets.token_urlsafe(48), "VAR_DIR": str(services.var_dir / "var")}
        good += [passes(name, command, environment) for name, command in WITH_DATABASE.items()]
    finally:
        services.stop()
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
