"""The sheets downstairs: one on the screen to print, those of a whole estate as one PDF."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from buildings import rules
from buildings.models import Place
from buildings.models.places import PlaceKind
from buildings.queries.sheets import SHEET_KINDS, sheets_for
from buildings.sheet_pdf import pdf_of
from kit.qr import qr_code
from kit.refused import Refused

WHOLE_KINDS = (PlaceKind.ESTATE, PlaceKind.COMMUNITY)
# Of a community, whose estates have their own. Each takes 0.06 s, in which the process answers nobody else.
MOST_SHEETS = 150


def sheet_address(user, place: Place) -> str:
    """Where this person prints the sheets of the place; empty for whoever does not."""
    if not rules.may_print_sheets(user=user, place=place):
        return ""
    if place.kind in WHOLE_KINDS:
        return reverse("buildings:sheets_pdf", args=[place.pk])
    return reverse("buildings:sheet", args=[place.pk]) if place.kind in SHEET_KINDS else ""


def _own_place(request: HttpRequest, pk: int, kinds: tuple[str, ...]) -> Place:
    place = get_object_or_404(Place.objects.visible_to(request.user), pk=pk)
    if place.kind not in kinds or not rules.may_print_sheets(user=request.user, place=place):
        raise Http404
    return place


@login_required
@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    place = _own_place(request, pk, SHEET_KINDS)
    sheets = sheets_for(place, timezone.localdate())
    own = [(sheet, qr_code(sheet.address)) for sheet in sheets if sheet.place == place]
    return render(request, "buildings/sheet.html", {"place": place, "sheets": own})


@login_required
@require_safe
def sheets_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    place = _own_place(request, pk, WHOLE_KINDS)
    sheets = [(sheet, qr_code(sheet.address)) for sheet in sheets_for(place, timezone.localdate())]
    if place.kind == PlaceKind.COMMUNITY and len(sheets) > MOST_SHEETS:
        words = _("At most %(most)d sheets in one file. Print the estates one by one.")
        messages.error(request, words % {"most": MOST_SHEETS})
        return redirect(place)
    if not sheets:
        messages.info(request, _("No building stands here yet, so there is nothing to print."))
        return redirect(place)
    try:
        pdf = pdf_of(render_to_string("buildings/sheets_pdf.html", {"place": place, "sheets": sheets}))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(place)
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="linli-{place.pk}.pdf"'
    return answer
