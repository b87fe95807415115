"""To look things up, never to change them: what happened to an issue is written by its operations alone."""

from django.contrib import admin

from issues.models import Category, Issue, IssueEvent


class ReadOnly:
    def has_add_permission(self, *args) -> bool:
        return False

    has_change_permission = has_delete_permission = has_add_permission


class EventInline(ReadOnly, admin.TabularInline):
    model = IssueEvent
    fields = ["at", "kind", "by", "by_line", "organisation", "text"]


@admin.register(Issue)
class IssueAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["number", "title", "category", "place", "state", "holder_organisation", "resolve_by"]
    list_filter = ["state", "category", "tier"]
    search_fields = ["title", "=pk"]
    list_select_related = ["category", "place", "holder_organisation"]
    date_hierarchy = "reported_at"
    inlines = [EventInline]


@admin.register(Category)
class CategoryAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["position", "name", "name_en", "lead", "tier", "is_private", "is_active"]
