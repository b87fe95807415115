"""What the pages of a proposal and of a deliberation show, for whichever form of theirs is shown again."""

from django import forms
from django.http import HttpRequest
from django.utils import timezone

from ballots import rules
from ballots.forms.discussion import CallOffForm, CommentForm, SumUpForm
from ballots.models import Deliberation, Proposal
from ballots.models.discussion import Side
from ballots.models.proposals import ProposalState
from ballots.power_words import SENTENCES
from ballots.proposal_chips import deliberation_chip, proposal_chip, way_of
from ballots.queries import discussion as said
from ballots.queries import proposals as queries
from ballots.views.processes import process_context
from committees.models import Topic
from kit.drafts import given_back
from kit.paging import page_of, paginate

SIDE_KEYS = {"for": Side.FOR, "against": Side.AGAINST, "open": Side.OPEN}


def proposal_context(request: HttpRequest, proposal: Proposal, **forms) -> dict:
    user, now = request.user, timezone.now()
    waits = proposal.state == ProposalState.GATHERING
    return {
        "proposal": proposal,
        "chip": proposal_chip(proposal, timezone.localdate(now)),
        "way": way_of(proposal),
        "said_by": said.said_by(proposal.author),
        "is_own": proposal.author_id == user.pk,
        "missing": max(0, (proposal.seconders_needed or 0) - proposal.seconders) if waits else 0,
        "share": min(100, 100 * proposal.seconders // max(1, proposal.seconders_needed or 1)),
        "power_words": SENTENCES.get(proposal.power, ""),
        "joined": queries.merged_into(proposal),
        "ballots": queries.ballots_of(proposal, user),
        "topic": readable_topic(proposal, user),
        "may": powers_of(request, proposal),
        **process_context(request, proposal),
        **discussion_context(request, proposal, **forms),
    }


def readable_topic(proposal: Proposal, user) -> Topic | None:
    if proposal.topic_id is None:
        return None
    return Topic.objects.visible_to(user).filter(pk=proposal.topic_id).first()


def powers_of(request: HttpRequest, proposal: Proposal) -> dict[str, bool]:
    """What this person is offered on the page."""
    user, given = request.user, {"user": request.user, "proposal": proposal}
    is_open = proposal.state in (ProposalState.GATHERING, ProposalState.CHECKING)
    may_answer = is_open and rules.may_answer(**given)
    to_ballot = proposal.state == ProposalState.TO_BALLOT
    return {
        "endorse": rules.may_endorse(**given),
        "withdraw": rules.may_withdraw(**given),
        "answer": may_answer,
        "merge": may_answer,
        "columns": proposal.is_open and rules.may_set_columns(**given),
        "deliberate": proposal.is_open and rules.may_open_deliberation(**given),
        "start": proposal.is_open and rules.may_moderate(**given),
        "call": to_ballot and rules.calls_at(user, proposal.place),
    }


def discussion_context(
    request: HttpRequest, proposal: Proposal, comment_form: forms.Form | None = None
) -> dict:
    """For the page of a proposal: its arguments, and the deliberations held about it."""
    now, user = timezone.now(), request.user
    order = request.GET.get("sort", "")
    order = order if order in said.ORDERS else said.NEWEST
    side = SIDE_KEYS.get(request.GET.get("side", "")) if proposal.has_columns else None
    held = said.deliberations_of(proposal)
    for each in held:
        each.chip = deliberation_chip(each, now)
    may_speak = rules.may_discuss(user=user, proposal=proposal)
    kept = given_back(request) if may_speak and not comment_form else {}
    context = {
        "order": order,
        "side": request.GET.get("side", "") if side is not None else "",
        "deliberations": held,
        "may_speak": may_speak,
        "may_moderate": rules.may_moderate(user=user, proposal=proposal),
        "comment_form": comment_form
        or CommentForm(has_columns=proposal.has_columns, initial={"text": kept.get("text", "")}),
    }
    if proposal.has_columns and side is None:
        return context | {"columns": columns_of(request, proposal, order)}
    rows = said.comments_on(proposal, user, side=side)
    page = page_of(request, rows, said.ORDERS[order], said.PAGE)
    said.dress(page, proposal.place)
    return context | {"comments": page}


def columns_of(request: HttpRequest, proposal: Proposal, order: str) -> list[dict]:
    """For and against side by side, the first few of each; what takes no side below."""
    counts, pages = said.counts_of(proposal), {}
    for side in SIDE_KEYS.values():
        rows = said.comments_on(proposal, request.user, side=side)
        pages[side] = paginate(rows, said.ORDERS[order], size=said.COLUMN)
    said.dress([row for page in pages.values() for row in page], proposal.place)
    return [
        {"key": key, "label": side.label, "page": pages[side], "count": counts[side]}
        for key, side in SIDE_KEYS.items()
    ]


def deliberation_context(
    request: HttpRequest,
    found: Deliberation,
    *,
    comment_form: forms.Form | None = None,
    sum_up_form: forms.Form | None = None,
    call_off_form: forms.Form | None = None,
) -> dict:
    user, now, proposal = request.user, timezone.now(), found.proposal
    order = request.GET.get("sort", "")
    order = order if order in said.ORDERS else said.NEWEST
    rows = said.comments_on(proposal, user, deliberation=found)
    page = page_of(request, rows, said.ORDERS[order], said.PAGE)
    said.dress(page, proposal.place)
    is_on = found.opens_at <= now < found.closes_at and not (found.called_off_at or found.summed_up_at)
    ends = not (found.called_off_at or found.summed_up_at)
    may_call_off = user.pk == found.host_id or rules.may_open_deliberation(user=user, proposal=proposal)
    kept = given_back(request)
    return {
        "proposal": proposal,
        "deliberation": found,
        "chip": deliberation_chip(found, now),
        "is_on": is_on,
        "is_to_come": now < found.opens_at and ends,
        "comments": page,
        "order": order,
        "may_speak": is_on and rules.may_discuss(user=user, proposal=proposal),
        "speaks_on": comment_form is not None,
        "may_moderate": rules.may_moderate(user=user, proposal=proposal),
        "may_sum_up": ends and now >= found.closes_at and rules.may_sum_up(user=user, deliberation=found),
        "may_call_off": ends and may_call_off,
        "comment_form": comment_form or CommentForm(has_columns=proposal.has_columns, initial=kept),
        "sum_up_form": sum_up_form or SumUpForm(initial=kept),
        "call_off_form": call_off_form or CallOffForm(initial=kept),
    }
