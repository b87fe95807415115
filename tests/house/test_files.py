"""What each file of a room may touch, read from the code; what import-linter cannot see."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.house.test_rooms import layers

ROOT = Path(settings.BASE_DIR)
WRITES = {
    "save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create",
    "acreate", "asave", "adelete", "aupdate",
}  # fmt: skip
# Whoever empties the outbox marks its rows; allauth saves people through its adapter.
WRITERS = {"notifications/leases.py", "people/adapter.py", "people/models/users.py"}
# What `make faults` lays out in a database of its own: people who can be reached, their sessions, a thousand voters.
WRITERS |= {"portal/faults/ground.py", "portal/faults/sessions.py", "portal/faults/votes.py"}
# Pictures, what is translated, workbooks, uploads.
NO_ROWS = {"image", "bare", "catalogue", "book", "default_storage", "storage"}
WEB = {"django.http", "django.shortcuts", "django.contrib.messages", "django.views", "django_htmx"}
PURE = [
    "ballots/box.py",
    "ballots/chain.py",
    "ballots/elections.py",
    "ballots/heads.py",
    "ballots/ranking.py",
    "ballots/receipts.py",
    "ballots/tally.py",
    "ballots/thresholds.py",
    "ballots/verify.py",
    "buildings/grid.py",
    "buildings/roster/cells.py",
    "buildings/roster/headers.py",
    "buildings/roster/lines.py",
    "committees/reminders.py",
    "issues/clock.py",
    "issues/titles.py",
    "kit/chinese.py",
    "kit/spoken.py",
    "kit/times.py",
    "notices/days.py",
    "people/devices.py",
    "people/phones.py",
]


def files_of_rooms() -> Iterator[tuple[str, ast.Module]]:
    for room in sorted(set().union(*layers())):
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text())


def imported(tree: ast.Module) -> set[str]:
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def is_operation(name: str) -> bool:
    return "/operations/" in name or name.endswith("/operations.py")


def written(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            on = node.func.value
            owner = getattr(on, "attr", getattr(on, "id", ""))
            is_set = node.func.attr == "update" and node.args  # a queryset takes its columns by name
            if owner not in NO_ROWS and not is_set:
                yield f"{node.lineno}: {ast.unparse(node.func)}"


def test_only_operations_write():
    found = [
        f"{name}:{line}"
        for name, tree in files_of_rooms()
        if not is_operation(name) and name not in WRITERS
        for line in written(tree)
    ]
    assert not found


def test_the_reader_of_files_would_see_a_write():
    tree = ast.parse("Notice.objects.filter(pk=1).update(title='x')\nnotice.save()\ndigest.update(b'')")
    assert list(written(tree)) == ["1: Notice.objects.filter(pk=1).update", "2: notice.save"]


def test_only_pages_know_of_the_web():
    """So that the admin, a task and the demo can do whatever a page does."""
    inner = ("operations", "rules", "queries", "messages", "models", "tasks")
    found = [
        (name, module)
        for name, tree in files_of_rooms()
        if name.split("/")[1].removesuffix(".py") in inner and not name.startswith("portal/")
        for module in imported(tree)
        if any(module == web or module.startswith(f"{web}.") for web in WEB)
    ]
    assert not found


@pytest.mark.parametrize("name", PURE)
def test_arithmetic_asks_no_database(name):
    modules = imported(ast.parse((ROOT / name).read_text()))
    assert not [m for m in modules if m.startswith("django.db") or ".models" in m or m.endswith("queries")]


def test_nothing_is_said_when_a_row_is_saved():
    """What follows from a write stands in its operation, where one can read it."""
    signals = {"pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed"}
    found = [
        name
        for name, tree in files_of_rooms()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and signals & {alias.name for alias in node.names}
    ]
    assert not found


def test_no_test_waits_by_what_the_security_policy_forbids():
    """It passes while the first look finds what it asks, and fails on a quicker or slower machine: see waits.py."""
    found = [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr == "wait_for_function"
    ]
    assert not found
