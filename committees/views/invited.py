"""For those who run it: who is called, what they answered, one delegate more, and what was sent."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from committees import operations, queries, rules
from committees.chips import reply_chip
from committees.forms import DelegateForm
from committees.models import Invitation, Meeting, Party
from committees.queries.room import counts_of, quorum_from
from committees.sent import log_of, summary_of
from committees.views.convening import meeting_to_run
from kit.paging import page_of
from kit.refused import Refused


@login_required
@require_safe
def invited(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = meeting_to_run(request, pk)
    invitations = list(queries.invitations_of(meeting))
    parties = list(queries.parties_called(meeting, timezone.localdate()).select_related("organisation"))
    is_ahead = meeting.is_convened and not meeting.has_begun_by(timezone.now())
    context = {
        "meeting": meeting,
        "parties": [with_people(party, invitations) for party in parties],
        "neighbours": [with_chip(i) for i in invitations if i.party_id is None],
        "words": [i for i in invitations if i.says],
        "quorum": quorum_from(meeting, counts_of(parties, "coming")),
        "is_ahead": is_ahead,
        "delegates": delegate_forms(parties, invitations) if is_ahead else [],
    }
    return render(request, "committees/invited.html", context)


def with_people(party: Party, invitations: list[Invitation]) -> Party:
    party.people = [with_chip(i) for i in invitations if i.party_id == party.pk]
    return party


def with_chip(invitation: Invitation) -> Invitation:
    chip = reply_chip(invitation.reply)
    invitation.chip = chip._replace(label=invitation.get_reply_display())
    return invitation


def delegate_forms(parties: list[Party], invitations: list[Invitation]) -> list[tuple[Party, DelegateForm]]:
    called = {invitation.user_id for invitation in invitations if invitation.party_id}
    missing = queries.delegates_missing(parties, called)
    there = [party for party in parties if not party.has_left]
    return [(p, DelegateForm(None, people=missing[p.pk])) for p in there if missing.get(p.pk)]


@login_required
@require_POST
def delegate(request: HttpRequest, pk: int, party: int) -> HttpResponse:
    """By who runs the meeting, or by a member of the party itself: each party names its own."""
    rows = Meeting.objects.visible_to(request.user).select_related("place", "organisation", "chair", "kind")
    meeting = get_object_or_404(rows, pk=pk)
    row = get_object_or_404(meeting.parties.select_related("organisation"), pk=party)
    row.meeting = meeting
    if not rules.may_invite(user=request.user, party=row):
        raise Http404
    form = DelegateForm(request.POST, people=queries.delegates_missing([row], called=set()).get(row.pk, []))
    if not form.is_valid():
        messages.error(request, _("Choose one of those who belong to %(party)s.") % {"party": row.name})
        return back(request, meeting)
    return called(request, meeting, row, form.people[form.cleaned_data["user"]])


def called(request: HttpRequest, meeting: Meeting, party: Party, user) -> HttpResponse:
    try:
        operations.invite_delegate(by=request.user, party=party, user=user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(person)s is invited.") % {"person": user.display_name})
    return back(request, meeting)


def back(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    if rules.may_run(user=request.user, meeting=meeting):
        return redirect("committees:invited", pk=meeting.pk)
    return redirect(meeting)


@login_required
@require_safe
def sent(request: HttpRequest, pk: int) -> HttpResponse:
    """What was sent to whom and when."""
    meeting = meeting_to_run(request, pk)
    context = {
        "meeting": meeting,
        "summary": [] if request.htmx else summary_of(meeting),
        "page": page_of(request, log_of(meeting), ("letter__due_at", "id")),
    }
    return render(request, "committees/sent.html#rows" if request.htmx else "committees/sent.html", context)
