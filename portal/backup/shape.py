"""The tables as they were when the backup was made: the code's own migrations make them, up to the same."""

from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from people.models import User
from portal.backup import tables
from portal.backup.stop import Stop

Name = tuple[str, str]


def refuse_unknown(names: list[str]) -> None:
    if found := unknown(names):
        raise Stop(
            f"The backup was made by newer code: this code does not know its migrations {', '.join(found)}."
        )


def unknown(names: list[str]) -> list[str]:
    """Of these migrations. What a squashed one replaces is known by it, when the file is gone."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    known = set(loader.disk_migrations)
    known |= {name for migration in loader.disk_migrations.values() for name in migration.replaces}
    return sorted(".".join(name) for name in set(_split(names)) - known)


def is_empty() -> bool:
    """Nothing, or the tables with what the migrations put into them, and nobody."""
    with connection.cursor() as cursor:
        known = {table.name for table in tables.tables(cursor)}
    if not known:
        return True
    return ours() <= known and not User.objects.exists()


def take_shape(names: list[str]) -> None:
    """Tables as of these migrations, whatever was here before. Their rows do not count."""
    with connection.cursor() as cursor:
        here = MigrationLoader(connection).applied_migrations
        if set(here) == set(_split(names)):
            return
        tables.drop_all(cursor)
    executor = MigrationExecutor(connection, _at_once)
    wanted = _wanted(executor.loader, set(_split(names)))
    leaves = executor.loader.graph.leaf_nodes()
    everything = executor.migration_plan(leaves)
    executor.migrate(leaves, [step for step in everything if (step[0].app_label, step[0].name) in wanted])


def move_on() -> list[str]:
    """To the newest tables; says which migrations that took. With what Django and the rooms do after any."""
    executor = MigrationExecutor(connection, _at_once)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        executor.migrate(executor.loader.graph.leaf_nodes(), plan)
        apps.clear_cache()
        emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
    call_command("createcachetable", verbosity=0)
    return [f"{migration.app_label}.{migration.name}" for migration, _back in plan]


def ours() -> set[str]:
    models = apps.get_models(include_auto_created=True)
    return {m._meta.db_table for m in models if m._meta.managed and not m._meta.proxy} | {"django_migrations"}


def _split(names: list[str]) -> list[Name]:
    return [tuple(name.split(".", 1)) for name in names]


def _wanted(loader: MigrationLoader, applied: set[Name]) -> set[Name]:
    """Of a squashed one, those that it replaces are not in the graph of an empty database."""
    wanted = {name for name in applied if name in loader.graph.nodes}
    for name, migration in loader.replacements.items():
        if name in loader.graph.nodes and set(migration.replaces) & applied:
            if not set(migration.replaces) <= applied:
                raise Stop(
                    f"The backup stands in the middle of {'.'.join(name)}: restore it with its own code."
                )
            wanted.add(name)
    return wanted


def _at_once(action: str, *_more) -> None:
    """All run in one transaction: what each has put off is done before the next alters its tables."""
    if action in {"apply_start", "apply_success"}:
        with connection.cursor() as cursor:
            when = "DEFERRED" if action == "apply_start" else "IMMEDIATE"
            cursor.execute(f"SET CONSTRAINTS ALL {when}")
