"""Who stands in an election: named, asked, agreed, stood back."""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ballots import operations, rules
from ballots.forms.candidates import ConsentForm, NominateForm, StandForm
from ballots.models import Ballot, Candidate
from ballots.models.ballots import BallotState, CandidateState
from ballots.queries.candidates import (
    account_of,
    candidates_for,
    could_vote,
    elections_open_to,
    may_name_candidates,
)
from committees.forms.fields import show_refusal
from kit.numbers import whole_number
from kit.refused import Refused

NOMINATE, STAND, AGREE, DECLINE, WITHDRAW = "nominate", "stand", "agree", "decline", "withdraw"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def candidates(request: HttpRequest, pk: int) -> HttpResponse:
    rows = elections_open_to(request.user).select_related("place", "organisation", "members_of")
    ballot = get_object_or_404(rows, pk=pk)
    wish = request.POST.get("do", "") if request.method == "POST" else ""
    forms = {
        "nominate": NominateForm(request.POST if wish == NOMINATE else None, initial={"client_key": uuid4()}),
        "stand": StandForm(
            request.POST if wish in (STAND, AGREE) else None, initial={"client_key": uuid4()}, prefix="stand"
        ),
        "consent": ConsentForm(request.POST if wish in (AGREE, DECLINE) else None, prefix="consent"),
    }
    acts = {NOMINATE: named, STAND: stood, AGREE: answered, DECLINE: answered, WITHDRAW: withdrawn}
    if wish in acts and (done := done_or_said_why(acts[wish], request, ballot, forms)):
        return done
    return shown(request, ballot, forms, status=422 if wish else 200)


def done_or_said_why(act, request: HttpRequest, ballot: Ballot, forms: dict) -> HttpResponse | None:
    form = {named: forms["nominate"], stood: forms["stand"]}.get(act)
    try:
        said = act(request, ballot, forms)
    except Refused as refused:
        if form is None:
            messages.error(request, str(refused))
            return redirect("ballots:candidates", ballot.pk)
        show_refusal(form, refused)
        return None
    if said is None:
        return None
    messages.success(request, said)
    return redirect("ballots:candidates", ballot.pk)


def named(request: HttpRequest, ballot: Ballot, forms: dict) -> str | None:
    """The same sentence whether the number is known or not."""
    form = forms["nominate"]
    if not form.is_valid():
        return None
    words = form.cleaned_data
    user = account_of(words.pop("phone"), ballot, timezone.localdate())
    operations.nominate(by=request.user, ballot=ballot, user=user, **words)
    return _("Named. They are on the paper once they say yes.")


def stood(request: HttpRequest, ballot: Ballot, forms: dict) -> str | None:
    form = forms["stand"]
    if not form.is_valid():
        return None
    words = form.cleaned_data
    key = words["client_key"] or uuid4()
    operations.nominate(
        by=request.user, ballot=ballot, user=request.user, statement=words["statement"], client_key=key
    )
    return _("You stand. You can stand back until voting begins.")


def answered(request: HttpRequest, ballot: Ballot, forms: dict) -> str | None:
    candidate, agrees = candidate_meant(request, ballot), request.POST["do"] == AGREE
    stand, consent = forms["stand"], forms["consent"]
    statement = stand.cleaned_data["statement"] if stand.is_bound and stand.is_valid() else ""
    note = consent.cleaned_data["consent_note"] if consent.is_valid() else ""
    operations.answer_nomination(
        by=request.user, candidate=candidate, agrees=agrees, statement=statement, consent_note=note
    )
    return _("Noted: a yes.") if agrees else _("Noted: a no.")


def withdrawn(request: HttpRequest, ballot: Ballot, forms: dict) -> str:
    operations.withdraw_candidacy(by=request.user, candidate=candidate_meant(request, ballot))
    return _("Noted: stood back.")


def candidate_meant(request: HttpRequest, ballot: Ballot) -> Candidate:
    number = whole_number(request.POST.get("candidate"))
    return get_object_or_404(candidates_for(request.user, ballot), pk=number)


def shown(request: HttpRequest, ballot: Ballot, forms: dict, *, status: int = 200) -> HttpResponse:
    user, now = request.user, timezone.now()
    people = list(candidates_for(user, ballot))
    mine = next((candidate for candidate in people if candidate.user_id == user.pk), None)
    may_name = may_name_candidates(user, ballot, now)
    is_before = ballot.state(now) in (BallotState.DRAFT, BallotState.ANNOUNCED)
    context = {
        "ballot": ballot,
        "forms": forms,
        "standing": [c for c in people if c.state == CandidateState.AGREED],
        "asked": [c for c in people if c.state == CandidateState.ASKED and c.user_id != user.pk],
        "others": [c for c in people if c.state in (CandidateState.DECLINED, CandidateState.WITHDRAWN)],
        "mine": mine,
        "may_name": may_name,
        "may_stand": may_name and mine is None and could_vote(user, ballot, timezone.localdate(now)),
        "may_run": rules.may_run(user=user, ballot=ballot),
        "may_withdraw": is_before,
        "is_announced": ballot.announced_at is not None,
    }
    return render(request, "ballots/candidates.html", context, status=status)
