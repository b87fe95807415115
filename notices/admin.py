"""For looking. Whoever wants to change something does it on the site, where the rules are asked."""

from django.contrib import admin

from kit.admin import LookOnly
from notices.models import Notice, NoticePlace


class NoticePlaceInline(LookOnly, admin.TabularInline):
    model = NoticePlace
    extra = 0


@admin.register(Notice)
class NoticeAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["title", "organisation", "state", "publish_at", "is_urgent", "announced_at"]
    list_filter = ["state", "category", "is_urgent"]
    list_select_related = ["organisation"]
    search_fields = ["title", "source", "organisation__name"]
    inlines = [NoticePlaceInline]
    view_on_site = True
