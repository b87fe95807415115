"""Starts the tests' own PostgreSQL and Valkey before Django is loaded. Fixtures of a room live in tests/<room>/."""

import gc
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from hypothesis import HealthCheck, settings

from launcher.browser import require_chromium
from launcher.sentences import Stop
from launcher.services import Services
from tests.sweeping import pytest_runtest_setup  # noqa: F401 (a hook)

# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")

# Without, three workers and the dozens of processes that tests start would compile all of it, each for itself.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

ROOT = Path(__file__).resolve().parent.parent
# Celery's node names, a beat schedule or a queue must not meet those of another test process.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")

STARTING = ("tests/launcher/test_run.py", "tests/launcher/test_settings.py")

SERVICES: pytest.StashKey[Services] = pytest.StashKey()


def is_controller(config: pytest.Config) -> bool:
    return not hasattr(config, "workerinput")


def has_workers(config: pytest.Config) -> bool:
    return is_controller(config) and bool(getattr(config.option, "tx", None))


def pytest_collection(session: pytest.Session) -> None:
    if not is_controller(session.config) and session.config.args == session.config.getini("testpaths"):
        from tests.once import compile_a_share_first

        compile_a_share_first(session.config)


# Thousands of tests make and drop models: looking for rubbish every 700 objects took 7 % of the time.
gc.set_threshold(50_000, 50, 100)


def pytest_collection_finish() -> None:
    gc.freeze()  # what was imported stays


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish() -> None:
    """Looked for once. pytest would look ten times, half a second each, through all that was left."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first among their like, so that no worker is left with one at the end.

    pytest-django then sorts, stably, what rolls back before what empties the tables.
    """
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One more than processors: a test that waits for a browser or another process leaves one free."""
    return min(8, (os.cpu_count() or 1) + 1)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log):
    """One test at a time to whoever is free; all that starts `make run` to one worker, which prepares it once.

    Not by the mark `xdist_group`: pytest 9.2 no longer takes the names that xdist 3.8 gives to marked tests.
    """
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return "launcher" if nodeid.startswith(STARTING) else nodeid

    return Scheduling(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if is_controller(config) and not config.option.collectonly:
        try:
            config.stash[SERVICES] = Services.temporary()
            os.environ.update(config.stash[SERVICES].start())
        except Stop as stop:
            raise pytest.UsageError(str(stop)) from None
        os.environ["VAR_DIR"] = str(config.stash[SERVICES].var_dir / "var")
    # The workers inherit this process's environment. Were the settings' name in it, pytest-django would read
    # them there before the lines below gave that worker a Valkey database and VAR_DIR of its own.
    if has_workers(config):
        os.environ.pop("DJANGO_SETTINGS_MODULE", None)
        return
    from django.conf import settings

    if settings.configured:
        raise pytest.UsageError("Unset DJANGO_SETTINGS_MODULE: the tests bring settings of their own.")
    os.environ.update(environment(os.environ))
    if SERVICES in config.stash or not is_controller(config):
        (Path(os.environ["VAR_DIR"]) / "static").mkdir(parents=True, exist_ok=True)
    # Not by DJANGO_SETTINGS_MODULE in pyproject.toml: pytest-django would read the settings before the servers exist.
    import django

    django.setup()
    from django.test import TransactionTestCase

    from tests.emptying import empty_what_was_written
    from tests.once import look_for_static_files_once

    TransactionTestCase._fixture_teardown = empty_what_was_written
    look_for_static_files_once()


def pytest_unconfigure(config: pytest.Config) -> None:
    if services := config.stash.get(SERVICES, None):
        services.stop()


def environment(given: "os._Environ[str] | dict[str, str]") -> dict[str, str]:
    """Settings of one test process: its own Valkey database and VAR_DIR, nothing from the caller's shell."""
    number = int(WORKER.removeprefix("gw"))
    redis = urlsplit(given.get("REDIS_URL", "redis://127.0.0.1:1/0"))
    return {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DATABASE_URL": given.get("DATABASE_URL", "postgresql://linli@/linli?host=/nowhere"),
        "REDIS_URL": urlunsplit(redis._replace(path=f"/{number}")),
        "VAR_DIR": str(Path(given.get("VAR_DIR", "/nowhere")) / WORKER),
        "SECRET_KEY": "only-for-tests-" + "x" * 50,
        "DEMO": "1",
        "DEBUG": "0",
        "ALLOWED_HOSTS": "127.0.0.1,localhost,testserver",
        "BASE_URL": "http://testserver",
        "EMAIL_HOST": "",
        **dict.fromkeys(("S3_BUCKET", "S3_ENDPOINT", "S3_REGION", "S3_ACCESS_KEY", "S3_SECRET_KEY"), ""),
        "REDIS_SENTINEL_MASTER": "",
        "KEPT_QUESTIONS": "strict",  # and "compared" where all pages are walked through
        "KEPT_PAGES_CHECKED_MS": "0",  # tests/portal/test_kept_pages.py is about it
        "QUIET_HOURS": "",  # tests mean the same at night
        "STAFF_SECOND_STEP": "0",  # tests/people/test_second_step.py is about it; elsewhere staff are at work
    }


@dataclass(frozen=True)
class Connections:
    """Where this test process's database and Valkey are, for tests that start real processes."""

    database_url: str
    redis_url: str

    def environment(self, **more: str) -> dict[str, str]:
        """For `subprocess`: the test database, this process's Valkey database, and whatever `more` says."""
        return os.environ | {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url} | more

    def command(self, *words: str) -> list[str]:
        """`connections.command("celery", "-A", "portal", "worker")` by this interpreter's own scripts."""
        return [sys.executable, "-m", *words]


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment, django_db_modify_db_settings, django_db_blocker
) -> Iterator[None]:
    """Not pytest-django's: its options to keep a database mean nothing on servers that do not last."""
    from django.test.utils import setup_databases, teardown_databases

    from tests.emptying import remember_what_was_given
    from tests.once import begin_with_all_tables

    with django_db_blocker.unblock():
        begin_with_all_tables()
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
        remember_what_was_given()
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture
def demo(django_db_setup, django_db_blocker) -> Iterator[None]:
    """For one test, this process's database is one with the demonstration in it."""
    from tests.demo import demo_alone

    with django_db_blocker.unblock(), demo_alone():
        yield


@pytest.fixture(scope="session")
def services(django_db_setup) -> Connections:
    """The *test* database's address; rows are seen by other processes only in transactional tests."""
    from django.conf import settings

    url = urlsplit(os.environ["DATABASE_URL"])
    name = settings.DATABASES["default"]["NAME"]
    return Connections(
        urlunsplit(url._replace(path=f"/{name}")).replace(":/@", "://@"), os.environ["REDIS_URL"]
    )


@pytest.fixture(scope="session")
def project() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def chromium_path() -> str:
    try:
        return require_chromium()
    except Stop as stop:
        pytest.fail(str(stop), pytrace=False)


@pytest.fixture(autouse=True)
def speaks_chinese(django_test_environment) -> Iterator[None]:
    """A page read in English by the test before leaves its language behind in this thread."""
    from django.utils import translation

    with translation.override("zh-hans"):
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_passwords(django_test_environment) -> Iterator[None]:
    """Hashing a password slowly is right on a server and wasted in a test."""
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield
