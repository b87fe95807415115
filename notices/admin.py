"""For looking. Whoever wants to change something does it on the site, where the rules are asked."""

from django.contrib import admin

from notices.models import Notice, NoticePlace


class ReadOnly:
    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


class NoticePlaceInline(ReadOnly, admin.TabularInline):
    model = NoticePlace
    extra = 0


@admin.register(Notice)
class NoticeAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["title", "organisation", "state", "publish_at", "is_urgent", "announced_at"]
    list_filter = ["state", "category", "is_urgent"]
    list_select_related = ["organisation"]
    search_fields = ["title", "source", "organisation__name"]
    inlines = [NoticePlaceInline]
    view_on_site = True
