"""To look things up, never to change them: what happened to an issue is written by its operations alone."""

from django.contrib import admin
from django.utils.translation import pgettext_lazy

from issues.models import Category, Issue, IssueEvent
from kit.admin import LookOnly


class EventInline(LookOnly, admin.TabularInline):
    model = IssueEvent
    fields = ["at", "kind", "by", "by_line", "organisation", "text"]


@admin.register(Issue)
class IssueAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["number", "title", "category", "place", "state", "holder_organisation", "resolve_by"]
    list_filter = ["state", "category", "tier"]
    search_fields = ["title", "=pk"]
    list_select_related = ["category", "place", "holder_organisation"]
    date_hierarchy = "reported_at"
    inlines = [EventInline]

    @admin.display(description=pgettext_lazy("of an issue", "number"))
    def number(self, row: Issue) -> str:
        return row.number


@admin.register(Category)
class CategoryAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["position", "name", "name_en", "lead", "tier", "is_private", "is_active"]
