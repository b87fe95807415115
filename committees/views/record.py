"""The secretary's page: the agenda before, the resolutions during, the minutes after."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from buildings.models import Organisation
from committees import operations, queries
from committees.chips import action_chip, reply_chip, resolution_chip
from committees.forms import CloseForm, DelegateForm, ItemForm, ResolutionForm, issue_choices, show_refusal
from committees.models import AgendaItem, Invitation, Meeting, Party
from committees.models.meetings import PRESENT
from committees.operations.agenda import shift_item
from committees.sent import log_of, summary_of
from committees.views.convening import meeting_to_run
from kit.paging import page_of
from kit.refused import Refused
from people.models import User


@dataclass
class Room:
    """What one look at the page needs, read once."""

    meeting: Meeting
    agenda: list[AgendaItem]
    parties: list[Party]
    invitations: list[Invitation]

    @classmethod
    def of(cls, meeting: Meeting, user: User) -> "Room":
        agenda = list(queries.agenda_of(meeting, user))
        parties = list(queries.parties_of(meeting).select_related("organisation"))
        invitations = list(queries.invitations_of(meeting))
        for invitation in invitations:
            invitation.chip = reply_chip_of(invitation)
        for party in parties:
            party.people = [i for i in invitations if i.party_id == party.pk]
            party.present = [i for i in party.people if i.reply in PRESENT]
            party.dots = [True] * len(party.present) + [False] * (party.seats - len(party.present))
        return cls(meeting, agenda, parties, invitations)

    @property
    def organisations(self) -> dict[int, Organisation]:
        return {p.organisation_id: p.organisation for p in self.parties if p.organisation}

    @property
    def people(self) -> dict[int, User]:
        return {i.user_id: i.user for i in self.invitations if i.party_id}

    def executors(self) -> list:
        """Grouped by party: the organisation as a whole, then its delegates."""
        groups = []
        for party in self.parties:
            key = f"o{party.organisation_id}" if party.organisation_id else ""
            own = [(key, _("%(party)s as a whole") % {"party": party.name})] if key else []
            people = [(f"{key}u{i.user_id}", i.user.display_name) for i in party.people]
            if own or people:
                groups.append((party.name, [*own, *people]))
        return groups

    def item(self, number: str | None) -> AgendaItem | None:
        """The one asked for, else the first after the carried-over promises."""
        asked = [i for i in self.agenda if number and str(i.pk) == number]
        own = [i for i in self.agenda if not i.is_follow_up]
        return next(iter(asked or own or self.agenda), None)


def reply_chip_of(invitation: Invitation):
    chip = reply_chip(invitation.reply)
    return chip._replace(label=invitation.get_reply_display())


@login_required
def resolutions(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = meeting_to_run(request, pk)
    room = Room.of(meeting, request.user)
    if request.method != "POST":
        return page(request, room)
    form = resolution_form(room, request.POST)
    item = room.item(request.POST.get("item"))
    if form.is_valid():
        try:
            resolution = operations.record_resolution(
                by=request.user,
                meeting=meeting,
                agenda_item=item,
                **form.decision(room.organisations, room.people),
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            label = {"label": resolution.label}
            tag = f"saved:resolution-{item.pk}" if item else ""
            messages.success(request, _("Resolution %(label)s stands.") % label, extra_tags=tag)
            return redirect(f"{room_url(meeting)}?item={item.pk if item else ''}")
    return page(request, room, item=item, form=form)


def resolution_form(room: Room, data=None) -> ResolutionForm:
    return ResolutionForm(data, parties=room.parties, executors=room.executors())


def room_url(meeting: Meeting) -> str:
    return reverse("committees:resolutions", args=[meeting.pk])


def page(request: HttpRequest, room: Room, *, item: AgendaItem | None = None, **forms) -> HttpResponse:
    meeting, now, today = room.meeting, timezone.now(), timezone.localdate()
    item = item or room.item(request.GET.get("item"))
    has_begun = meeting.starts_at <= now
    is_running = meeting.is_convened and has_begun
    context = {
        "meeting": meeting,
        "room": room,
        "item": item,
        "number": room.agenda.index(item) + 1 if item else 0,
        "has_begun": has_begun,
        "is_running": is_running,
        "is_ahead": meeting.is_convened and not has_begun,
        "carried": chipped(queries.carried_over(meeting, request.user), today),
        "resolutions": chipped(queries.resolutions_of(meeting), today),
        "guests": [i for i in room.invitations if i.party_id is None],
        "words": [i for i in room.invitations if i.says],
        "present": sum(len(party.present) for party in room.parties),
        "seats": sum(party.seats for party in room.parties),
        "parties_present": sum(bool(party.present) for party in room.parties),
        "form": forms.get("form") or (resolution_form(room) if is_running else None),
        "close_form": forms.get("close_form") or (CloseForm() if is_running else None),
        "item_form": forms.get("item_form") or (item_form(request, meeting) if meeting.is_convened else None),
        "delegates": [] if has_begun else delegate_forms(room),
    }
    return render(request, "committees/record.html", context)


def chipped(rows, today) -> list:
    rows = list(rows)
    for resolution in rows:
        resolution.chip = resolution_chip(resolution, today)
        for action in resolution.action_items.all():
            action.chip = action_chip(action, today)
    return rows


def item_form(request: HttpRequest, meeting: Meeting, data=None) -> ItemForm:
    issues = queries.issues_to_raise(request.user, meeting.place)
    form = ItemForm(data, prefix="item", issues=issue_choices(issues, meeting.place))
    form.raised = issues
    return form


def delegate_forms(room: Room) -> list[tuple[Party, DelegateForm]]:
    called = {invitation.user_id for invitation in room.invitations if invitation.party_id}
    missing = queries.delegates_missing(room.parties, called)
    return [(p, DelegateForm(None, people=missing[p.pk])) for p in room.parties if missing.get(p.pk)]


@login_required
@require_POST
def add_item(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = meeting_to_run(request, pk)
    form = item_form(request, meeting, request.POST)
    if form.is_valid():
        plan = form.plan(form.raised)
        try:
            if plan is None:
                raise Refused(_("Say what each item is about."))
            operations.add_agenda_item(
                by=request.user,
                meeting=meeting,
                title=plan.title,
                minutes=plan.minutes,
                presenter=plan.presenter,
                issue=plan.issue,
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return redirect(room_url(meeting))
    return page(request, Room.of(meeting, request.user), item_form=form)


@login_required
@require_POST
def shift(request: HttpRequest, pk: int, item: int, way: str) -> HttpResponse:
    meeting = meeting_to_run(request, pk)
    if way not in ("up", "down"):
        raise Http404
    row = get_object_or_404(AgendaItem.objects.select_related("meeting"), pk=item, meeting=meeting)
    return told(request, meeting, lambda: shift_item(by=request.user, item=row, up=way == "up"))


@login_required
@require_POST
def delegate(request: HttpRequest, pk: int, party: int) -> HttpResponse:
    meeting = meeting_to_run(request, pk)
    row = get_object_or_404(Party.objects.select_related("meeting"), pk=party, meeting=meeting)
    people = queries.delegates_missing([row], called=set())[row.pk]
    form = DelegateForm(request.POST, people=people)
    if not form.is_valid():
        raise Http404
    user = form.people[form.cleaned_data["user"]]
    done = _("%(person)s is invited.") % {"person": user.display_name}
    return told(
        request, meeting, lambda: operations.invite_delegate(by=request.user, party=row, user=user), done
    )


def told(request: HttpRequest, meeting: Meeting, act, done: str = "") -> HttpResponse:
    """One button that can be refused; the sentence stands on the page that it leads back to."""
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        if done:
            messages.success(request, done)
    return redirect(room_url(meeting))


@login_required
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = meeting_to_run(request, pk)
    form = CloseForm(request.POST)
    if form.is_valid():
        try:
            operations.close_meeting(by=request.user, meeting=meeting, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Closed."), extra_tags=f"saved:minutes-{meeting.pk}")
            return redirect(room_url(meeting))
    return page(request, Room.of(meeting, request.user), close_form=form)


@login_required
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = meeting_to_run(request, pk)
    done = _("The minutes are out; the neighbours are told.")
    return told(request, meeting, lambda: operations.publish_minutes(by=request.user, meeting=meeting), done)


@login_required
@require_safe
def sent(request: HttpRequest, pk: int) -> HttpResponse:
    """What was sent to whom and when."""
    meeting = meeting_to_run(request, pk)
    context = {
        "meeting": meeting,
        "summary": [] if request.htmx else summary_of(meeting),
        "page": page_of(request, log_of(meeting), ("due_at", "id")),
    }
    return render(request, "committees/sent.html#rows" if request.htmx else "committees/sent.html", context)
