"""Which kinds of things can hold what is asked for: the indexes of pairs are asked about all at once.

Most of what else somebody may mean is nowhere, and a rare word is in few kinds of things. To know so takes
two questions for all of them; to look for it takes several for each.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from django.db import connection

Key = TypeVar("Key", bound=Hashable)
Trace = tuple[str, tuple[int, ...]]  # a table with `search_text`, and pairs that one row of it must have
Needs = Sequence[Sequence[Trace]]  # of each of these at least one; none where it cannot be known

MANY = 1_000  # rows, as PostgreSQL expects: there will be one, and to be sure the index would give them all
# In the same message, and over with it.
A_PART = "SET LOCAL gin_fuzzy_search_limit = 1000; "


def possible(needs: Mapping[Key, Needs]) -> list[Key]:
    """Those of which all that they need is there, in their order."""
    found = there({trace for each in needs.values() for any_of in each for trace in any_of})
    return [key for key, each in needs.items() if all(found.intersection(any_of) for any_of in each)]


def there(traces: Iterable[Trace]) -> set[Trace]:
    """Of which there is a row, or will be: pairs that a row has need not stand together in it."""
    asked = list(traces)
    rows = expected(asked)
    many = [trace for trace, number in zip(asked, rows, strict=True) if number >= MANY]
    few = [trace for trace in asked if trace not in many]
    return surely(many) | {few[number] for (number,) in answered(few, most=1)}


def surely(many: Sequence[Trace]) -> set[Trace]:
    """Of a large table PostgreSQL expects many rows even with a pair that none has. One pair alone is asked
    for in a part of what the index has of it; of several, each part would be another."""
    alone = [trace for trace in many if len(trace[1]) == 1]
    if not connection.get_autocommit() or not alone:  # the setting would last to the end of a transaction
        return set(many)
    found = {alone[number] for (number,) in answered(alone, most=1, before=A_PART)}
    return found | {trace for trace in many if trace not in alone}


def expected(traces: Sequence[Trace]) -> list[int]:
    """How many rows of each, as PostgreSQL thinks, at most MANY."""
    if not traces:
        return []
    [(plans,)] = answered(traces, MANY, before="EXPLAIN (FORMAT JSON) ")
    plan = plans[0]["Plan"]
    arms = plan["Plans"] if plan["Node Type"] == "Append" else [plan]
    return [arm["Plan Rows"] for arm in arms]


def answered(traces: Sequence[Trace], most: int, before: str = "") -> list[tuple]:
    """The number of each that is there, so many times at most."""
    if not traces:
        return []
    arm = '(SELECT {} FROM "{}" WHERE linli_grams(search_text) @> %s::bigint[] LIMIT {})'
    arms = (arm.format(number, table, most) for number, (table, _pairs) in enumerate(traces))
    with connection.cursor() as cursor:
        cursor.execute(before + " UNION ALL ".join(arms), [list(pairs) for _table, pairs in traces])
        return cursor.fetchall()
