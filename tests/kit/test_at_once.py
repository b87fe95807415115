"""Rooms made in one step: the same tables as by all the steps they replace."""

import pytest
from django.apps import apps
from django.db import connection, migrations, models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation

from kit.at_once import AtOnce


def fill(apps, schema_editor):
    apps.get_model("kit", "Shelf").objects.create(name="top", width=3)


OPERATIONS = [
    migrations.CreateModel(
        "Shelf", [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=9))]
    ),
    migrations.AddField("shelf", "width", models.IntegerField(db_index=True)),
    migrations.CreateModel(
        "Box",
        [
            ("id", models.BigAutoField(primary_key=True)),
            ("shelf", models.ForeignKey("kit.Shelf", models.PROTECT)),
            ("kind", models.ForeignKey("contenttypes.ContentType", models.PROTECT)),
        ],
    ),
    migrations.AddField("shelf", "best", models.ForeignKey("kit.Box", models.PROTECT, null=True)),
    migrations.RunPython(fill, migrations.RunPython.noop),
    migrations.AddIndex("shelf", models.Index(fields=["name", "-width"], name="shelf_by_name")),
    migrations.AddConstraint(
        "shelf", models.CheckConstraint(condition=models.Q(width__gt=0), name="shelf_is_wide")
    ),
    migrations.AddConstraint("box", models.UniqueConstraint(fields=["shelf", "kind"], name="box_once")),
    migrations.RunSQL("COMMENT ON TABLE kit_box IS 'stands on a shelf'", migrations.RunSQL.noop),
]


@pytest.mark.django_db(transaction=True)
def test_made_at_once_the_tables_are_the_same_and_go_again():
    one_by_one, at_once = made_by(migrations.Migration), made_by(AtOnce)
    assert one_by_one == at_once
    assert "shelf_by_name" in str(at_once)


def made_by(kind):
    migration = kind("0001_shelves", "kit")
    migration.operations = OPERATIONS
    state = ProjectState.from_apps(apps)
    with connection.schema_editor() as editor:
        after = migration.apply(state.clone(), editor)
    assert after.apps.get_model("kit", "Shelf").objects.get().width == 3
    found = {table: described(table) for table in ("kit_shelf", "kit_box")}
    with connection.schema_editor() as editor:
        migration.unapply(state, editor)
    assert not {"kit_shelf", "kit_box"} & set(connection.introspection.table_names())
    return found


def described(table):
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, table)
        constraints = connection.introspection.get_constraints(cursor, table)
        cursor.execute("SELECT obj_description(%s::regclass)", [table])
        return sorted(map(str, columns)), constraints, cursor.fetchone()


def test_a_database_begun_before_comes_to_the_same_models():
    """Through the steps that were replaced; `make check` looks at the way of a new one."""
    with translation.override(None):
        steps = MigrationLoader(None, replace_migrations=False)
        looked = MigrationAutodetector(steps.project_state(), ProjectState.from_apps(apps))
        assert looked.changes(steps.graph) == {}
