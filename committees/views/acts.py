"""What is pressed in the room, each button one operation. A screen with script gets what changed."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from committees.forms import show_refusal
from committees.forms.room import DecideForm, hands_from
from committees.models import AgendaItem, Attendance, Motion, Speech
from committees.operations import floor, motions, notes
from committees.operations import room as doing
from committees.operations.ground import insist_on_running
from committees.queries.room import Room
from committees.views.room import Seat, executors, parts, seat_of, whole
from kit.numbers import whole_number
from kit.refused import Refused

SCRIPT = "X-Room"  # sent by room.js: it wants parts, not a page


def wants_parts(request: HttpRequest) -> bool:
    return SCRIPT in request.headers


@login_required
@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    seat = seat_of(request, pk)
    if verb not in ACTS:
        raise Http404
    try:
        with transaction.atomic():
            ACTS[verb](request, seat)
    except Refused as refused:
        return refusal(request, seat, refused)
    return done(request, seat)


def done(request: HttpRequest, seat: Seat) -> HttpResponse:
    if wants_parts(request):
        return parts(request, seat_of(request, seat.meeting.pk))
    return redirect(room_url(request, seat))


def refusal(request: HttpRequest, seat: Seat, refused: Refused) -> HttpResponse:
    """The sentence, where the person looks; forms that were filled in come back as they were."""
    if wants_parts(request):
        return JsonResponse({"say": str(refused)}, status=409)
    messages.error(request, str(refused))
    return redirect(room_url(request, seat))


def room_url(request: HttpRequest, seat: Seat) -> str:
    url = reverse("committees:room", args=[seat.meeting.pk])
    item = whole_number(request.GET.get("item"))
    return f"{url}?item={item}" if item and seat.may_run else url


def own(request: HttpRequest, seat: Seat, model, name: str):
    """A row of this meeting that the button is about."""
    number = whole_number(request.POST.get(name))
    return get_object_or_404(model.objects.select_related("meeting"), pk=number, meeting=seat.meeting)


def open_(request: HttpRequest, seat: Seat) -> None:
    doing.open_meeting(by=request.user, meeting=seat.meeting)


def take_up(request: HttpRequest, seat: Seat) -> None:
    doing.take_up(by=request.user, meeting=seat.meeting, item=own(request, seat, AgendaItem, "item"))


def finish(request: HttpRequest, seat: Seat) -> None:
    seen = whole_number(request.POST.get("item"))
    doing.finish_item(by=request.user, meeting=seat.meeting, seen=seen)


def pause(request: HttpRequest, seat: Seat) -> None:
    doing.pause_clock(by=request.user, meeting=seat.meeting, pause=True)


def go_on(request: HttpRequest, seat: Seat) -> None:
    doing.pause_clock(by=request.user, meeting=seat.meeting, pause=False)


def more_time(request: HttpRequest, seat: Seat) -> None:
    doing.add_minutes(by=request.user, meeting=seat.meeting, minutes=5)


def hand(request: HttpRequest, seat: Seat) -> None:
    who = own(request, seat, Attendance, "attendance") if request.POST.get("attendance") else None
    side = request.POST.get("side", "")
    floor.raise_hand(by=request.user, meeting=seat.meeting, side=side, attendance=who)


def hand_down(request: HttpRequest, seat: Seat) -> None:
    floor.lower_hand(by=request.user, speech=own(request, seat, Speech, "speech"))


def give_floor(request: HttpRequest, seat: Seat) -> None:
    chosen = own(request, seat, Speech, "speech") if request.POST.get("speech") else None
    floor.give_floor(by=request.user, meeting=seat.meeting, speech=chosen)


def end_speech(request: HttpRequest, seat: Seat) -> None:
    floor.end_speech(by=request.user, meeting=seat.meeting)


def off_topic(request: HttpRequest, seat: Seat) -> None:
    floor.call_to_topic(by=request.user, meeting=seat.meeting)


def open_vote(request: HttpRequest, seat: Seat) -> None:
    """What stands in the box is the wording, saved or not yet."""
    item = own(request, seat, AgendaItem, "item")
    if "text" in request.POST:
        worded(request, item)
    motion = notes.draft_on(seat.meeting, item)
    if motion is None:
        raise Refused(motions.no_words(), field="text")
    motions.open_vote(by=request.user, motion=motion, method=request.POST.get("method", ""))


def worded(request: HttpRequest, item: AgendaItem) -> Motion:
    return notes.word_motion(
        by=request.user,
        item=item,
        text=request.POST.get("text", ""),
        seen_version=whole_number(request.POST.get("version")) or 0,
    )


def vote(request: HttpRequest, seat: Seat) -> None:
    motion, choice = own(request, seat, Motion, "motion"), request.POST.get("choice", "")
    motions.cast_vote(by=request.user, motion=motion, choice=choice)


def hands(request: HttpRequest, seat: Seat) -> None:
    insist_on_running(request.user, seat.meeting)
    count_hands(request, seat, own(request, seat, Motion, "motion"))


def count_hands(request: HttpRequest, seat: Seat, motion: Motion) -> None:
    room_ = Room(seat.meeting)
    for party, votes in hands_from(request.POST, room_.parties, room_.is_by_party):
        motions.count_hands(by=request.user, motion=motion, party=party, votes=votes)


def withdraw(request: HttpRequest, seat: Seat) -> None:
    motions.withdraw_motion(by=request.user, motion=own(request, seat, Motion, "motion"))


def leave(request: HttpRequest, seat: Seat) -> None:
    doing.check_out(by=request.user, attendance=own(request, seat, Attendance, "attendance"))


ACTS: dict[str, Callable[[HttpRequest, Seat], None]] = {
    "open": open_,
    "take-up": take_up,
    "finish": finish,
    "pause": pause,
    "go-on": go_on,
    "more-time": more_time,
    "hand": hand,
    "hand-down": hand_down,
    "give-floor": give_floor,
    "end-speech": end_speech,
    "off-topic": off_topic,
    "open-vote": open_vote,
    "vote": vote,
    "hands": hands,
    "withdraw": withdraw,
    "leave": leave,
}


@login_required
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The one form of the room with many boxes: refused, it comes back as it was filled in."""
    seat = seat_of(request, pk)
    try:
        insist_on_running(request.user, seat.meeting)
    except Refused as refused:
        return refusal(request, seat, refused)  # a delegate's page has no such form
    room_ = Room(seat.meeting)
    form = DecideForm(request.POST, executors=executors(room_))
    if not form.is_valid():
        return form_back(request, seat, form)
    try:
        with transaction.atomic():
            motion = motion_to_decide(request, seat)
            organisations = {p.organisation_id: p.organisation for p in room_.parties if p.organisation}
            people = {i.user_id: i.user for i in room_.invitations}
            motions.decide_motion(by=request.user, motion=motion, **form.decision(organisations, people))
    except Refused as refused:
        show_refusal(form, refused)
        return form_back(request, seat, form)
    return done(request, seat)


