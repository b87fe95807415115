"""The last look: what will be frozen, what stands in the way, and giving notice."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ballots import operations, rules, units, wording
from ballots.forms.announcing import HoursForm, doubt_forms
from ballots.forms.preparing import hours_of
from ballots.messages import announcing as words
from ballots.models import Ballot
from ballots.models.ballots import BallotKind
from ballots.operations.announcing import labels_of_paper, notice_text
from ballots.operations.noting_reads import note_preview
from ballots.queries.obstacles import asks_about_doubts, obstacles_of
from ballots.queries.papers import is_small_roll
from ballots.queries.roll import RollPlan
from ballots.secrecy_words import small_roll_in_words
from ballots.views.preparing import ballot_to_run
from kit.refused import Refused
from kit.richtext import plain_to_html

ANNOUNCE, DOUBTS, ALL_APART = "announce", "doubts", "apart"
DOUBTS_SHOWN = 10  # at a time; those without an answer first
SHOWN = 30  # heads on the page; the whole roll is read after the announcement, by its own page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def announce(request: HttpRequest, pk: int) -> HttpResponse:
    ballot = ballot_to_run(request, pk)
    if ballot.announced_at:
        return redirect(ballot)
    is_sent = request.method == "POST"
    if is_sent and request.POST.get("do") in (DOUBTS, ALL_APART):
        return said_who_is_one(request, ballot)
    initial = hours_of(ballot) | {"seen_version": ballot.version}
    form = HoursForm(request.POST if is_sent else None, initial=initial)
    if is_sent and form.is_valid() and (done := announced(request, ballot, form)):
        return done
    return shown(request, ballot, form, status=422 if is_sent else 200)


def announced(request: HttpRequest, ballot: Ballot, form: HoursForm) -> HttpResponse | None:
    read = {"seen_version": form.cleaned_data["seen_version"], "knows_few": form.cleaned_data["knows_few"]}
    try:
        done = operations.announce_ballot(by=request.user, ballot=ballot, **read, **form.hours())
    except Refused as refused:
        ballot.opens_at, ballot.closes_at = form.hours().values()
        form.refuse(refused)
        return None
    roll = units.on_the_roll(done.document["roll"]["heads"], done.unit)
    messages.success(request, _("Announced. %(roll)s; it can be read from now on.") % {"roll": roll})
    return redirect(done)


def said_who_is_one(request: HttpRequest, ballot: Ballot) -> HttpResponse:
    plan = operations.preview_roll(ballot)
    answers = answers_given(request, plan)
    try:
        operations.answer_doubts(by=request.user, ballot=ballot, answers=answers)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Noted who is one person."))
    return redirect("ballots:announce", ballot.pk)


def answers_given(request: HttpRequest, plan: RollPlan) -> dict[str, dict]:
    """To the names that were on the page; and, if so said, of all others that they are different people."""
    said = {}
    for form in doubt_forms(request.POST, plan.doubts):
        answer = form.said() if form.is_valid() else None
        if answer is None and request.POST["do"] == ALL_APART and form.doubt.answer is None:
            answer = {"of": form.of, "one": []}
        if answer is not None:
            said[form.doubt.name] = answer
    return said


def doubts_context(ballot: Ballot, plan: RollPlan) -> dict:
    doubts = sorted(plan.doubts, key=lambda doubt: doubt.answer is not None)
    if not asks_about_doubts(ballot):
        doubts = []
    return {
        "doubts": doubt_forms(None, doubts[:DOUBTS_SHOWN]),
        "doubts_open": sum(1 for doubt in doubts if doubt.answer is None),
        "doubts_more": max(0, len(doubts) - DOUBTS_SHOWN),
    }


def shown(request: HttpRequest, ballot: Ballot, form: HoursForm, *, status: int = 200) -> HttpResponse:
    """Names of the register are read here, by whoever may: it is kept who did, and what for."""
    now = timezone.now()
    plan = operations.preview_roll(ballot, now=now)
    electors = plan.electors[:SHOWN]
    if not rules.may_open_names(user=request.user, ballot=ballot):
        electors = [elector._replace(name="") for elector in electors]
    doubts = doubts_context(ballot, plan)
    named = [form.doubt for form in doubts["doubts"]]
    note_preview(by=request.user, electors=electors, doubts=named)
    context = {
        "ballot": ballot,
        "form": form,
        "plan": plan,
        "shown": electors,
        "more": max(0, plan.heads - SHOWN),
        **doubts,
        "obstacles": obstacles_of(ballot, plan, by=request.user, now=now),
        "notice_title": words.notice_title(ballot),
        "notice_body": plain_to_html(notice_text(ballot, seal="", now=now, plan=plan)),
        "labels": labels_of_paper(ballot),
        "is_election": ballot.kind == BallotKind.ELECTION,
        "few": small_roll_in_words(plan.heads) if is_small_roll(ballot, plan.heads) else "",
        **plain_words(ballot, plan),
    }
    return render(request, "ballots/announce.html", context, status=status)


def plain_words(ballot: Ballot, plan: RollPlan) -> dict:
    return {
        "who": wording.electorate_in_words(ballot),
        "roll": wording.roll_in_words(plan.heads, plan.area, ballot.unit),
        "effect": wording.effect_in_words(ballot),
        "thresholds": wording.thresholds_in_words(ballot),
        "answers": wording.answers_in_words(ballot),
        "ways": [wording.secrecy_in_words(ballot), *wording.changing_in_words(ballot)],
    }
