from django.contrib import admin

from notifications.models import Message


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin):
    """To look only: what went out is history, and what it said is for its reader."""

    list_display = ("id", "channel", "kind", "recipient", "state", "attempts", "due_at", "sent_at", "error")
    list_filter = ("channel", "state", "kind")
    list_select_related = ("recipient",)
    search_fields = ("recipient__display_name", "recipient__phone", "address", "subject")
    exclude = ("title", "body")
    show_full_result_count = False

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
