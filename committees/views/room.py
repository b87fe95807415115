"""The room, as the secretary, a delegate's phone and the projector see it, and the pulse they follow.

A screen asks every second whether something happened (`?v=` is what it knows). Nothing did: 204, no body.
Something did: the parts of the page, each an element with an id, of which the script takes in what changed.
"""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from committees import queries, rules
from committees.chips import action_chip, resolution_chip
from committees.forms.room import CHOICES, DecideForm
from committees.models import AgendaItem, Invitation, Meeting, Motion, Party
from committees.models.room import Side
from committees.operations.floor import hands_in_turn
from committees.queries.room import Room
from kit.numbers import whole_number
from kit.qr import qr_code

AFTERWARDS = timedelta(hours=3)  # the projector still says that it is over


@dataclass
class Seat:
    """Who looks at the room, and what they may do in it."""

    meeting: Meeting
    may_run: bool
    invitation: Invitation | None
    refused: dict = field(default_factory=dict)  # what was typed and did not go through, by form

    @property
    def view(self) -> str:
        return "desk" if self.may_run else "phone"


def seat_of(request: HttpRequest, pk: int) -> Seat:
    """For those who run it and for its delegates and guests; to all others there is no room here."""
    rows = Meeting.objects.visible_to(request.user)
    rows = rows.select_related("place", "organisation", "chair", "kind", "minutes")
    meeting = get_object_or_404(rows, pk=pk)
    invitation = meeting.invitations.standing_for(request.user).select_related("party").first()
    may_run = rules.may_run(user=request.user, meeting=meeting)
    if not (may_run or invitation):
        raise Http404
    return Seat(meeting, may_run, invitation)


@never_cache
@login_required
@require_safe
def room(request: HttpRequest, pk: int) -> HttpResponse:
    seat = seat_of(request, pk)
    if seat.meeting.is_cancelled or (seat.meeting.is_closed and not seat.may_run):
        return redirect(seat.meeting)
    return whole(request, seat)


@never_cache
@login_required
@require_safe
def pulse(request: HttpRequest, pk: int) -> HttpResponse:
    seat = seat_of(request, pk)
    if seat.meeting.is_cancelled:
        raise Http404  # the page that asks loads itself anew, and is led away
    if request.GET.get("v") == str(seat.meeting.pulse):
        return HttpResponse(status=204)
    return parts(request, seat)


def parts(request: HttpRequest, seat: Seat, status: int = 200) -> HttpResponse:
    name = f"committees/room/{seat.view}.html#parts"
    return render(request, name, context_of(request, seat), status=status)


def whole(request: HttpRequest, seat: Seat, status: int = 200) -> HttpResponse:
    return render(request, f"committees/room/{seat.view}.html", context_of(request, seat), status=status)


def context_of(request: HttpRequest, seat: Seat) -> dict:
    context = shared(seat.meeting)
    context["seat"] = seat
    return context | (desk(request, seat, context) if seat.may_run else phone(seat, context))


def shared(meeting: Meeting) -> dict:
    """What every screen shows."""
    now, today = timezone.now(), timezone.localdate()
    room = Room(meeting)
    for resolution in room.resolutions:
        resolution.chip = resolution_chip(resolution, today)
    live = room.live
    left = (live.time_given - live.time_spent(now)).total_seconds() if live else 0
    return {
        "meeting": meeting,
        "room": room,
        "now": now,
        "clock": clock(left, bool(live and live.running_since), live),
        "speech_clock": speech_clock(room, now),
        "hands": hands_in_turn(meeting) if live else [],
        "has_begun": meeting.has_begun_by(now),
        "opens_now": meeting.is_convened and not meeting.opened_at,
    }


def clock(left: float, runs: bool, item: AgendaItem | None) -> dict:
    """For the script: seconds left (negative: over), whether they run, how much of the circle is left."""
    given = item.time_given.total_seconds() if item else 0
    share = round(100 * max(0.0, left) / given) if given else 0
    return {"left": round(left), "runs": runs, "given": round(given), "share": share, "words": minutes(left)}


def minutes(left: float) -> str:
    seconds = abs(round(left))
    return f"{'+' if left < 0 else ''}{seconds // 60}:{seconds % 60:02d}"


def speech_clock(room: Room, now) -> dict | None:
    if room.speaking is None:
        return None
    given = room.meeting.kind.speech_seconds
    left = given - (now - room.speaking.started_at).total_seconds()
    return {"left": round(left), "runs": True, "given": given, "words": minutes(left)}


# --- the secretary's desk -----------------------------------------------------------------


def desk(request: HttpRequest, seat: Seat, context: dict) -> dict:
    meeting, room = seat.meeting, context["room"]
    item = item_on_the_desk(request, room)
    motion = motion_on_the_desk(room, item)
    refused = seat.refused
    form = refused.get("decide") or DecideForm(None, executors=executors(room))
    today = timezone.localdate()
    carried = queries.carried_over(meeting, request.user) if item and item.is_follow_up else []
    return {
        "item": item,
        "is_live": item is not None and item.pk == meeting.live_item_id,
        "number": room.agenda.index(item) + 1 if item else 0,
        "motion": motion,
        "decide_form": form,
        **voting(room, seat.invitation),
        "unseen": is_unseen(seat, room),
        "choices": CHOICES,
        "sides": Side.choices,
        "carried": [chipped(resolution, today) for resolution in carried],
        "conflict": refused.get("conflict"),
        "own": [r for r in room.resolutions if item and r.agenda_item_id == item.pk],
        "state": desk_state(room, item, motion),
        "pinned": f"?item={item.pk}" if item and request.GET.get("item") else "",
        "pulse_url": pulse_url(meeting, item if request.GET.get("item") else None),
    }


