"""What everyone sees: the list, one meeting, its calendar file, and the answer to "are you coming?"."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from buildings.alike import Listed, ask_alike, one_alike, page_alike
from buildings.asked import place_asked
from buildings.models import Membership, Place
from committees import operations, queries, rules
from committees.chips import action_chip, meeting_chip, resolution_chip
from committees.forms import DelegateForm, ReplyForm, SubstituteForm, show_refusal
from committees.models import Meeting, MeetingKind, Party, Resolution
from committees.models.meetings import Reply
from committees.operations.room import EARLY
from committees.queries.room import counts_of, quorum_from
from committees.reminders import in_words, still_ahead
from kit.forms import status_of
from kit.paging import SIZE
from kit.refused import Refused
from people.models import User

FIRST_TO_COME, LAST_HELD = ("starts_at", "id"), ("-starts_at", "-id")
MOST_CARRIED = 10  # resolutions of earlier meetings on a meeting's page
AHEAD = 10  # on the first page; more behind "all that are coming up"


@require_safe
def list_(request: HttpRequest) -> HttpResponse:
    """What is coming first, then what was; `?when=ahead` pages through everything that is coming."""
    kinds = queries.kinds_held()
    kind, place, now = kind_of(request, kinds), place_asked(request), timezone.now()
    only_ahead = request.GET.get("when") == "ahead"
    order = FIRST_TO_COME if only_ahead else LAST_HELD
    page, found = page_alike(request, _listed, order, SIZE, only_ahead, kind, place)
    ahead = found.get("ahead", [])
    for meeting in [*ahead, *page]:
        meeting.chip = meeting_chip(meeting, meeting.my_reply, now)
    context = {
        "page": page,
        "ahead": ahead[:AHEAD],
        "has_more_ahead": len(ahead) > AHEAD,
        "only_ahead": only_ahead,
        "kinds": kinds,
        "kind": kind,
        "place": place,
        "may_convene": may_convene_somewhere(request.user),
    }
    return render(request, "committees/list.html#rows" if request.htmx else "committees/list.html", context)


def _listed(user: User, now: datetime, only_ahead: bool, kind: str, place: Place | None) -> Listed:
    rows = queries.meetings_for(user)
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(place__path__below=place.path) if place else rows
    if only_ahead:
        return Listed(rows.ahead(now))
    return Listed(rows.behind(now), beside={"ahead": rows.ahead(now).order_by(*FIRST_TO_COME)[: AHEAD + 1]})


def kind_of(request: HttpRequest, kinds: list[MeetingKind]) -> str:
    kind = request.GET.get("kind", "")
    return kind if any(known.code == kind for known in kinds) else ""


def may_convene_somewhere(user) -> bool:
    return user.is_authenticated and (
        user.is_superuser or bool(queries.standing_of(user).service_paths(*rules.CONVENING_KINDS))
    )


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = one_alike(_meeting, request.user, pk)
    return render(request, "committees/detail.html", detail_context(request, meeting))


def _meeting(user: User, now: datetime, pk: int) -> QuerySet[Meeting]:
    return queries.meeting_for(user).filter(pk=pk)


def resolutions_on(meeting: Meeting, user) -> tuple[list[Resolution], bool]:
    """Its own; or, before it is over, what earlier ones left, and whether there is more than fits a page."""
    if meeting.is_closed:
        return list(queries.resolutions_of(meeting)), False
    before = [meeting.previous_id] if meeting.previous_id else []
    of = (before, meeting.place_id, meeting.kind_id, meeting.starts_at)
    rows = ask_alike(_carried_over, user, timezone.now(), *of)["rows"]
    return rows[:MOST_CARRIED], len(rows) > MOST_CARRIED


def _carried_over(user: User, now: datetime, *of) -> dict[str, QuerySet]:
    return {"rows": queries.left_over(user, *of, most=MOST_CARRIED + 1)}


def detail_context(
    request: HttpRequest,
    meeting: Meeting,
    form: ReplyForm | None = None,
    substitute_form: SubstituteForm | None = None,
) -> dict:
    user, now, today = request.user, timezone.now(), timezone.localdate()
    resolutions, has_older = resolutions_on(meeting, user)
    for resolution in resolutions:
        resolution.chip = resolution_chip(resolution, today)
        for action in resolution.action_items.all():
            action.chip = action_chip(action, today)
    is_invited = meeting.guest is not None
    if not is_invited:  # whoever left the office for which they were called is asked nothing as its delegate
        meeting.my_reply = meeting.my_party = None
    may_answer = is_invited or rules.may_sign_up(user=user, meeting=meeting)
    is_ahead = meeting.is_convened and not meeting.has_begun_by(now)
    parties = queries.parties_of(meeting)
    may_run = rules.may_run(user=user, meeting=meeting)
    own = party_named(parties, user) if is_ahead and not may_run else None
    may_send = meeting.my_party is not None and is_ahead and meeting.has_substitutes
    seat = (queries.seat_of(meeting) if may_send else None) or {}
    named_by = own.organisation_id if own and named_of(own) < own.seats else None
    members = queries.members_to_call(meeting, [named_by, seat.get("organisation")])
    return {
        "meeting": meeting,
        "chip": meeting_chip(meeting, meeting.my_reply, now),
        "parties": parties,
        "quorum": quorum_from(meeting, counts_of(parties, "coming")) if may_run else None,
        "room_is_open": meeting.is_convened and meeting.starts_at - EARLY <= now,
        "own_party": with_form(own, members) if own else None,
        "reminded": in_words(still_ahead(meeting.starts_at, now, meeting.reminder_minutes)),
        "substitute_form": substitute_form
        or (SubstituteForm(None, people=queries.substitutes_for(meeting, members)) if may_send else None),
        "agenda": queries.agenda_of(meeting),
        "resolutions": resolutions,
        "has_older": has_older,
        "is_ahead": is_ahead,
        "waits_for_minutes": meeting.is_convened and meeting.ends_at <= now,
        "may_answer": may_answer and is_ahead,
        "may_run": may_run,
        "is_invited": is_invited,
        "form": form or ReplyForm(initial=answer_of(meeting)),
    }


def party_named(parties: list[Party], user: User) -> Party | None:
    """The party of an organisation of theirs."""
    ids = queries.standing_of(user).organisation_ids if user.is_authenticated else set()
    return next((each for each in parties if each.organisation_id in ids), None)


def with_form(party: Party, members: Iterable[Membership]) -> Party:
    """Its delegates, and, while a seat is free, a form for another."""
    called = {invitation.user_id for invitation in party.delegates}
    party.named = named_of(party)
    people = [
        member.user
        for member in members
        if member.organisation_id == party.organisation_id and member.user_id not in called
    ]
    party.form = DelegateForm(None, people=people) if people and party.named < party.seats else None
    return party


def named_of(party: Party) -> int:
    """Who does not come leaves the seat to another."""
    return sum(invitation.reply != Reply.DECLINED for invitation in party.delegates)


def answer_of(meeting: Meeting) -> dict:
    """Nothing is ticked for someone who has not answered: silence is no answer."""
    reply = None if meeting.my_reply in (None, Reply.NONE) else meeting.my_reply
    return {"reply": reply, "says": meeting.my_words or "", "reason": meeting.my_reason or ""}


@login_required
@require_POST
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = get_object_or_404(queries.meeting_for(request.user), pk=pk)
    form = ReplyForm(request.POST)
    if form.is_valid():
        try:
            operations.reply(by=request.user, meeting=meeting, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(
                request, said(form.cleaned_data["reply"], meeting), extra_tags=f"saved:reply-{meeting.pk}"
            )
            return redirect(meeting)
    context = detail_context(request, meeting, form)
    return render(request, "committees/detail.html", context, status=status_of(form))


def said(reply: str, meeting: Meeting) -> str:
    if reply == Reply.DECLINED:
        return _("Thank you for telling us. You will not be reminded.")
    ahead = still_ahead(meeting.starts_at, timezone.now(), meeting.reminder_minutes)
    if not ahead:
        return _("Noted.")
    return _("Noted. We remind you %(when)s before.") % {"when": in_words(ahead)}


@login_required
@require_POST
def substitute(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody of the same party comes instead."""
    meeting = get_object_or_404(queries.meeting_for(request.user), pk=pk)
    form = SubstituteForm(request.POST, people=queries.substitutes_for(meeting))
    if form.is_valid():
        other = form.cleaned_data["substitute"]
        try:
            operations.send_substitute(by=request.user, meeting=meeting, substitute=other)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            sentence = _("%(name)s is told, and sits on your seat.")
            messages.success(request, sentence % {"name": other.display_name})
            return redirect(meeting)
    context = detail_context(request, meeting, substitute_form=form)
    return render(request, "committees/detail.html", context, status=status_of(form))
