"""Giving the seats of a council: for its head and the community's staff."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from buildings.asked import place_asked
from buildings.models import Organisation
from committees import operations, queries, rules
from committees.forms import SeatForm, show_refusal
from kit.refused import Refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the place that one came from, else to the one that the council serves."""
    council = get_object_or_404(Organisation.objects.filter(kind__in=rules.COUNCIL_KINDS), pk=pk)
    if not rules.may_seat(user=request.user, council=council):
        raise Http404
    service = council.services.current().select_related("place").first()
    place = place_asked(request) or (service and service.place)
    back = reverse("committees:seats_panel", args=[place.pk]) if place else reverse("committees:list")
    seats = queries.seats_of(council)
    members = queries.members_of(council)
    form = SeatForm(request.POST or None, members=members, number=len(seats) + 1)
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
    context = {"form": form, "council": council, "seats": seats, "back": back}
    return render(request, "committees/seat.html", context)
