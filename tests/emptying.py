"""After a test that commits: only the tables it wrote to are emptied, and Django's own lists stay.

Django's flush empties every table and makes permissions and content types anew, a quarter of a second each time.
"""

from functools import cache

from django.apps import apps
from django.db import connection
from django.db.models.signals import post_migrate

# Kinds of meeting are data that every copy begins with; whoever changes one in a test puts it back.
KEPT = {"django_migrations", "django_content_type", "auth_permission", "committees_meetingkind"}
GIVEN = (
    "ballots_processstep",
    "ballots_process",
    "ballots_matter",
)  # with rows of the migrations, and of tests
KEPT |= set(GIVEN)
_last: dict[str, int] = {}


def remember_what_was_given() -> None:
    """Called once, when the database has only what the migrations put into it."""
    with connection.cursor() as cursor:
        for name in GIVEN:
            cursor.execute(f"SELECT max(id) FROM {name}")
            (_last[name],) = cursor.fetchone()


def empty_what_was_written(case: object = None) -> None:
    """Stands in for `TransactionTestCase._fixture_teardown`."""
    with connection.cursor() as cursor:
        cursor.execute(_question())
        filled = [name for (name,) in cursor.fetchall()]
        if filled:
            # Past the triggers that keep history from being rewritten; a tenth of what TRUNCATE takes.
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("; ".join(f"DELETE FROM {name}" for name in filled))
            cursor.execute("SET session_replication_role = DEFAULT")
        for name, last in _last.items():
            cursor.execute(f"DELETE FROM {name} WHERE id > %s", [last])
    issues = apps.get_app_config("issues")  # its categories are data that every copy begins with
    post_migrate.send(sender=issues, app_config=issues, verbosity=0, interactive=False, using="default")


@cache
def _question() -> str:
    """Which tables hold a row."""
    tables = sorted(set(connection.introspection.table_names()) - KEPT)
    return " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in tables)
