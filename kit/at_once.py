"""A room's tables in one step: what a new database needs instead of every change since the first day.

Django draws each model, and all that are related to it, again after each operation. Among eighty tables that
is most of the time a migration takes, and it is wasted where the tables are only being made.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

PARTS = migrations.AddField, migrations.AddIndex, migrations.AddConstraint


class AtOnce(migrations.Migration):
    """Reads all operations first, and then makes each table as the last of them leaves it.

    For migrations that only make: tables, their parts, and what is written in SQL or Python after its table.
    """

    def apply(
        self, project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, collect_sql: bool = False
    ) -> ProjectState:
        if collect_sql:  # `sqlmigrate` explains each operation
            return super().apply(project_state, schema_editor, collect_sql)
        project_state.__dict__.pop("apps", None)  # models are drawn once, when the first table is made
        self.mutate_state(project_state, preserve=False)
        made = {step.name_lower for step in self.operations if isinstance(step, migrations.CreateModel)}
        for step in self.operations:
            if not _comes_with_its_table(step, made):
                step.database_forwards(self.app_label, schema_editor, project_state, project_state)
        return project_state


def _comes_with_its_table(step: Operation, made: set[str]) -> bool:
    return isinstance(step, PARTS) and step.model_name_lower in made
