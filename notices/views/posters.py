"""The sheet for the board downstairs: one to print from the screen, those of all buildings as one PDF."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from buildings.asked import place_asked
from buildings.wording import captain_title
from kit.qr import qr_code
from kit.refused import Refused
from notices import queries
from notices.models import Notice, NoticeState
from notices.poster import board_of, poster_of
from notices.poster_pdf import A4, WIDTHS, pdf_of
from notices.queries.posters import boards_for, dressed
from notices.views.shown import readable
from notices.wording import places_in_words

MOST_SHEETS = 150  # each takes 0.06 s of a web process, in which it answers nobody else


def _size(request: HttpRequest) -> str:
    asked = request.GET.get("size", A4)
    return asked if asked in WIDTHS else A4


def facts_of(notice: Notice) -> list[str]:
    where = notice.where_text or places_in_words(notice.place_rows)
    return [fact for fact in (notice.when_text, where, notice.ask_text) if fact]


def address_of(notice: Notice) -> str:
    return settings.BASE_URL + reverse("notices:detail", args=[notice.pk])


def callers_of(notice: Notice) -> list[tuple[str, str]]:
    """The captains whose number may stand in public."""
    rows = queries.posted_captains(notice)
    return [(f"{captain_title(row.kind, row.place.name)} {row.user}", row.phone) for row in rows]


def sheet_of(notice: Notice, callers: list[tuple[str, str]]) -> dict:
    """What one sheet says, whoever may be called from it."""
    office = [(str(notice.organisation), notice.organisation.phone)] if notice.organisation.phone else []
    callers = [*callers, *office]
    names = [name for name, _phone in callers]
    poster = poster_of(notice.source, title=notice.title, facts=facts_of(notice), callers=names)
    return {"poster": poster, "callers": callers}


@require_safe
def poster(request: HttpRequest, pk: int) -> HttpResponse:
    """A notice that was withdrawn is printed by nobody."""
    notice = readable(request, pk)
    if notice.state == NoticeState.WITHDRAWN:
        raise Http404
    context = {
        "notice": notice,
        "board": board_of(notice.place_rows),
        "qr": qr_code(address_of(notice)),
        "size": _size(request),
        "sizes": list(WIDTHS),
        "prints_all": notice.is_out
        and request.user.is_authenticated
        and boards_for(request.user, notice).exists(),
        **sheet_of(notice, callers_of(notice)),
    }
    return render(request, "notices/poster.html", context)


@login_required
@require_safe
def posters_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """One sheet for each building, or for each in `?place=`, with its own name and its own captain's public
    number. Where there are too many for a file, it goes on to the page where one chooses a part of them."""
    notice, size, place = readable(request, pk), _size(request), place_asked(request)
    places = list(boards_for(request.user, notice, place)[: MOST_SHEETS + 1])
    if not places or not notice.is_out:
        raise Http404
    if len(places) > MOST_SHEETS:
        words = _("At most %(most)d sheets in one file. Print the estates one by one.")
        messages.error(request, words % {"most": MOST_SHEETS})
        return redirect("notices:coverage", pk=pk)
    try:
        pdf = pdf_of(_html(notice, places), size)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("notices:poster", pk=pk)
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="linli-{notice.pk}-{size}.pdf"'
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _html(notice: Notice, places: list) -> str:
    sheets = [{"board": board, **sheet_of(notice, board.callers)} for board in dressed(places)]
    context = {"notice": notice, "sheets": sheets, "qr": qr_code(address_of(notice))}
    return render_to_string("notices/posters_pdf.html", context)
