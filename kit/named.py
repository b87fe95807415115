"""A migration step that names tables and columns: words for people, of which a database knows nothing.

Django's own steps would build every related model anew for each column (a minute for two hundred of them).
"""

from collections.abc import Mapping

from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.models import Field


class Named(Operation):
    """`columns`: {"issue": {"state": "state"}}; `tables`: {"issue": ("issue", "issues")}."""

    category = OperationCategory.ALTERATION
    reduces_to_sql = False

    def __init__(
        self, columns: Mapping[str, Mapping[str, str]], tables: Mapping[str, tuple[str, str]] | None = None
    ) -> None:
        self.columns, self.tables = columns, tables or {}

    def state_forwards(self, app_label: str, state) -> None:
        for model, names in self.columns.items():
            fields = state.models[app_label, model].fields
            for column, words in names.items():
                fields[column] = _called(fields[column], words)
        for model, (one, many) in self.tables.items():
            options = state.models[app_label, model].options
            state.models[app_label, model].options = {
                **options,
                "verbose_name": one,
                "verbose_name_plural": many,
            }

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:
        """Nothing: what it is called stands in no column."""

    database_backwards = database_forwards

    def describe(self) -> str:
        return "Name tables and columns"


def _called(field: Field, words: str) -> Field:
    """States share their columns: this one's is its own."""
    _name, _path, args, given = field.deconstruct()
    return type(field)(*args, **given | {"verbose_name": words})
