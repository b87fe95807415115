"""What Django notes for each thread (language, time zone, addresses, connections) as Python's thread-local.

Django's own is made for asynchronous code too: a lock and three calls for each look, and an exception where
nothing is noted. A page looks five hundred times, a statement four. Nothing behind our pages is asynchronous;
`tests/kit/test_quick_locals.py` says so when that changes.
"""

import threading
from collections.abc import Iterable
from typing import Any

from django.core.cache import caches
from django.db import connections
from django.urls import base as addresses
from django.utils import timezone
from django.utils.translation import trans_real

NOTES = (
    (trans_real, "_active"),
    (timezone, "_active"),
    (addresses, "_prefixes"),
    (addresses, "_urlconfs"),
)


def use_quick_locals() -> None:
    """Once, when the process begins; what this thread has noted so far stays."""
    for owner, name in (
        (trans_real, "_active"),
        (timezone, "_active"),
        (addresses, "_prefixes"),
        (addresses, "_urlconfs"),
    ):
        setattr(owner, name, _plain(getattr(owner, name), ["value"]))
    for handler in (connections, caches):
        handler._connections = _plain(handler._connections, handler.settings)


def _plain(before: Any, names: Iterable[str]) -> threading.local:
    now = threading.local()
    for name in names:
        if hasattr(before, name):
            setattr(now, name, getattr(before, name))
    return now
