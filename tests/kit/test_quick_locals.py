"""What a thread notes is its own, and nothing behind our pages is asynchronous."""

import ast
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from datetime import timezone as fixed

from django.core.cache import caches
from django.db import connections
from django.urls import base, get_script_prefix, set_script_prefix
from django.utils import timezone, translation
from django.utils.translation import trans_real

from tests.house.test_files import files_of_rooms

ASYNC = (ast.AsyncFunctionDef, ast.AsyncFor, ast.AsyncWith, ast.Await)


def test_django_s_notes_are_python_s_own():
    notes = (trans_real._active, timezone._active, base._prefixes, base._urlconfs, connections._connections)
    assert all(type(one) is threading.local for one in (*notes, caches._connections))


def test_language_zone_and_prefix_are_each_thread_s_own():
    def elsewhere() -> tuple:
        found = translation.get_language(), timezone.get_current_timezone_name(), get_script_prefix()
        translation.activate("en")
        return found

    with (
        translation.override("zh-hans"),
        timezone.override(fixed(timedelta(hours=3))),
        ThreadPoolExecutor(1) as other,
    ):
        set_script_prefix("/here/")
        try:
            first = other.submit(elsewhere).result()
            assert first == ("zh-hans", "Asia/Shanghai", "/")
            assert other.submit(translation.get_language).result() == "en"
            assert translation.get_language() == "zh-hans"
            assert get_script_prefix() == "/here/"
        finally:
            set_script_prefix("/")


def test_nothing_behind_a_page_is_asynchronous():
    """Where it were, one thread would serve several at once, and their languages would mix."""
    found = [
        f"{name}:{node.lineno}"
        for name, tree in files_of_rooms()
        for node in ast.walk(tree)
        if isinstance(node, ASYNC)
    ]
    assert found == []
