"""`make schema`: all migrations on a server of its own, and what they made written into portal/schema.sql.

With `--check` nothing is written, and a file that says something else is an error.
"""

import os
import secrets
import subprocess
import sys

from launcher.options import PROJECT
from launcher.postgres import Postgres
from launcher.run import manage as manage_command
from launcher.services import Services


def keep_schema(words: list[str]) -> None:
    services = Services.temporary()
    try:
        environment = os.environ | services.start() | {"SECRET_KEY": secrets.token_urlsafe(48)}
        environment["VAR_DIR"] = str(services.var_dir / "var")
        server = services.members["DATABASE_URL"]
        assert isinstance(server, Postgres)
        pg_dump = server.ground.programs / "pg_dump"
        for command in (["migrate", "--from-the-first", "-v0"], ["keep_schema", str(pg_dump), *words]):
            done = subprocess.run(manage_command(*command), cwd=PROJECT, env=environment, check=False)
            if done.returncode:
                sys.exit(done.returncode)
    finally:
        services.stop()
