from django.contrib import admin

from kit.admin import LookOnly
from notifications.models import Message


@admin.register(Message)
class MessageAdmin(LookOnly, admin.ModelAdmin):
    """To look only: what went out is history, and what it said is for its reader."""

    list_display = ("id", "channel", "kind", "recipient", "state", "attempts", "due_at", "sent_at", "error")
    list_filter = ("channel", "state")
    list_select_related = ("recipient", "letter")
    search_fields = ("recipient__display_name", "recipient__phone", "address", "letter__subject")
    exclude = ("letter", "address")
