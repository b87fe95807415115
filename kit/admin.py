"""Django's admin for looking: what a row went through is history, and is written by operations alone."""

from django.db.models import Model
from django.http import HttpRequest


class LookOnly:
    """Nothing is added, changed or deleted. For a ModelAdmin or an inline, before it among the bases."""

    list_per_page = 50
    show_full_result_count = False  # counting a subdistrict's rows takes longer than reading a page

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
