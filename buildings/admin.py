"""Rare things, each saved by its operation; the rest can only be read. Nothing is deleted."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from buildings import leaving, operations
from buildings.models import (
    Captaincy,
    Dwelling,
    Membership,
    Organisation,
    Ownership,
    Place,
    Residency,
    Service,
)
from journal.operations import record_read
from kit.admin import LookOnly
from kit.refused import Refused


class RefusedForm(forms.BaseModelForm):
    """The form asked a second time, after its operation refused: it says why and keeps what was typed."""

    refused: Refused

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        field = self.refused.field
        raise_at = field if field in self.fields else None
        self.add_error(raise_at, ValidationError(_with_link(self.refused)))
        return data


def _with_link(refused: Refused) -> str:
    return (
        format_html('{} <a href="{}">{}</a>', refused, refused.url, refused.url)
        if refused.url
        else str(refused)
    )


class ByOperation(admin.ModelAdmin):
    """`operate` calls the operation and returns the row; when it refuses, the sentence stands at the form."""

    list_per_page = 50
    show_full_result_count = False
    fixed: tuple[str, ...] = ()  # what cannot be changed once the row is there

    def operate(self, request: HttpRequest, row: Model, data: dict[str, Any], change: bool) -> Model:
        raise NotImplementedError

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_readonly_fields(self, request, obj=None):
        return self.fixed if obj else ()

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refused:
            request.refused = refused
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if refused := getattr(request, "refused", None):
            return type(form)(form.__name__, (RefusedForm, form), {"refused": refused})
        return form

    def save_model(self, request, obj, form, change) -> None:
        saved = self.operate(request, obj, form.cleaned_data, change)
        obj.__dict__.update(saved.__dict__)


class OnRecord:
    """Personal data: whoever opens a row is written down (PIPL art. 55), where those whose it is find it."""

    read_about = ""  # the column with the person or the home; "" where the row is the person

    def change_view(self, request, object_id, form_url="", extra_context=None) -> HttpResponse:
        response = super().change_view(request, object_id, form_url, extra_context)
        return self._noted(request, object_id, response)

    def history_view(self, request, object_id, extra_context=None) -> HttpResponse:
        """Its head says what the row is called: by a name, or an address."""
        return self._noted(request, object_id, super().history_view(request, object_id, extra_context))

    def _noted(self, request: HttpRequest, object_id: str, response: HttpResponse) -> HttpResponse:
        row = self.get_object(request, object_id)
        if row and response.status_code == 200:
            about = getattr(row, self.read_about) if self.read_about else row
            record_read(by=request.user, subject=about, purpose="administration")
        return response


@admin.register(Place)
class PlaceAdmin(ByOperation):
    fields = ("kind", "name", "parent", "position", "address")
    fixed = ("kind", "name", "position", "address")
    list_display = ("name", "kind", "parent")
    list_filter = ("kind",)
    list_select_related = ("parent",)
    search_fields = ("name", "parent__name")
    autocomplete_fields = ("parent",)

    def operate(self, request, row, data, change):
        if not change:
            data["position"] = data["position"] or None  # 0 is the empty form's own
            return operations.create_place(by=request.user, **data)
        if data["parent"] is None:
            raise Refused(_("Please choose the place that it moves to."), field="parent")
        return operations.move_place(by=request.user, place=row, parent=data["parent"])


class OrganisationForm(forms.ModelForm):
    serves = forms.ModelMultipleChoiceField(
        label=_("Places that it serves"),
        queryset=Place.objects.all(),
        widget=AutocompleteSelectMultiple(Service._meta.get_field("place"), admin.site),
    )

    class Meta:
        model = Organisation
        fields = ("kind", "name", "short_name", "phone", "hours")


DESCRIBED = ("name", "short_name", "phone", "hours")


@admin.register(Organisation)
class OrganisationAdmin(ByOperation):
    fixed = ("kind",)
    list_display = ("name", "kind", "phone")
    list_filter = ("kind",)
    search_fields = ("name", "short_name")

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs["form"] = OrganisationForm
        form = super().get_form(request, obj, change=change, **kwargs)
        for name in DESCRIBED:
            form.base_fields[name].show_hidden_initial = True  # what stood there when it was opened
        return form

    def get_fields(self, request, obj=None):
        words = ("kind", *DESCRIBED)
        return words if obj else (*words, "serves")

    def operate(self, request, row, data, change):
        if change:
            words = {name: request.POST.get(f"initial-{name}") for name in DESCRIBED}
            seen = None if None in words.values() else words
            return operations.describe_organisation(by=request.user, organisation=row, seen=seen, **data)
        return operations.found_organisation(by=request.user, **data)


class ByTerm(ByOperation):
    """Begun with all its fields; afterwards only its end can be set."""

    def get_fields(self, request, obj=None):
        return (*self.fields, "what_is_open") if obj else self.fields

    def get_readonly_fields(self, request, obj=None):
        fixed = tuple(name for name in self.fields if name != "ended_on")
        return (*fixed, "what_is_open") if obj else ()

    @admin.display(description=_("what is open there, and who has it after the end"))
    def what_is_open(self, row: Membership | Service) -> str:
        lines = [str(found) for found in leaving.what_goes_on(row, timezone.localdate())]
        if isinstance(row, Membership):
            held = leaving.still_held(row)
            lines += [format_html('{} <a href="{}">{}</a>', one.sentence, one.url, one.url) for one in held]
        return format_html_join("", "<div>{}</div>", ((line,) for line in lines)) or _("Nothing")


@admin.register(Service)
class ServiceAdmin(ByTerm):
    fields = ("organisation", "place", "started_on", "ended_on")
    list_display = ("organisation", "place", "started_on", "ended_on")
    list_select_related = ("organisation", "place")
    search_fields = ("organisation__name", "place__name")
    autocomplete_fields = ("organisation", "place")

    def operate(self, request, row, data, change):
        if not change:
            return operations.begin_service(by=request.user, **data)
        return operations.end_service(by=request.user, service=row, on=_end_of(data))


@admin.register(Membership)
class MembershipAdmin(ByTerm):
    fields = ("organisation", "user", "office", "title", "phone", "started_on", "ended_on")
    list_display = ("user", "organisation", "office", "title", "started_on", "ended_on")
    list_filter = ("office",)
    list_select_related = ("user", "organisation")
    search_fields = ("user__display_name", "organisation__name")
    autocomplete_fields = ("organisation",)
    raw_id_fields = ("user",)

    def operate(self, request, row, data, change):
        if not change:
            return operations.appoint_member(by=request.user, **data)
        return operations.end_membership(by=request.user, membership=row, on=_end_of(data))


def _end_of(data: dict[str, Any]):
    """A term is ended, never reopened: a new one is begun instead."""
    if not data["ended_on"]:
        raise Refused(_("Please write the day on which it ends."), field="ended_on")
    return data["ended_on"]


@admin.register(Captaincy)
class CaptaincyAdmin(LookOnly, admin.ModelAdmin):
    list_display = ("user", "place", "role", "floor_from", "floor_to", "started_on", "ended_on")
    list_filter = ("kind", "role")
    list_select_related = ("user", "place")
    search_fields = ("user__display_name", "place__name")


@admin.register(Dwelling)
class DwellingAdmin(LookOnly, admin.ModelAdmin):
    fields = ("place", "floor", "door", "area", "area_source")  # how it is lived in is for captains and staff
    list_display = ("place", "floor", "door", "area")
    list_select_related = ("place",)
    search_fields = ("door", "place__name")


@admin.register(Residency)
class ResidencyAdmin(OnRecord, LookOnly, admin.ModelAdmin):
    read_about = "user"
    list_display = ("dwelling", "kind", "started_on", "ended_on")
    list_filter = ("kind",)
    list_select_related = ("dwelling__place",)
    search_fields = ("dwelling__door", "dwelling__place__name")


@admin.register(Ownership)
class OwnershipAdmin(OnRecord, LookOnly, admin.ModelAdmin):
    read_about = "dwelling"
    list_display = ("dwelling", "source", "started_on", "ended_on")
    list_select_related = ("dwelling__place",)
    search_fields = ("dwelling__door", "dwelling__place__name")
