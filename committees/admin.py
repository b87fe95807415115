"""To look things up. Whatever changes a meeting is an operation, so nothing is changed here."""

from django.contrib import admin

from committees.models import (
    ActionItem,
    AgendaItem,
    CouncilSeat,
    Invitation,
    Meeting,
    Party,
    Resolution,
)
from kit.admin import LookOnly


class PartyInline(LookOnly, admin.TabularInline):
    model = Party
    fields = ["position", "name", "organisation", "seats"]


class AgendaInline(LookOnly, admin.TabularInline):
    model = AgendaItem
    fields = ["position", "title", "minutes", "presenter", "issue"]


class ActionInline(LookOnly, admin.TabularInline):
    model = ActionItem
    fields = ["text", "organisation", "person", "due_on", "state"]


@admin.register(Meeting)
class MeetingAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["title", "kind", "place", "starts_at", "state", "revision"]
    list_filter = ["kind", "state"]
    list_select_related = ["place"]
    search_fields = ["title", "place__name"]
    date_hierarchy = "starts_at"
    inlines = [PartyInline, AgendaInline]


@admin.register(Invitation)
class InvitationAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["meeting", "user", "party", "reply", "replied_at"]
    list_filter = ["reply"]
    list_select_related = ["meeting", "user", "party"]
    search_fields = ["meeting__title", "user__display_name"]


@admin.register(Resolution)
class ResolutionAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["label", "meeting", "text", "outcome", "recorded_by"]
    list_filter = ["outcome", "is_beyond_power"]
    list_select_related = ["meeting", "recorded_by"]
    search_fields = ["text"]
    inlines = [ActionInline]


@admin.register(ActionItem)
class ActionItemAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["text", "organisation", "person", "due_on", "state"]
    list_filter = ["state"]
    list_select_related = ["organisation", "person"]
    search_fields = ["text"]


@admin.register(CouncilSeat)
class CouncilSeatAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["council", "number", "duty", "holder", "started_on", "ended_on"]
    list_select_related = ["council", "holder__user", "holder__organisation"]
