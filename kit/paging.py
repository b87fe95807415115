"""Keyset paging: the next page starts after the last row's values, so page 30,000 costs what page 1 costs.

The cursor in its address is sealed: a list may be ordered by what not every reader of it may know, such as
the minute in which something was reported.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

PARAMETER = "after"
SIZE = 20
# How a value travels in a cursor, and how it comes back exactly (Django's JSON would drop microseconds).
TYPES: dict[str, tuple[type, Any]] = {
    "bool": (bool, bool),
    "int": (int, int),
    "float": (float, float),
    "str": (str, str),
    "datetime": (datetime, datetime.fromisoformat),
    "date": (date, date.fromisoformat),
    "decimal": (Decimal, Decimal),
    "uuid": (UUID, UUID),
}


Few = Callable[[QuerySet, int], QuerySet]


@dataclass(frozen=True)
class Page:
    items: list[Any]
    next_cursor: str = ""  # empty on the last page

    def __iter__(self) -> Iterator[Any]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


def paginate(queryset: QuerySet, order: Sequence[str], cursor: str = "", size: int = SIZE) -> Page:
    """One page, by exactly one query.

    `order` is like ("-publish_at", "-id"): together unique, none of them nullable, fields or annotations,
    relations by "__". A cursor that is damaged, forged, or another list's gives the first page.
    """
    return page_from(list(window(queryset, order, cursor, size)), order, size, queryset.model)


def window(
    queryset: QuerySet, order: Sequence[str], cursor: str, size: int, few: Few | None = None
) -> QuerySet:
    """Not evaluated: the rows of a page, and the next one if there is any.

    `few(rows, most)` gives, of all that follow the cursor, some that hold the first `most` in this order.
    """
    values = read_cursor(cursor, salt_of(queryset.model, order), len(order))
    rows = queryset.filter(after(order, values)) if values else queryset
    return (few(rows, size + 1) if few else rows).order_by(*order)[: size + 1]


def page_from(rows: list[Any], order: Sequence[str], size: int, model: type[Model]) -> Page:
    if len(rows) <= size:
        return Page(rows)
    last = rows[size - 1]
    return Page(rows[:size], write_cursor([value_of(last, name) for name in order], salt_of(model, order)))


def page_of(
    request: HttpRequest, queryset: QuerySet, order: Sequence[str], size: int = SIZE, few: Few | None = None
) -> Page:
    rows = window(queryset, order, request.GET.get(PARAMETER, ""), size, few)
    return page_from(list(rows), order, size, queryset.model)


def after(order: Sequence[str], values: Sequence[Any]) -> Q:
    """a < x or (a = x and b < y), and so on; the bound on the first field is for the database's index."""
    condition = Q()
    for name, value in reversed(list(zip(order, values, strict=True))):
        beyond = Q(**{f"{bare(name)}__{direction(name)}": value})
        condition = beyond | (Q(**{bare(name): value}) & condition) if condition else beyond
    return Q(**{f"{bare(order[0])}__{direction(order[0])}e": values[0]}) & condition


def bare(name: str) -> str:
    return name.removeprefix("-")


def direction(name: str) -> str:
    return "lt" if name.startswith("-") else "gt"


def value_of(row: Model, name: str) -> Any:
    for part in bare(name).split("__"):
        row = getattr(row, part)
    return row


def salt_of(model: type[Model], order: Sequence[str]) -> str:
    return ":".join(["kit.paging", model._meta.label_lower, *order])


def write_cursor(values: Sequence[Any], salt: str) -> str:
    """The same for the same values, so that a page that has not changed is the same page."""
    words = json.dumps([travelling(value) for value in values], separators=(",", ":"))
    sealed = _seal(settings.SECRET_KEY).encrypt(words.encode(), [salt.encode()])
    return urlsafe_b64encode(sealed).rstrip(b"=").decode()


@lru_cache(maxsize=8)
def _seal(secret: str) -> AESSIV:
    return AESSIV(salted_hmac("kit.paging", b"", secret=secret, algorithm="sha512").digest())


def travelling(value: Any) -> list[Any]:
    for name, (kind, _back) in TYPES.items():
        if isinstance(value, kind):
            return [name, value if name in {"bool", "int", "float"} else written(value)]
    raise TypeError(f"A cursor cannot hold {type(value).__name__}; order by something that is never null.")


def written(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def read_cursor(cursor: str, salt: str, length: int) -> list[Any] | None:
    try:
        parts = json.loads(_opened(cursor, salt))
        values = [TYPES[name][1](value) for name, value in parts]
    except (ValueError, TypeError, KeyError, ArithmeticError):
        return None
    return values if len(values) == length else None


def _opened(cursor: str, salt: str) -> bytes:
    """Raises ValueError for what no key of ours sealed for this list."""
    sealed = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return _seal(secret).decrypt(sealed, [salt.encode()])
        except InvalidTag:
            continue
    raise ValueError("no cursor of this list")
