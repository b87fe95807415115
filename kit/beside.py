"""For migrations: what is made on a table that may be large, beside the work on it."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class AddIndexBeside(AddIndexConcurrently):
    """Concurrently; but plainly inside a transaction, where nobody works on the table: a restore makes all
    tables in one. What an interrupted run left behind under this name, not valid, goes first."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:
        if schema_editor.connection.in_atomic_block:
            migrations.AddIndex.database_forwards(self, app_label, schema_editor, from_state, to_state)
            return
        name = schema_editor.quote_name(self.index.name)
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
        super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state) -> None:
        if schema_editor.connection.in_atomic_block:
            migrations.AddIndex.database_backwards(self, app_label, schema_editor, from_state, to_state)
            return
        super().database_backwards(app_label, schema_editor, from_state, to_state)


class ReplaceCheckBeside(migrations.AddConstraint):
    """A check of the same name with another condition. The table is closed for an instant only: its rows are
    looked through afterwards, beside the work on them. An interrupted run can simply be run again."""

    def state_forwards(self, app_label, state) -> None:
        state.remove_constraint(app_label, self.model_name_lower, self.constraint.name)
        super().state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        if not self.allow_migrate_model(schema_editor.connection.alias, model):
            return
        check = next(one for one in model._meta.constraints if one.name == self.constraint.name)
        table = schema_editor.quote_name(model._meta.db_table)
        name = schema_editor.quote_name(check.name)
        words = check.constraint_sql(model, schema_editor)
        schema_editor.execute(
            f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}, ADD {words} NOT VALID", params=None
        )
        schema_editor.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}", params=None)

    def database_backwards(self, app_label, schema_editor, from_state, to_state) -> None:
        self.database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Replace check {self.constraint.name} on model {self.model_name}"
