"""The search's indexes while many rows come: they are gathered aside and sorted in at the end, in a third of
the time. Killed in between, a search goes through what lies aside as well, and finds the same."""

from django.db import connection

ASIDE = "64MB"  # at most, of each index; then it is sorted in
INDEXES = "SELECT indexrelid::regclass::text FROM pg_index WHERE pg_get_indexdef(indexrelid) ~ 'linli_grams'"


def search_indexes() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(INDEXES)
        return [name for (name,) in cursor.fetchall()]


def gather_aside() -> None:
    with connection.cursor() as cursor:
        for name in search_indexes():
            cursor.execute(f"ALTER INDEX {name} SET (fastupdate = on)")


def sort_in() -> None:
    """As `kit.search.search_column` made them."""
    with connection.cursor() as cursor:
        for name in search_indexes():
            cursor.execute(f"ALTER INDEX {name} SET (fastupdate = off)")
            cursor.execute("SELECT gin_clean_pending_list(%s)", [name])
