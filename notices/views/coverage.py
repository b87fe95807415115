"""How far a notice has come, the doors still to knock at, the boards, and the names behind the doors."""

from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import IntegerField, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from buildings.asked import place_asked
from buildings.forms import PurposeForm
from buildings.models import Dwelling, Place
from buildings.models.places import AROUND
from buildings.standing import standing_of
from buildings.wording import place_name
from kit.forms import say_refused
from kit.handed_out import photo_of
from kit.numbers import whole_number
from kit.paging import PARAMETER, Page, paginate
from kit.refused import Refused
from notices import operations, rules
from notices.models import BoardPhoto, Notice, Told, Way
from notices.queries.coverage import (
    ACKNOWLEDGED,
    EMPTY,
    READ,
    SILENT,
    WORDS,
    Coverage,
    Sight,
    boards_of,
    coverage_of,
    precincts_of,
    sum_of,
    with_reach,
)
from notices.queries.posters import boards_for
from notices.reader_forms import BoardForm, TickForm
from notices.views.shown import in_sight, readable, went_out

# 3栋, 4栋 … 10栋; from the top floor down, and what has no floor before it.
WALKED = (
    "place__parent__position",
    "place__parent_id",
    "place__position",
    "place_id",
    "-level",
    "door",
    "pk",
)
LEVEL = Coalesce("floor", Value(9999), output_field=IntegerField())
MOST_ROWS = 200  # buildings one by one; where a notice has more, by community or estate
MOST_DOORS = 600  # on one page: the largest building has 400


@login_required
@require_safe
def coverage(request: HttpRequest, pk: int) -> HttpResponse:
    """Of all its homes; or, with `?place=`, of those that stand there."""
    notice = went_out(request, pk)
    return _page(request, notice, in_sight(request, notice), place_asked(request))


def _rows(request: HttpRequest, notice: Notice, sight: Sight, place: Place | None, hung) -> list[Coverage]:
    homes = sight.homes.below(place.path) if place else sight.homes
    within = standing_of(request.user).only_estate
    rows = coverage_of(notice, homes, within=within, boards=hung, most=MOST_ROWS)
    if place and not rows:
        raise Http404
    return rows


def _page(
    request: HttpRequest, notice: Notice, sight: Sight, place: Place | None, form: BoardForm | None = None
) -> HttpResponse:
    within, hung = standing_of(request.user).only_estate, boards_of(notice, place)
    rows = _rows(request, notice, sight, place, hung)
    places = _boards_to_hang(request, notice, rows, place)
    sees_boards = rules.may_open_papers(user=request.user, notice=notice)
    by_part = any(row.is_part for row in rows)
    context = {
        "notice": notice,
        "sight": sight,
        "place": place,
        "rows": rows,
        "by_part": by_part,
        "whole": sum_of(rows),
        "boards": _named(rows, hung, within) if sees_boards and not by_part else [],
        "sees_boards": sees_boards,
        "form": form or (BoardForm(places=places) if places and notice.is_out else None),
        "may_tick": notice.is_out and rules.looks_after_some(user=request.user, notice=notice),
        "may_print": place is not None and notice.is_out and boards_for(request.user, notice, place).exists(),
        "is_captain": bool(standing_of(request.user).captain_paths),
    }
    return render(request, "notices/coverage.html", context, status=422 if form else 200)


def _named(rows: list[Coverage], hung: dict[int, list[BoardPhoto]], within: str | None):
    """The photos by their buildings; after them those where no home is counted, as at the head of a lane."""
    counted = {row.place.pk for row in rows}
    found = [(row.name, photo) for row in rows for photo in row.boards]
    others = [photo for pk, photos in hung.items() if pk not in counted for photo in photos]
    return found + [(place_name(photo.place, within=within), photo) for photo in others]


def _boards_to_hang(
    request: HttpRequest, notice: Notice, rows: list[Coverage], place: Place | None
) -> list[tuple[Place, str]]:
    """Of the buildings shown those where this person may; and of a captain the stair, lane or road of theirs
    that none of these has in it."""
    user, standing = request.user, standing_of(request.user)
    shown = [
        (row.place, row.name)
        for row in rows
        if not row.is_part and rules.may_hang_up(user=user, notice=notice, place=row.place)
    ]
    own = precincts_of(standing, notice, without=[place.path for place, _name in shown])
    own = [each for each in own if place is None or each.path.startswith(place.path)]
    return [*shown, *((place, place_name(place, within=standing.only_estate)) for place in own)]


