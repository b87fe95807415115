"""A roster comes in on two pages: send it and look, then import what was looked at."""

from collections.abc import Iterator
from typing import NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from buildings import held_roster, rules
from buildings.forms import RosterForm
from buildings.models import Place
from buildings.models.dwellings import Presence
from buildings.operations.roster import RosterHasProblems, RosterPreview, import_roster, preview_roster
from buildings.queries.roster import ROSTER_KINDS, last_import
from buildings.queries.still_here import doors_in_doubt
from buildings.roster.compare import Change
from buildings.roster.problems import NAMES
from buildings.roster.shapes import Column, SheetRead
from buildings.standing import standing_of
from buildings.views.asking import asked
from journal.models import Entry
from kit.figures import square_metres
from kit.refused import Refused

MOST_PROBLEMS = 300
MOST_CHANGES = 100
MOST_NOTES = 20


def _estate(request: HttpRequest, pk: int) -> Place:
    estate = get_object_or_404(Place.objects.visible_to(request.user).filter(kind__in=ROSTER_KINDS), pk=pk)
    if not rules.may_import_roster(user=request.user, estate=estate):
        raise Http404
    return estate


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, pk: int) -> HttpResponse:
    estate = _estate(request, pk)
    form = RosterForm(request.POST, request.FILES) if request.method == "POST" else RosterForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        if asked(form, preview_roster, by=request.user, estate=estate, file=file):
            ticket = held_roster.hold(file, file_name=file.name, user_id=request.user.pk, estate_id=estate.pk)
            return redirect("buildings:roster_look", estate.pk, ticket)
    asked_about = doors_in_doubt(standing_of(request.user), estate)
    context = {"estate": estate, "form": form, "last": last_import(estate), "in_doubt": asked_about.count()}
    return render(request, "buildings/roster.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest, pk: int, ticket: str) -> HttpResponse:
    estate = _estate(request, pk)
    held = held_roster.find(ticket, user_id=request.user.pk, estate_id=estate.pk)
    file = held and held.open()
    if not file:
        return _gone(request, estate, held)
    with file:
        if request.method == "POST":
            return _import(request, estate, held, file)
        preview = preview_roster(by=request.user, estate=estate, file=file)
    return render(request, "buildings/roster_look.html", _shown(request, preview, held))


def _gone(request: HttpRequest, estate: Place, held: held_roster.Held | None) -> HttpResponse:
    """After an import, a second tap or the way back leads here: then it is said that all is well."""
    done = last_import(estate, sha256=held.sha256) if held else None
    if done:
        messages.success(request, _in_words(done))
    else:
        messages.error(request, _("This look is over an hour old, or not yours. Please send the file again."))
    return redirect("buildings:roster", estate.pk)


def _import(request: HttpRequest, estate: Place, held: held_roster.Held, file) -> HttpResponse:
    skip = request.POST.get("skip_problems") == "on"
    try:
        done = import_roster(by=request.user, estate=estate, file=file, skip_problems=skip)
    except RosterHasProblems as refused:
        context = _shown(request, refused.preview, held) | {"refusal": str(refused)}
        return render(request, "buildings/roster_look.html", context, status=422)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("buildings:roster", estate.pk)
    held.forget()
    entry = last_import(estate, sha256=done.sha256)
    messages.success(
        request, _in_words(entry) if entry else _("All of it was known already; nothing changed.")
    )
    return redirect("buildings:roster", estate.pk)


def _in_words(entry: Entry) -> str:
    words = _("The roster is in: %(homes)s homes, %(area)s; %(new)s new, %(changed)s changed.")
    data = entry.data
    said = words % {
        "homes": f"{data['homes']:,}",
        "area": square_metres(data["area"]),
        "new": f"{data['new']:,}",
        "changed": f"{data['changed']:,}",
    }
    return " ".join(filter(None, [said, _asked_about(data.get("in_doubt", 0))]))


def _asked_about(doors: int) -> str:
    """Nothing where there are none. For the file's look and for what was imported."""
    words = ngettext(
        "At %(count)s door the former owner is registered on: captain and staff are asked whether they still "
        "live there.",
        "At %(count)s doors the former owners are registered on: captains and staff are asked whether they "
        "still live there.",
        doors,
    )
    return words % {"count": f"{doors:,}"} if doors else ""


class ShownColumn(NamedTuple):
    letter: str
    title: str
    meaning: str  # "" for a column of no use here


def _shown(request: HttpRequest, preview: RosterPreview, held: held_roster.Held) -> dict:
    roster, comparison = preview.roster, preview.comparison
    sees_states = rules.may_administer(user=request.user, place=preview.estate)
    return {
        "estate": preview.estate,
        "preview": preview,
        "figures": roster.figures,
        "file_name": held.file_name,
        "counts": _counts(preview),
        "sheets": [
            (sheet, [_column(column) for column in sheet.columns], list(_facts(sheet)))
            for sheet in roster.understood
        ],
        "problems": [*roster.errors, *roster.warnings][:MOST_PROBLEMS],
        "more_problems": max(0, len(roster.problems) - MOST_PROBLEMS),
        "changes": [
            (change.row, list(_details(change, sees_states))) for change in comparison.changed[:MOST_CHANGES]
        ],
        "more_changes": max(0, len(comparison.changed) - MOST_CHANGES),
        "new_places": [*comparison.new_buildings, *(" ".join(stair) for stair in comparison.new_stairs)],
        "absent": comparison.absent,
        "asked_about": _asked_about(comparison.in_doubt),
    }


def _counts(preview: RosterPreview) -> dict[str, str]:
    counted = preview.roster.figures
    names = ("homes", "owners", "people", "co_owned", "unsold")
    counts = {name: getattr(counted, name) for name in names}
    counts |= {name: getattr(preview, name) for name in ("new", "changed", "unchanged", "left_out")}
    return {name: f"{count:,}" for name, count in counts.items()}


def _facts(sheet: SheetRead) -> Iterator[str]:
    """Which rows of a sheet are no homes, and why."""
    yield _("header in row %(rows)s") % {"rows": "–".join(map(str, sheet.header_rows))}
    if sheet.building_from:
        yield _("the building stands in a line of its own, or in the sheet's name")
    if sheet.joins_floors:
        yield _("doors are counted on each floor, so floor and door were joined")
    if count := len(sheet.repeated_headers):
        yield ngettext("%(count)s repeated header row", "%(count)s repeated header rows", count) % {
            "count": count
        }
    if count := len(sheet.totals):
        yield ngettext("%(count)s row of totals", "%(count)s rows of totals", count) % {"count": count}
    if sheet.stated_total is not None:
        yield _("its own total: %(total)s") % {"total": square_metres(sheet.stated_total)}
    if sheet.notes:
        rows = _(", ").join(map(str, sheet.notes[:MOST_NOTES]))
        rows += "…" if len(sheet.notes) > MOST_NOTES else ""
        yield _("notes in row %(rows)s, passed over") % {"rows": rows}
    if count := sheet.hidden_rows:
        yield ngettext("%(count)s hidden row read too", "%(count)s hidden rows read too", count) % {
            "count": count
        }


def _column(column: Column) -> ShownColumn:
    return ShownColumn(column.letter, column.title, str(NAMES[column.field]) if column.field else "")


def _details(change: Change, sees_states: bool) -> Iterator[str]:
    """What changes of a home. Names are those of the file; the known ones are counted, not shown."""
    for name, (known, new) in change.fields.items():
        shown = _state(new) if name == "presence" else new
        before = _state(known) if name == "presence" else known
        if before in (None, "") or (name == "presence" and not sees_states):
            yield _("%(detail)s: %(new)s") % {"detail": NAMES[name], "new": shown}
        else:
            yield _("%(detail)s: %(known)s → %(new)s") % {
                "detail": NAMES[name],
                "known": before,
                "new": shown,
            }
    if change.added:
        yield _("owner added: %(names)s") % {"names": "、".join(owner.name for owner in change.added)}
    if change.ended:
        count = len(change.ended)
        yield ngettext("%(count)s former owner ends", "%(count)s former owners end", count) % {"count": count}
    if change.phones:
        yield _("phone")


def _state(value: object) -> str:
    return "" if value == Presence.UNKNOWN else str(Presence(value).label)
