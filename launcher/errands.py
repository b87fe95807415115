"""Short commands against the copy that runs, or against the embedded servers started just for them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from launcher import external, lock, options
from launcher.options import PROJECT, Options
from launcher.run import manage as manage_command
from launcher.run import tell, worker_command
from launcher.sentences import Stop, say
from launcher.services import Services

OF_THE_ERRAND = ("BACKUP_PASSPHRASE", "BACKUP_KEY_FILE")


@contextmanager
def surroundings(chosen: Options) -> Iterator[dict[str, str]]:
    """The environment of the running copy; when none runs, servers that last as long as the errand."""
    if found := lock.running(chosen.var_dir):
        # The copy need not know what only this command was told.
        yield found | {name: os.environ[name] for name in OF_THE_ERRAND if name in os.environ}
        return
    with lock.held(chosen.var_dir, other_port=chosen.port + 1):
        if url := chosen.given.get("DATABASE_URL"):
            external.check_postgres(url)
        services = Services(chosen.var_dir, given=chosen.given)
        try:
            yield options.child_environment(chosen, services.start())
        finally:
            services.stop()


def demo() -> None:
    """Load what is missing of the demo. It asks for invented people by name, so it counts as DEMO=1."""
    os.environ["DEMO"] = "1"
    with surroundings(options.read()) as environment:
        _call(manage_command("prepare"), environment)
        _call(manage_command("load_demo"), environment)


def manage(words: list[str]) -> None:
    with surroundings(options.read()) as environment:
        _call(manage_command(*words), environment)


def worker() -> None:
    chosen = options.read()
    environment = lock.running(chosen.var_dir)
    if environment is None and len(chosen.given) == 2:
        environment = options.child_environment(chosen, chosen.given)
    if environment is None:
        raise Stop("not_running", var_dir=chosen.var_dir)
    tell(say("worker_ready", var_dir=chosen.var_dir))
    _call(worker_command(chosen, name=f"linli-{os.getpid()}"), environment)


def _call(command: list[str], environment: dict[str, str]) -> None:
    """In the foreground, with the terminal; Ctrl-C is for the child, and we wait until it has ended."""
    words = {"PYTHONIOENCODING": f"{sys.stdout.encoding}:replace"}  # it speaks to our terminal
    child = subprocess.Popen(command, cwd=PROJECT, env=environment | words)
    interrupted, code = False, None
    while code is None:
        try:
            code = child.wait()
        except KeyboardInterrupt:
            interrupted = True
    if code and not interrupted:
        sys.exit(code if code > 0 else 128 - code)
