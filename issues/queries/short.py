"""Issues as the few rows of a desk: only what is said of them, and names without joins.

PostgreSQL plans a dozen joins longer than it reads eight rows, and Django names each of their columns.
"""

from collections.abc import Iterable, Iterator

from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from buildings.models import Organisation
from buildings.models.places import AROUND
from issues.models import Category, Issue
from people.models import User

COLUMNS = (
    "category", "place", "floor", "spot", "title", "is_private", "state", "reporter", "logged_by", "holder",
    "holder_organisation", "previous_holder", "previous_organisation", "offered_organisation", "offered_to",
    "due_at", "suspended_until", "reported_at", "resolved_at", "resolved_by", "closed_at",
)  # fmt: skip
PLACES = [f"place__{'parent__' * above}{name}" for above in range(4) for name in ("kind", "name", "path")]
NAMES: dict[str, tuple[type[Model], tuple[str, ...]]] = {
    "category": (Category, ("code", "name", "name_en", "is_time_blurred")),
    "holder": (User, ("id", "display_name")),
    "holder_organisation": (Organisation, ("id", "name", "short_name")),
}


def in_short(issues: QuerySet[Issue]) -> QuerySet[Issue]:
    """To be read through `named`."""
    names = {}
    for relation, (model, columns) in NAMES.items():
        rows = model._base_manager.filter(pk=OuterRef(relation))
        names[f"{relation}_row"] = Subquery(rows.values(row=JSONObject(**{name: name for name in columns})))
    return issues.select_related(f"place__{AROUND}").only(*COLUMNS, *PLACES).annotate(**names)


def named(issues: Iterable[Issue]) -> Iterator[Issue]:
    for issue in issues:
        for relation, (model, columns) in NAMES.items():
            if known := getattr(issue, f"{relation}_row"):
                setattr(issue, relation, model.from_db(None, columns, [known[name] for name in columns]))
        yield issue
