"""For migrations: an index of a table that may be large, made beside the work on it."""

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
