"""The rooms lie one above the other; imports are proven by import-linter, foreign keys here, from the same list."""

import tomllib
from pathlib import Path

from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def layers() -> list[set[str]]:
    """From the roof down, as the import contract in pyproject.toml has them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    contract = next(c for c in contracts if c["type"] == "layers" and "containers" not in c)
    return [
        {part.strip(" ()") for part in layer.replace(":", "|").split("|")} for layer in contract["layers"]
    ]


def test_every_room_with_tables_has_a_step_in_the_list():
    listed = set().union(*layers())
    ours = {app.label for app in apps.get_app_configs() if Path(app.path).parent == ROOT}
    assert ours <= listed


def test_relations_point_down_or_stay():
    rank = {room: step for step, rooms in enumerate(layers()) for room in rooms}
    upward = []
    for model in apps.get_models():
        own = model._meta.app_label
        for field in model._meta.get_fields():
            target = (
                getattr(field.related_model, "_meta", None) if field.is_relation and field.concrete else None
            )
            if own not in rank or target is None or target.app_label not in rank or target.app_label == own:
                continue
            if rank[target.app_label] <= rank[own]:
                upward.append(f"{model._meta.label}.{field.name} -> {target.label}")
    assert not upward


def test_the_roof_owns_no_tables():
    assert not list(apps.get_app_config("portal").get_models())


def test_the_page_that_draws_the_house_draws_this_house():
    plan = (ROOT / "docs" / "architecture.md").read_text().split("```")[1].strip()
    drawn = [{room.strip() for room in line.split("  ")[0].split("|")} for line in plan.splitlines()]
    assert drawn == layers()
