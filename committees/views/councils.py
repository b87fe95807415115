"""Who speaks for us: a council's page for everyone; its charter and seats for its head and the staff."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from buildings.asked import place_asked
from buildings.models import Organisation
from buildings.views.asking import mistaken
from committees import operations, queries, rules
from committees.charter_words import charter_in_words
from committees.chips import meeting_chip
from committees.forms import CharterForm, SeatEndForm, SeatForm, show_refusal
from committees.models import Charter, CouncilSeat
from committees.queries import actions as promises
from committees.queries import councils as reads
from committees.views.actions import chipped
from kit.drafts import keeps_text, put_back
from kit.forms import status_of
from kit.numbers import whole_number
from kit.refused import Refused

MOST_SEATS = 99


def council_to_read(pk: int) -> Organisation:
    return get_object_or_404(Organisation.objects.filter(kind__in=rules.COUNCIL_KINDS), pk=pk)


def council_to_seat(request: HttpRequest, pk: int) -> Organisation:
    """For its head and the community's staff; to everyone else the page does not exist."""
    council = council_to_read(pk)
    if not rules.may_seat(user=request.user, council=council):
        raise Http404
    return council


@require_safe
def council(request: HttpRequest, pk: int) -> HttpResponse:
    council, user, now = council_to_read(pk), request.user, timezone.now()
    page = reads.council_page(council, timezone.localdate(now))
    meetings = reads.meetings_of(council, user)
    for meeting in meetings:
        meeting.chip = meeting_chip(meeting, None, now)
    open_promises = chipped(promises.open_promises_of(council, user))
    context = {
        "page": page,
        "council": council,
        "charter": charter_in_words(page.charter) if page.charter else [],
        "meetings": meetings,
        "overdue": [item for item in open_promises if item.is_overdue],
        "in_hand": [item for item in open_promises if not item.is_overdue],
        "may_seat": user.is_authenticated and rules.may_seat(user=user, council=council),
    }
    return render(request, "committees/council.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the place that one came from, else to the council's page."""
    council = council_to_seat(request, pk)
    place = place_asked(request)
    back = (
        reverse("committees:seats_panel", args=[place.pk])
        if place
        else reverse("committees:council", args=[council.pk])
    )
    seats = queries.seats_of(council)
    members = queries.members_of(council)
    number = number_asked(request, len(seats) + 1)
    usual = {"number": number, "duty": next((one.duty for one in seats if one.number == number), "")}
    usual["holder"] = whole_number(request.GET.get("holder"))
    form = SeatForm(request.POST or None, members=members, usual=usual, held=reads.held_now(council))
    if form.is_valid():
        try:
            operations.seat_member(by=request.user, council=council, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(
                request, _("Noted. Neighbours see it at once."), extra_tags=f"saved:seat-{council.pk}"
            )
            return redirect(back)
    context = {"form": form, "council": council, "seats": seats, "members": members, "back": back}
    return render(request, "committees/seat.html", context, status=status_of(form))


def number_asked(request: HttpRequest, usual: int) -> int:
    asked = whole_number(request.GET.get("number"))
    return asked if asked and asked <= MOST_SEATS else usual


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def seat_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks once more, and shows what the holder still owes: it goes to somebody else first."""
    rows = CouncilSeat.objects.filter(holder__isnull=False)
    seat = get_object_or_404(rows.select_related("council", "holder__user"), pk=pk)
    council_to_seat(request, seat.council_id)
    if seat.ended_on:  # a second tap, or back to the form: there it stands among the former
        return redirect("committees:council", pk=seat.council_id)
    owed = chipped(reads.open_promises_of_member(seat.council, seat.holder.user))
    takers = reads.sitting_members(seat.council, but=seat.holder)
    form = SeatEndForm(request.POST or None, seat=seat, takers=takers, is_owing=bool(owed))
    if form.is_valid():
        try:
            ended = operations.end_seat(by=request.user, seat=seat, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            words = _("Noted. The seat is shown as vacant from then on.")
            words = _("Taken back: it is over at once.") if ended.is_taken_back else words
            messages.success(request, words, extra_tags=f"saved:end-{pk}")
            return redirect("committees:council", pk=seat.council_id)
    context = {"form": form, "seat": seat, "owed": owed, "has_takers": bool(takers)}
    context["mistaken"] = mistaken(seat)
    return render(request, "committees/seat_end.html", context, status=status_of(form))


@keeps_text()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def charter(request: HttpRequest, pk: int) -> HttpResponse:
    council = council_to_seat(request, pk)
    known = Charter.objects.filter(council=council).first()
    form = CharterForm(request.POST or None, charter=known)
    put_back(form, request)
    if form.is_valid():
        try:
            operations.adopt_charter(by=request.user, council=council, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(
                request, _("The charter stands; neighbours read it here."), extra_tags=f"saved:charter-{pk}"
            )
            return redirect("committees:council", pk=pk)
    context = {"form": form, "council": council, "is_first": known is None}
    return render(request, "committees/charter.html", context, status=status_of(form))