def motion_to_decide(request: HttpRequest, seat: Seat) -> Motion:
    """The one that was voted on, its hands counted as they stand in the form; else what stands in the box."""
    if request.POST.get("motion"):
        motion = own(request, seat, Motion, "motion")
        if motion.state == "voting" and motion.method == "hands":
            count_hands(request, seat, motion)
        return motion
    item = own(request, seat, AgendaItem, "item")
    if "text" in request.POST and request.POST["text"].strip():
        return worded(request, item)
    raise Refused(motions.no_words(), field="text")


def form_back(request: HttpRequest, seat: Seat, form: DecideForm) -> HttpResponse:
    seat.refused["decide"] = form
    return (parts if wants_parts(request) else whole)(request, seat, status=422)


@login_required
@require_POST
def note(request: HttpRequest, pk: int, item: int, what: str) -> HttpResponse:
    """A text is saved while it is typed: what was said on an item, or the wording of a motion."""
    seat = seat_of(request, pk)
    row = get_object_or_404(AgendaItem.objects.select_related("meeting"), pk=item, meeting=seat.meeting)
    try:
        saved = WRITERS[what](request, row)
    except notes.Conflict as conflict:
        return conflicting(request, seat, row, what, conflict)
    except Refused as refused:
        return refusal(request, seat, refused)
    if wants_parts(request):
        return JsonResponse({"version": saved.version, "motion": saved.pk if what == "motion" else None})
    return redirect(room_url(request, seat))


def summarised(request: HttpRequest, item: AgendaItem) -> AgendaItem:
    return notes.write_summary(
        by=request.user,
        item=item,
        text=request.POST.get("text", ""),
        seen_version=whole_number(request.POST.get("version")) or 0,
    )


WRITERS: dict[str, Callable] = {"summary": summarised, "motion": worded}


def conflicting(
    request: HttpRequest, seat: Seat, item: AgendaItem, what: str, conflict: notes.Conflict
) -> HttpResponse:
    """Both texts, side by side; whoever looks at them decides."""
    words = {"say": str(conflict), "theirs": conflict.theirs, "version": conflict.version}
    if wants_parts(request):
        return JsonResponse(words, status=409)
    seat.refused["conflict"] = words | {"what": what, "mine": request.POST.get("text", "")}
    return whole(request, seat, status=409)