@login_required
@require_POST
def hang_up(request: HttpRequest, pk: int) -> HttpResponse:
    notice, where = went_out(request, pk), place_asked(request)
    sight = in_sight(request, notice)
    places = _boards_to_hang(request, notice, _rows(request, notice, sight, where, {}), where)
    if not places:
        raise Http404
    form = BoardForm(request.POST, request.FILES, places=places)
    if form.is_valid():
        try:
            operations.hang_up(by=request.user, notice=notice, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Noted: it hangs there, and everybody can see it."))
            return redirect(coverage_address(notice, where))
    return _page(request, notice, sight, where, form)


def coverage_address(notice: Notice, place: Place | None) -> str:
    path = reverse("notices:coverage", args=[notice.pk])
    return f"{path}?{urlencode({'place': place.pk})}" if place else path


@require_safe
def board(request: HttpRequest, pk: int, photo: int) -> HttpResponse:
    """For whoever may read the notice; kept by their own browser, by nobody between."""
    notice = readable(request, pk)
    if not rules.may_open_papers(user=request.user, notice=notice):
        raise Http404
    picture = get_object_or_404(BoardPhoto, pk=photo, notice=notice)
    return photo_of(picture.file.name)


# --- doors -------------------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def doors(request: HttpRequest, pk: int) -> HttpResponse:
    """For captains their own floors; for staff the building that they chose. Door numbers only."""
    notice = went_out(request, pk)
    place = place_asked(request)
    homes = _doors_of(request, notice, place)
    shown = _shown(request, homes)
    if request.method != "POST":
        return _doors_page(request, notice, homes, shown, place, TickForm(initial=_last_time(request)))
    form = TickForm(request.POST)
    if form.is_valid():
        try:
            done = _tick(request, notice, shown.items, form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            return _after(request, notice, place, form, done)
    return _doors_page(request, notice, homes, shown, place, form)


def _shown(request: HttpRequest, homes: QuerySet[Dwelling]) -> Page:
    """A round of them; 404 where none is theirs: a captaincy that ended takes the page with it."""
    rows = homes.select_related(f"place__{AROUND}").annotate(level=LEVEL)
    page = paginate(rows, WALKED, request.GET.get(PARAMETER, ""), MOST_DOORS)
    if not page.items:
        raise Http404
    return page


def _doors_of(request: HttpRequest, notice: Notice, place: Place | None) -> QuerySet[Dwelling]:
    sight, standing = in_sight(request, notice), standing_of(request.user)
    if not sight.sees_doors:
        raise Http404
    homes = sight.homes if request.user.is_superuser else sight.homes.looked_after(standing)
    if place:
        homes = homes.below(place.path)
    elif not standing.captain_paths:
        homes = homes.none()
    else:
        homes = homes.captained(standing)
    return with_reach(homes, notice)


def _tick(request: HttpRequest, notice: Notice, homes: list[Dwelling], how: dict) -> str:
    """Which of the buttons was pressed. A door or a floor that is not on this page does not exist."""
    undo, home, floor = (request.POST.get(name) for name in ("undo", "home", "floor"))
    if undo:
        door = _door(homes, undo)
        operations.untell(by=request.user, notice=notice, dwelling=door)
        return _("Taken back: %(door)s.") % {"door": door.door}
    if home:
        door = _door(homes, home)
        operations.tell_home(by=request.user, notice=notice, dwelling=door, **how)
        return _("Noted: %(door)s.") % {"door": door.door}
    level = [each for each in homes if _key(each) == floor]
    if floor and not level:
        raise Http404
    silent = [each for each in level if each.reach in SILENT]
    operations.tell_homes(by=request.user, notice=notice, dwellings=silent, **how)
    count = len(silent)
    return ngettext("Noted: %(count)d home.", "Noted: %(count)d homes.", count) % {"count": count}


def _door(homes: list[Dwelling], number: str) -> Dwelling:
    found = next((home for home in homes if home.pk == whole_number(number)), None)
    if found is None:
        raise Http404
    return found


def _key(home: Dwelling) -> str:
    return f"{home.place_id}:{_floor(home)}"


def _floor(home: Dwelling) -> str:
    return "" if home.floor is None else str(home.floor)


def _last_time(request: HttpRequest) -> dict:
    """How the tick before was meant, so that a whole round by phone is one choice."""
    way = request.GET.get("way")
    return {"way": way} if way in Way.values else {}


def _after(request, notice, place, form, done: str) -> HttpResponse:
    if request.htmx:
        homes = _doors_of(request, notice, place)
        return _doors_page(request, notice, homes, _shown(request, homes), place, form, done)
    messages.success(request, done)
    return redirect(_address(notice, place, request.GET.get(PARAMETER, ""), way=form.cleaned_data["way"]))


def _address(notice: Notice, place: Place | None, cursor: str, **more: str) -> str:
    query = more | ({"place": str(place.pk)} if place else {}) | ({PARAMETER: cursor} if cursor else {})
    path = reverse("notices:doors", args=[notice.pk])
    return f"{path}?{urlencode(query)}" if query else path


def _doors_page(
    request,
    notice: Notice,
    all_homes: QuerySet[Dwelling],
    page: Page,
    place: Place | None,
    form,
    done: str = "",
) -> HttpResponse:
    homes, cursor = page.items, request.GET.get(PARAMETER, "")
    ticks = {tick.dwelling_id: tick for tick in Told.objects.filter(notice=notice, dwelling__in=homes)}
    today = timezone.localdate()
    for home in homes:
        home.tick = ticks.get(home.pk)
        home.may_undo = home.tick is not None and timezone.localdate(home.tick.at) == today
        home.is_silent = home.reach in SILENT
    silent, is_part = sum(home.is_silent for home in homes), bool(page.next_cursor or cursor)
    context = {
        "notice": notice,
        "place": place,
        "form": form,
        "done": done,
        "levels": list(_levels(homes)),
        "here": _address(notice, place, cursor),
        "next": _address(notice, place, page.next_cursor) if page.next_cursor else "",
        "is_part": is_part,
        "silent": all_homes.filter(reach__in=SILENT).count() if is_part else silent,
        "on_page": silent,
        "known": sum(home.reach in (ACKNOWLEDGED, READ) and not home.tick for home in homes),
        "empty": sum(home.reach == EMPTY for home in homes),
        "is_captain": bool(standing_of(request.user).captain_paths),
    }
    template = (
        "notices/doors.html#doors" if request.htmx and request.method == "POST" else "notices/doors.html"
    )
    return render(request, template, context, status=422 if form.errors else 200)


def _levels(homes: list[Dwelling]):
    """Floors with something to knock at or to take back; the others have nothing to say here."""
    shown = [home for home in homes if home.is_silent or home.tick]
    for (place, floor), rows in groupby(shown, key=lambda home: (home.place, home.floor)):
        rows = list(rows)
        silent = sum(home.is_silent for home in rows)
        yield {"place": place, "floor": floor, "homes": rows, "key": _key(rows[0]), "silent": silent}


# --- names -------------------------------------------------------------------------------------------------


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def names(request: HttpRequest, pk: int) -> HttpResponse:
    """One building at a time, in the answer to one question with its purpose; looking again asks again."""
    notice = went_out(request, pk)
    sight = in_sight(request, notice)
    place = place_asked(request)
    if not sight.sees_names or place is None or not sight.homes.below(place.path).exists():
        raise Http404
    form = PurposeForm(request.POST if request.method == "POST" else None)
    opened = _opened(request, notice, place, form) if request.method == "POST" else None
    context = {"notice": notice, "place": place, "form": form, "opened": opened, "words": WORDS}
    return render(request, "notices/names.html", context, status=422 if form.errors else 200)


def _opened(request: HttpRequest, notice: Notice, place: Place, form: PurposeForm):
    if not form.is_valid():
        return None
    try:
        rows = operations.open_names(by=request.user, notice=notice, place=place, purpose=form.in_words)
    except Refused as refused:
        say_refused(form, refused)
        return None
    return [(row.home, row.names, _(WORDS[row.home.reach])) for row in rows]
