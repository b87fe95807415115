"""The page of a ballot, whatever it asks and however far it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ballots import rules, wording
from ballots.choices import without
from ballots.forms.choosing import VoteForm, initial_of
from ballots.gauges import gauges_of, missing_in_words
from ballots.models import Ballot, Option
from ballots.models.ballots import BallotState
from ballots.operations.delivering import note_read
from ballots.queries.standing import Entry, electors_of, entries_of, why_not
from ballots.queries.turnout import NOTHING, turnout_from
from ballots.receipt_codes import new_code
from ballots.secrecy_words import few_in_words
from ballots.views.seen import ballot_seen
from buildings.models import Captaincy
from buildings.queries.chain import captain_above
from buildings.standing import HOME, standing_of
from kit.carried import prefetched
from kit.figures import square_metres
from people.models import User

TONES = {
    BallotState.DRAFT: "plain",
    BallotState.ANNOUNCED: "doing",
    BallotState.OPEN: "new",
    BallotState.COUNTING: "wait",
    BallotState.COUNTED: "done",
    BallotState.VOIDED: "plain",
}
LONG = 400  # letters: a longer text is folded, so that the question stays near its answer


@dataclass
class Card:
    """For whom one votes, what was voted, and the form where there still is something to say."""

    entry: Entry
    form: VoteForm | None
    chosen: list[str]  # wordings of what counts now
    receipt: str = ""  # of a secret vote: in the answer to it alone

    @property
    def counts(self) -> str:
        """1 head, 89.60 m²"""
        area = self.entry.elector.area
        return _("1 head, %(area)s") % {"area": square_metres(area)} if area else _("1 vote")


@never_cache
@login_required
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    ballot = ballot_to_show(request, pk)
    if ballot.unnoted:
        note_read(user=request.user, ballot=ballot)
    return page(request, ballot)


def ballot_to_show(request: HttpRequest, pk: int) -> Ballot:
    ballot = ballot_seen(request, pk, with_facts=True)
    prefetched(ballot, "options", ballot.option_rows)
    return ballot


def page(
    request: HttpRequest,
    ballot: Ballot,
    *,
    refusal: str = "",
    forms: Mapping[str, VoteForm] | None = None,
    receipts: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """`ballot` comes with its facts. `forms`: what was typed and refused, by the key of its entry; `receipts`
    of secret votes just cast."""
    now, user = timezone.now(), request.user
    state, options = ballot.state(now), list(ballot.options.all())
    electors = electors_of(user, ballot) if ballot.announced_at else []
    entries = entries_of(user, ballot, electors)
    cards = [
        card_of(
            entry, ballot, options, state, (forms or {}).get(entry.key), (receipts or {}).get(entry.key, "")
        )
        for entry in entries
    ]
    shown = [card.form for card in cards if card.form]
    may_run = rules.may_run(user=user, ballot=ballot)
    may_handle = rules.may_handle_papers(user=user, ballot=ballot)
    reads_roll = may_run or any(entry.proxy is None for entry in entries)
    reads_roll = reads_roll or rules.owns_on_roll(user=user, ballot=ballot)
    context = {
        "ballot": ballot,
        "state": state,
        "tone": TONES[state],
        "options": options,
        "cards": cards,
        "has_form": bool(shown),
        "now": now,
        "refusal": refusal if not any(form.errors for form in shown) else "",
        "why_not": why_not(user, ballot, electors)
        if not entries and not may_run and state in VOTED_ON
        else "",
        "may_object": state in VOTED_ON,
        "roll_words": roll_words(ballot),
        "links": links(ballot, reads_roll),
        "text_is_long": len(ballot.text) > LONG,
        "passes": wording.thresholds_in_words(ballot),
        "effects": wording.effect_in_words(ballot),
        "who": wording.electorate_in_words(ballot),
        "how": [wording.answers_in_words(ballot), wording.secrecy_in_words(ballot)],
        "changing": wording.changing_in_words(ballot),
        "may_run": may_run,
        "few": few_in_words(ballot, state) if may_run else "",
        "may_handle": may_handle and not ballot.stands,
        "pending": ballot.pending or 0 if may_handle and state == BallotState.OPEN else 0,
        "captain": captain_near(user, entries) if state in VOTED_ON else None,
    }
    return render(request, "ballots/detail.html", context | turnout_context(ballot, state), status=status)


VOTED_ON = (BallotState.ANNOUNCED, BallotState.OPEN)


class Link(NamedTuple):
    icon: str
    words: str
    url: str


def links(ballot: Ballot, reads_roll: bool) -> list[Link]:
    """What to read before voting, and the roll for those who may read it."""
    found = []
    if ballot.notice:
        found.append(Link("notice", pgettext("ballot", "The notice"), ballot.notice.get_absolute_url()))
    if ballot.proposal:
        found.append(Link("chat", _("The proposal it comes from"), ballot.proposal.get_absolute_url()))
    if ballot.resolution:
        url = reverse("committees:detail", args=[ballot.resolution.meeting_id])
        found.append(Link("meeting", _("The meeting that handed it on"), url))
    if ballot.announced_at and reads_roll:
        found.append(Link("list", _("The roll"), reverse("ballots:roll", args=[ballot.pk])))
    if ballot.announced_at:
        url = reverse("ballots:sealed", args=[ballot.pk])
        found.append(Link("shield", _("What was sealed, as a file"), url))
        url = reverse("ballots:objections", args=[ballot.pk])
        found.append(Link("flag", _("Objections and answers"), url))
    return found


def roll_words(ballot: Ballot) -> str:
    """As it was frozen; and as it counts, where it was put right since (Civil Code 278 is asked of all owners
    that there are)."""
    frozen = (ballot.document or {}).get("roll")
    if not frozen:
        return ""
    said = figures_in_words(ballot, frozen)
    now = figures_in_words(ballot, ballot.roll_now) if ballot.roll_now else said
    if now == said:
        return said
    return _("%(frozen)s when notice was given; %(now)s since it was put right") % {
        "frozen": said,
        "now": now,
    }


def figures_in_words(ballot: Ballot, roll: Mapping) -> str:
    area = Decimal(roll["area"]) if roll["area"] else None
    return wording.roll_in_words(roll["heads"], area, ballot.unit)


def turnout_context(ballot: Ballot, state: str) -> dict:
    if state not in (BallotState.OPEN, BallotState.COUNTING):
        return {}
    turnout, unit = turnout_from(ballot, figures_of(ballot)), ballot.unit
    return {"gauges": gauges_of(turnout, unit), "missing": missing_in_words(turnout, unit)}


def figures_of(ballot: Ballot) -> dict[str, int | Decimal]:
    found = ballot.turnout_figures or {}
    heads = {name: found.get(name) or 0 for name in ("whole", "done")}
    return heads | {name: Decimal(found.get(name) or NOTHING) for name in ("whole_area", "done_area")}


def card_of(
    entry: Entry, ballot: Ballot, options: list[Option], state: str, typed: VoteForm | None, receipt: str
) -> Card:
    labels = {option.key: option.label for option in options}
    chosen = [labels.get(key, key) for key in entry.vote.choices] if entry.vote else []
    form = None
    if state == BallotState.OPEN and not receipt and may_still_vote(entry, ballot):
        form = typed or new_form(entry, ballot, options)
    return Card(entry, form, chosen, receipt)


def may_still_vote(entry: Entry, ballot: Ballot) -> bool:
    """Whether a form makes sense; what really goes the operation says."""
    if not entry.took_part:
        return True
    return ballot.may_change and entry.vote is not None


def new_form(entry: Entry, ballot: Ballot, options: list[Option]) -> VoteForm:
    initial = initial_of(ballot, entry.vote.choices) if entry.vote else {}
    if ballot.is_secret:
        initial["code"] = new_code(ballot, entry.elector)
    elif entry.proxy and entry.proxy.instruction is not None:
        gone = {option.key for option in options if option.withdrawn_at}
        initial |= initial_of(ballot, without(entry.proxy.instruction, gone))
    return form_for(entry, ballot, options, initial=initial)


def form_for(entry: Entry, ballot: Ballot, options: list[Option], data=None, initial=None) -> VoteForm:
    return VoteForm(data, ballot=ballot, options=options, initial=initial, auto_id=f"v{entry.key}-%s")


def captain_near(user: User, entries: list[Entry]) -> Captaincy | None:
    """Whom to ring for a paper: the captain of their home, where there is one."""
    place = next((entry.elector.place for entry in entries if entry.elector.place_id), None)
    paths = [place.path] if place else [c.path for c in standing_of(user).capacities if c.source == HOME]
    return captain_above(paths[0]) if paths else None
