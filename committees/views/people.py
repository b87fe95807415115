"""Who is in the room: the name list, the code at the door, and the page that the code leads to."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from committees import rules
from committees.forms import show_refusal
from committees.forms.room import MomentForm, PersonForm
from committees.models import Attendance, Invitation, Meeting
from committees.operations import room as doing
from committees.operations.parties import not_for
from committees.queries.room import Room
from committees.views.convening import meeting_to_run
from kit.forms import status_of
from kit.numbers import whole_number
from kit.qr import qr_code
from kit.refused import Refused


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """The name list; its form adds somebody without an account."""
    meeting = meeting_to_run(request, pk)
    room = Room(meeting)
    form = PersonForm(request.POST if request.method == "POST" else None, parties=room.parties)
    if form.is_valid():
        try:
            doing.check_in(by=request.user, meeting=meeting, **form.person())
        except Refused as refused:
            show_refusal(form, refused)
            if not meeting.is_convened:  # then the form is not there to show it
                messages.error(request, str(refused))
        else:
            return redirect("committees:people", pk=pk)
    context = {"meeting": meeting, "room": room, "form": form, "groups": room.name_list()}
    return render(request, "committees/room/people.html", context, status=status_of(form))


@login_required
@require_POST
def present(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """One tap on the list: came, left, or everyone who said they come; or on the desk, which stays open."""
    meeting = meeting_to_run(request, pk)
    if what not in TAPS:
        raise Http404
    try:
        TAPS[what](request, meeting)
    except Refused as refused:
        messages.error(request, str(refused))
    is_at_the_desk = request.POST.get("back") == "room"
    return redirect("committees:room" if is_at_the_desk else "committees:people", pk=pk)


def came(request: HttpRequest, meeting: Meeting) -> None:
    number = whole_number(request.POST.get("invitation"))
    invitation = get_object_or_404(Invitation, pk=number, meeting=meeting)
    doing.check_in(
        by=request.user,
        meeting=meeting,
        invitation=invitation,
        is_online=invitation.reply == "online",
        arrived_at=moment(request, meeting),
    )


def left(request: HttpRequest, meeting: Meeting) -> None:
    number = whole_number(request.POST.get("attendance"))
    attendance = get_object_or_404(Attendance.objects.select_related("meeting"), pk=number, meeting=meeting)
    doing.check_out(by=request.user, attendance=attendance, left_at=moment(request, meeting))


def moment(request: HttpRequest, meeting: Meeting):
    form = MomentForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Write the time as 19:45."), field="at")
    return form.moment(meeting.starts_at)


def expected(request: HttpRequest, meeting: Meeting) -> None:
    count = doing.check_in_expected(by=request.user, meeting=meeting)
    sentence = ngettext("%(count)d person is checked in.", "%(count)d people are checked in.", count)
    messages.success(request, sentence % {"count": count})


TAPS = {"came": came, "left": left, "expected": expected}


@login_required
@require_safe
def door(request: HttpRequest, pk: int) -> HttpResponse:
    """The code to hang at the door or hold up; and the address for the projector."""
    meeting = meeting_to_run(request, pk)
    here = settings.BASE_URL + reverse("committees:here", args=[pk, meeting.checkin_code])
    screen = reverse("committees:screen", args=[pk, meeting.screen_code])
    context = {"meeting": meeting, "code": qr_code(here), "here": here, "screen": settings.BASE_URL + screen}
    return render(request, "committees/room/door.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def here(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Where the code leads: one button. After signing in one comes back here."""
    rows = Meeting.objects.visible_to(request.user).select_related("kind", "place")
    meeting = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        online = "online" in request.POST
        try:
            doing.check_in_self(by=request.user, meeting=meeting, code=code, is_online=online)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("committees:here", pk=pk, code=code)
        return redirect("committees:room", pk=pk)
    invitation = meeting.invitations.standing_for(request.user).select_related("party").first()
    may_come = invitation is not None or rules.may_sign_up(user=request.user, meeting=meeting)
    is_here = bool(invitation and invitation.attendances.here().exists())
    context = {"meeting": meeting, "invitation": invitation, "may_come": may_come, "is_here": is_here}
    context |= {} if may_come else {"not_for": not_for(request.user)}
    return render(request, "committees/room/here.html", context)
