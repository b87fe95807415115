"""How a promise stands, said by whoever owes it and by those who asked for it; and what a party promised."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from buildings.models import Organisation
from committees import forms, operations, queries, rules
from committees.chips import action_chip
from committees.forms import show_refusal
from committees.models import ActionItem, Meeting
from committees.models.resolutions import UNSETTLED, ActionState
from committees.queries import actions as reads
from committees.views.convening import meeting_to_run
from kit.drafts import keeps_text
from kit.forms import status_of
from kit.handed_out import photo_of
from kit.paging import page_of
from kit.refused import Refused


@login_required
@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """What this person, or an organisation of theirs, still owes; a panel beside the list of meetings."""
    owed = chipped(queries.owed_by(request.user))
    own = Organisation.objects.filter(pk__in=queries.standing_of(request.user).organisation_ids)
    name = "committees/promises.html#panel" if request.htmx else "committees/promises.html"
    context = {"owed": owed, "organisations": [] if request.htmx else own.order_by("name")}
    return render(request, name, context)


def chipped(rows) -> list[ActionItem]:
    rows, today = list(rows), timezone.localdate()
    for item in rows:
        item.chip = action_chip(item, today)
        item.is_overdue = item.state in UNSETTLED and item.due_on < today
    return rows


# --- one promise ----------------------------------------------------------------------------------------


def item_for(request: HttpRequest, pk: int) -> ActionItem:
    rows = ActionItem.objects.visible_to(request.user)
    rows = rows.select_related(
        "meeting__place", "meeting__organisation", "organisation", "person", "resolution__meeting"
    )
    return get_object_or_404(rows, pk=pk)


@dataclass(frozen=True)
class May:
    """What this reader may say about it today."""

    report: bool
    accept: bool
    settle: bool
    run: bool

    @classmethod
    def of(cls, user, item: ActionItem) -> "May":
        who = {"user": user, "action_item": item}
        if item.state not in UNSETTLED:
            return cls(False, False, False, False)
        return cls(
            report=rules.may_report(**who),
            accept=user.is_authenticated and rules.may_accept(**who, meeting=item.meeting),
            settle=user.is_authenticated and rules.settles(**who, meeting=item.meeting),
            run=rules.may_run(user=user, meeting=item.meeting),
        )

    def verbs(self, is_claimed: bool) -> list[str]:
        offered = {
            "accept": self.accept and is_claimed,
            "return": self.run and is_claimed,
            "progress": self.report,
            "put_off": self.settle,
        }
        return [verb for verb, is_offered in offered.items() if is_offered]


def form_of(verb: str, item: ActionItem, may: May, data=None, files=None) -> Form:
    """Several stand on the page, so the ids of their boxes begin with the verb."""
    ids = {"auto_id": f"{verb}-%s"}
    if verb == "progress":
        may_accept = may.accept and item.state == ActionState.OPEN
        return forms.ProgressForm(data, files, may_accept=may_accept, may_drop=may.settle, **ids)
    if verb == "put_off":
        return forms.PutOffForm(data, initial=forms.a_week_later(item.due_on), **ids)
    return {"accept": forms.AcceptForm, "return": forms.ReturnForm}[verb](data, **ids)


def page(request: HttpRequest, item: ActionItem, bound: dict[str, Form] | None = None) -> HttpResponse:
    """Everyone who may read the meeting reads it; the forms are for those who owe it and those who asked."""
    may = May.of(request.user, item)
    offered = may.verbs(is_claimed=item.state == ActionState.REPORTED)
    context = {
        "item": item,
        "chip": action_chip(item, timezone.localdate()),
        "reports": reads.reports_of(item),
        "forms": {verb: form_of(verb, item, may) for verb in offered} | (bound or {}),
        "may_hand_over": may.run,
    }
    return render(request, "committees/action.html", context, status=422 if bound else 200)


DONE = {
    "progress": lambda: _("Noted. Everyone can read how it stands."),
    "accept": lambda: _("Accepted. The page says since when it is done."),
    "return": lambda: _("Back in hand; whoever promised it reads what is missing."),
    "put_off": lambda: _("Another day is set; the reminders follow it."),
}


def action_page(request: HttpRequest, pk: int, **_rest) -> str:
    return reverse("committees:action", args=[pk])


@require_safe
def action(request: HttpRequest, pk: int) -> HttpResponse:
    return page(request, item_for(request, pk))


@keeps_text(form_page=action_page)
@login_required
@require_POST
def say(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    item = item_for(request, pk)
    if verb not in DONE:
        raise Http404
    form = form_of(verb, item, May.of(request.user, item), request.POST, request.FILES)
    if form.is_valid():
        try:
            said(verb, by=request.user, action_item=item, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, DONE[verb](), extra_tags=f"saved:action-{pk}-{verb}")
            return redirect("committees:action", pk=pk)
    return page(request, item, {verb: form})


def said(verb: str, **words) -> ActionItem:
    return {
        "progress": operations.report_progress,
        "accept": operations.accept_action,
        "return": operations.return_action,
        "put_off": operations.put_off_action,
    }[verb](**words)


@login_required
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """For those who run its meeting; to everyone else the page does not exist."""
    item = item_for(request, pk)
    if item.state not in UNSETTLED or not rules.may_run(user=request.user, meeting=item.meeting):
        raise Http404
    takers = reads.takers(item.meeting)
    form = forms.HandOverForm(request.POST if request.method == "POST" else None, takers=takers.groups)
    if form.is_valid():
        try:
            taker = form.taker(takers.organisations, takers.people)
            reason = form.cleaned_data["reason"]
            operations.hand_over_action(by=request.user, action_item=item, reason=reason, **taker)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Handed over; both have been told."), extra_tags=f"saved:hand-{pk}")
            return redirect("committees:action", pk=pk)
    return render(request, "committees/hand_over.html", {"item": item, "form": form}, status=status_of(form))


@require_safe
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """For whoever may read the promise; kept by their own browser, by nobody between."""
    picture = get_object_or_404(reads.photos_visible_to(request.user), pk=pk)
    return photo_of(picture.file.name)


# --- what a meeting looks at first ------------------------------------------------------------------------


@login_required
@require_safe
def carried(request: HttpRequest, pk: int) -> HttpResponse:
    return carried_page(request, meeting_to_run(request, pk))


def carried_page(
    request: HttpRequest, meeting: Meeting, bound: dict[int, Form] | None = None
) -> HttpResponse:
    rows = chipped(reads.carried_promises(meeting))
    may_say = meeting.is_convened and meeting.has_begun
    for item in rows:
        is_open = may_say and item.state in UNSETTLED
        item.form = (bound or {}).get(item.pk) or (status_form(item) if is_open else None)
    left = sum(item.status is None for item in rows)
    context = {"meeting": meeting, "promises": rows, "left": left, "may_say": may_say}
    return render(request, "committees/carried.html", context, status=422 if bound else 200)


def status_form(item: ActionItem, data=None) -> Form:
    words = {"state": item.status, "text": item.status_text} if hasattr(item, "status") else {}
    return forms.StatusForm(data, initial=words, auto_id=f"p{item.pk}-%s")


@login_required
@require_POST
def status(request: HttpRequest, pk: int, action: int) -> HttpResponse:
    meeting = meeting_to_run(request, pk)
    item = get_object_or_404(ActionItem.objects.visible_to(request.user), pk=action)
    form = status_form(item, request.POST)
    if form.is_valid():
        try:
            operations.give_status(by=request.user, meeting=meeting, action_item=item, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Noted. Everyone can read how it stands."))
            return redirect(f"{reverse('committees:carried', args=[pk])}#p{item.pk}")
    return carried_page(request, meeting, {item.pk: form})


# --- a party ----------------------------------------------------------------------------------------------


@require_safe
def party(request: HttpRequest, pk: int) -> HttpResponse:
    """What an organisation promised at meetings: what is overdue first, also where it is our own."""
    organisation = get_object_or_404(Organisation, pk=pk)
    user, today = request.user, timezone.localdate()
    kept = reads.kept_by(organisation, user, today)
    found = page_of(request, kept, ("-done_at", "-id"))
    for item in found:
        item.is_in_time = item.ready_on <= item.due_on
    if request.htmx:
        return render(request, "committees/party.html#rows", {"page": found})
    rows = chipped(reads.open_promises_of(organisation, user))
    context = {
        "organisation": organisation,
        "overdue": [item for item in rows if item.is_overdue],
        "in_hand": [item for item in rows if not item.is_overdue],
        "page": found,
        "figures": reads.kept_figures(organisation, user, today),
    }
    return render(request, "committees/party.html", context)
