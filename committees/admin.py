"""To look things up. Whatever changes a meeting is an operation, so nothing is changed here."""

from django.contrib import admin
from django.utils.translation import pgettext_lazy

from committees.models import (
    ActionItem,
    AgendaItem,
    Charter,
    CouncilSeat,
    Invitation,
    Meeting,
    MeetingKind,
    MeetingSeries,
    Minutes,
    Party,
    Resolution,
    Topic,
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
    list_select_related = ["place", "kind"]
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

    @admin.display(description=pgettext_lazy("of a resolution", "number"))
    def label(self, row: Resolution) -> str:
        return row.label


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


@admin.register(MeetingKind)
class MeetingKindAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["code", "name", "quorum_of", "voters", "notice_days", "is_active"]


@admin.register(Topic)
class TopicAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["title", "place", "state", "power", "raised_at"]
    list_filter = ["state", "power"]
    list_select_related = ["place"]
    search_fields = ["title"]


@admin.register(Minutes)
class MinutesAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["meeting", "state", "version", "sealed_at", "sha256"]
    list_filter = ["state"]
    list_select_related = ["meeting"]


@admin.register(Charter)
class CharterAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["council", "seats", "term_months", "adopted_on"]
    list_select_related = ["council"]


@admin.register(MeetingSeries)
class MeetingSeriesAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["title", "place", "kind", "rule", "ended_on", "trouble"]
    list_select_related = ["place", "kind"]