def is_unseen(seat: Seat, room: Room) -> bool:
    """Whoever is at the desk and not checked in stands in the minutes as away, and is said so in time."""
    own = seat.invitation
    came = {attendance.invitation_id for attendance in room.attendances}
    return seat.meeting.is_on and own is not None and own.party_id is not None and own.pk not in came


def item_on_the_desk(request: HttpRequest, room: Room) -> AgendaItem | None:
    """The one asked for by number, else the one on the table, else the first."""
    asked = whole_number(request.GET.get("item"))
    found = next((item for item in room.agenda if item.pk == asked), None)
    return found or room.live or next(iter(room.agenda), None)


def motion_on_the_desk(room: Room, item: AgendaItem | None) -> Motion | None:
    """The one being voted on, if it is about this item; else the one being worded."""
    voting = room.voting if room.voting and item and room.voting.item_id == item.pk else None
    return voting or room.draft_on(item)


def desk_state(room: Room, item: AgendaItem | None, motion: Motion | None) -> str:
    """Another state means that the forms on the desk are no longer the right ones."""
    words = [item.pk if item else 0, item.version if item else 0]
    words += [motion.pk, motion.state, motion.version] if motion else []
    return "-".join(str(word) for word in [*words, len(room.resolutions)])


def pulse_url(meeting: Meeting, item: AgendaItem | None) -> str:
    url = reverse("committees:pulse", args=[meeting.pk])
    return f"{url}?item={item.pk}&" if item else f"{url}?"


def chipped(resolution, today):
    resolution.chip = resolution_chip(resolution, today)
    for action in resolution.action_items.all():
        action.chip = action_chip(action, today)
    return resolution


def executors(room: Room) -> list:
    """Grouped by party: the organisation as a whole, then its delegates."""
    of: dict[int, list] = {}
    for invitation in room.invitations:
        of.setdefault(invitation.party_id, []).append(invitation)
    groups = []
    for party in room.parties:
        key = f"o{party.organisation_id}" if party.organisation_id else ""
        own = [(key, as_a_whole(party))] if key else []
        people = [(f"{key}u{i.user_id}", i.user.display_name) for i in of.get(party.pk, [])]
        if own or people:
            groups.append((party.name, [*own, *people]))
    return groups


def as_a_whole(party: Party) -> str:
    return _("%(party)s as a whole") % {"party": party.name}


# --- a delegate's phone -----------------------------------------------------------------


def phone(seat: Seat, context: dict) -> dict:
    room, invitation = context["room"], seat.invitation
    mine = next((a for a in room.here if a.invitation_id == invitation.pk), None)
    hand = next((h for h in context["hands"] if mine and h.attendance_id == mine.pk), None)
    return {
        "mine": mine,
        "hand": hand,
        "place_in_line": context["hands"].index(hand) + 1 if hand else 0,
        "speaks": bool(mine and room.speaking and room.speaking.attendance_id == mine.pk),
        "motion": room.voting,
        **voting(room, invitation),
        "choices": CHOICES,
        "sides": Side.choices,
        "pulse_url": pulse_url(seat.meeting, None),
    }


def voting(room: Room, invitation: Invitation | None) -> dict:
    """Of a delegate who is here, also of one who keeps the desk."""
    here = invitation and any(a.invitation_id == invitation.pk for a in room.here)
    may = bool(here and invitation.party_id and room.voting and room.voting.method == "phones")
    return {"may_vote": may, "my_vote": my_vote(room, invitation) if may else ""}


def my_vote(room: Room, invitation: Invitation) -> str:
    """What this delegate, or the party where parties vote, has said."""
    if room.is_by_party:
        return next((v.choice for v in room.votes if v.party_id == invitation.party_id), "")
    return next((v.choice for v in room.votes if v.invitation_id == invitation.pk), "")


# --- the projector -----------------------------------------------------------------


def screen_of(pk: int, code: str) -> Meeting:
    """Whoever has the address may look: the computer at the projector need not be anybody's account.

    It lasts until some hours after the end.
    """
    rows = Meeting.objects.select_related("place", "organisation", "chair", "kind")
    meeting = get_object_or_404(rows.exclude(state="cancelled"), pk=pk)
    is_over = meeting.is_closed and meeting.closed_at < timezone.now() - AFTERWARDS
    if is_over or not secrets.compare_digest(code.encode(), meeting.screen_code.encode()):
        raise Http404
    return meeting


@never_cache
@require_safe
def screen(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    return render(request, "committees/room/screen.html", screen_context(screen_of(pk, code)))


@never_cache
@require_safe
def screen_pulse(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    meeting = screen_of(pk, code)
    if request.GET.get("v") == str(meeting.pulse):
        return HttpResponse(status=204)
    return render(request, "committees/room/screen.html#parts", screen_context(meeting))


def screen_context(meeting: Meeting) -> dict:
    context = shared(meeting)
    door = settings.BASE_URL + reverse("committees:here", args=[meeting.pk, meeting.checkin_code])
    url = reverse("committees:screen_pulse", args=[meeting.pk, meeting.screen_code])
    return context | {"motion": context["room"].voting, "door": qr_code(door), "pulse_url": f"{url}?"}
