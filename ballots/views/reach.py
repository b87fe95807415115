"""Who has taken part and who still has to be told: door by door for captains and whoever holds the ballot;
for everybody else the totals of the whole. Never what anybody chose."""

from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from ballots import rules
from ballots.forms.roll import LetterForm
from ballots.models import Ballot, Delivery
from ballots.models.ballots import BallotState
from ballots.models.rolls import DeliveryWay
from ballots.operations.delivering import note_delivery
from ballots.operations.noting_reads import note_proof_read
from ballots.queries.deliveries import ORDER, PAGE, deliveries_by_way, electors_with_proof, proofs
from ballots.queries.reached import (
    PAPER,
    REACHED,
    SILENT,
    VOTED,
    Home,
    by_building,
    grid_of,
    homes_of,
    homes_with_deliveries,
    sum_of,
)
from ballots.queries.turnout import turnout_of
from ballots.views.roll import frozen, is_correctable, to_correct
from buildings.models import Place
from committees.forms import show_refusal
from kit.handed_out import NOT_KEPT, photo_of
from kit.numbers import whole_number
from kit.paging import page_of
from kit.refused import Refused


def words() -> dict[str, str]:
    return {
        VOTED: _("has taken part"),
        PAPER: _("paper handed in"),
        REACHED: _("was told"),
        SILENT: _("not told yet"),
        "": _("not on the roll here"),
    }


def is_before(ballot: Ballot) -> bool:
    return ballot.state() == BallotState.ANNOUNCED


@login_required
@require_safe
def turnout(request: HttpRequest, pk: int) -> HttpResponse:
    ballot = frozen(request, pk)
    sees_doors = rules.may_handle_papers(user=request.user, ballot=ballot)
    rows = by_building(homes_of(request.user, ballot)) if sees_doors else []
    context = {
        "ballot": ballot,
        "turnout": turnout_of(ballot),
        "rows": rows,
        "whole": sum_of(rows),
        "sees_doors": sees_doors,
        "may_run": rules.may_run(user=request.user, ballot=ballot),
        "is_before": is_before(ballot),
    }
    return render(request, "ballots/turnout.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def turnout_place(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    ballot = frozen(request, pk)
    building = get_object_or_404(Place.objects.select_related("parent__parent"), pk=place)
    homes = homes_there(request, ballot, building)
    form = LetterForm(homes=[home.row for home in homes])
    if request.method == "POST":
        form, done = noted(request, homes)
        if done:
            messages.success(request, done)
            return redirect(reverse("ballots:turnout_place", args=[pk, place]) + door_of(request, homes))
    context = {
        "ballot": ballot,
        "place": building,
        "grid": grid_of(building, homes, words()),
        "levels": list(levels(homes)),
        "silent": sum(home.state == SILENT for home in homes),
        "voted": sum(home.state in (VOTED, PAPER) for home in homes),
        "count": len(homes),
        "form": form,
        "may_note": is_correctable(ballot),
        "is_before": is_before(ballot),
    }
    return render(request, "ballots/turnout_place.html", context, status=422 if form.errors else 200)


def homes_there(request: HttpRequest, ballot: Ballot, building: Place) -> list[Home]:
    """404 where none is theirs: a captaincy that ended takes the page with it."""
    if not rules.may_handle_papers(user=request.user, ballot=ballot):
        raise Http404
    rows = homes_of(request.user, ballot).filter(dwelling__place__path__startswith=building.path)
    homes = homes_with_deliveries(rows)
    if not homes:
        raise Http404
    return homes


def noted(request: HttpRequest, homes: list[Home]) -> tuple[LetterForm, str]:
    """Either a door's button, or the form for a letter and a photo."""
    number = whole_number(request.POST.get("door"))
    rows = {home.row.pk: home.row for home in homes}
    form = LetterForm(homes=list(rows.values()))
    if number is not None:
        if number not in rows:
            raise Http404
        given = {"home": rows[number], "way": DeliveryWay.DOOR}
    else:
        form = LetterForm(request.POST, request.FILES, homes=list(rows.values()))
        if not form.is_valid():
            return form, ""
        given = form.cleaned_data
    home = rows[given["home"].pk]
    try:
        note_delivery(by=request.user, elector=home.elector, **given | {"home": home})
    except Refused as refused:
        return refused_form(form, given, refused, rows), ""
    return form, _("Noted: %(door)s.") % {"door": home.dwelling.door}


def door_of(request: HttpRequest, homes: list[Home]) -> str:
    """Where the page opens again: at the door that was pressed, so that nobody looks for their place."""
    number = whole_number(request.POST.get("door"))
    return "".join(f"#d-{home.row.dwelling_id}" for home in homes if home.row.pk == number)


def refused_form(form: LetterForm, given: dict, refused: Refused, rows: dict) -> LetterForm:
    if not form.is_bound:
        form = LetterForm({"home": given["home"].pk, "way": given["way"]}, homes=list(rows.values()))
        form.is_valid()
    show_refusal(form, refused)
    return form


def levels(homes: list[Home]):
    """Floors from the top down, as one walks."""
    for (place, floor), rows in groupby(homes, key=lambda home: (home.place, home.row.dwelling.floor)):
        yield {"place": place, "floor": floor, "homes": list(rows)}


# --- proof ---------------------------------------------------------------------------------------------


@login_required
@require_safe
def deliveries(request: HttpRequest, pk: int) -> HttpResponse:
    ballot = to_correct(request, pk)
    page = page_of(request, electors_with_proof(ballot), ORDER, PAGE)
    context = {"ballot": ballot, "ways": deliveries_by_way(ballot), "page": page, "rows": proofs(page.items)}
    context["comma"] = pgettext("between two facts", ", ")
    return render(request, "ballots/deliveries.html", context)


@login_required
@require_safe
def delivery_photo(request: HttpRequest, pk: int, delivery: int) -> HttpResponse:
    ballot: Ballot = to_correct(request, pk)
    row = get_object_or_404(Delivery.objects.exclude(photo=""), pk=delivery, elector__ballot=ballot)
    note_proof_read(by=request.user, elector=row.elector)
    return photo_of(row.photo.name, kept=NOT_KEPT)
