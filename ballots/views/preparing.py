"""Preparing a ballot, and changing it while it is a draft."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ballots import operations, rules
from ballots.forms.preparing import BallotForm, initial_of
from ballots.models import Ballot, Proposal
from ballots.models.ballots import Electorate, LegalEffect
from ballots.queries.listing import prepares_somewhere
from ballots.queries.offers import Offers, offers_for
from committees.models import Meeting, Resolution
from committees.models.topics import Power
from kit.drafts import given_back, keeps_text
from kit.numbers import whole_number
from kit.refused import Refused

MORE = "more"  # three more lines for options
INSIDE = "inside"  # the places inside the chosen one


def ballot_to_run(request: HttpRequest, pk: int) -> Ballot:
    """For those who hold it; to everyone else the page does not exist."""
    rows = Ballot.objects.visible_to(request.user).select_related(
        "place", "organisation", "matter", "members_of", "proposal", "resolution__meeting"
    )
    ballot = get_object_or_404(rows, pk=pk)
    if not rules.may_run(user=request.user, ballot=ballot):
        raise Http404
    return ballot


@keeps_text()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Where it comes from is in the address, also when the form is sent: a proposal, or a resolution."""
    origin, given = origin_of(request), given_back(request)
    offers = offers_for(request.user, place_asked(request, origin, given))
    if not offers.places or not offers.organisations:
        return not_yet(request)
    if request.method == "POST":
        return saved(request, offers, None, origin)
    initial = first_offered(request, offers) | prefilled(origin, offers) | given
    return shown(request, BallotForm(None, offers=offers, initial=initial), None, origin)


def not_yet(request: HttpRequest) -> HttpResponse:
    """On a new site nobody is refused for what is still to be set up: it is said, and they are led there."""
    if not prepares_somewhere(request.user):
        raise PermissionDenied
    messages.info(request, _("Before a ballot: the communities, and in whose name it is held. Begin here."))
    return redirect("buildings:list")


@keeps_text()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    ballot = ballot_to_run(request, pk)
    if ballot.announced_at:
        return redirect(ballot)
    origin = {"proposal": ballot.proposal, "resolution": ballot.resolution}
    initial = initial_of(ballot) | given_back(request)
    typed = request.POST if request.method == "POST" else initial
    offers = offers_for(request.user, whole_number(typed.get("place")))
    if request.method == "POST":
        return saved(request, offers, ballot, origin)
    form = BallotForm(None, offers=offers, initial=initial)
    return shown(request, form, ballot, origin)


@login_required
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    ballot = ballot_to_run(request, pk)
    try:
        operations.discard_ballot(by=request.user, ballot=ballot)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(ballot)
    messages.success(request, _("The draft is gone."))
    return redirect("ballots:list")


# --- where it comes from ------------------------------------------------------------------------------


def origin_of(request: HttpRequest) -> dict[str, Any]:
    """{"proposal", "resolution"}: 404 for what this person may not see."""
    origin: dict[str, Any] = {"proposal": None, "resolution": None}
    if number := whole_number(request.GET.get("proposal")):
        rows = Proposal.objects.visible_to(request.user).select_related("place")
        origin["proposal"] = get_object_or_404(rows, pk=number)
    if number := whole_number(request.GET.get("resolution")):
        seen = Meeting.objects.visible_to(request.user)
        rows = Resolution.objects.filter(meeting__in=seen).select_related("meeting__place")
        origin["resolution"] = get_object_or_404(rows, pk=number)
    return origin


def place_asked(request: HttpRequest, origin: dict[str, Any], given: dict[str, Any]) -> int | None:
    if request.method == "POST":
        return whole_number(request.POST.get("place"))
    proposal, resolution = origin["proposal"], origin["resolution"]
    place = proposal.place_id if proposal else resolution.meeting.place_id if resolution else None
    return whole_number(given.get("place")) or place or whole_number(request.GET.get("place"))


def first_offered(request: HttpRequest, offers: Offers) -> dict[str, Any]:
    place = whole_number(request.GET.get("place"))
    known = next((row for row in offers.places if row.pk == place), offers.around or offers.places[0])
    return {"place": known.pk, "organisation": offers.organisations[0].pk}


def prefilled(origin: dict[str, Any], offers: Offers) -> dict[str, Any]:
    """What a meeting handed on to the owners, or a proposal that is theirs to decide, is asked of them."""
    proposal, resolution = origin["proposal"], origin["resolution"]
    if proposal:
        given = {"title": proposal.title, "text": proposal.text}
        place, is_for_owners = proposal.place, proposal.power == Power.OWNERS
    elif resolution:
        given = {"title": one_line(resolution.text), "text": resolution.text}
        place, is_for_owners = resolution.meeting.place, resolution.is_beyond_power
    else:
        return {}
    if any(row.pk == place.pk for row in offers.places):
        given["place"] = place.pk
    if is_for_owners:
        given |= {"electorate": Electorate.OWNERS, "legal_effect": LegalEffect.FORMAL}
    return given


def one_line(text: str) -> str:
    return " ".join(text.split())[:120]


# --- saved ----------------------------------------------------------------------------------------------


def saved(
    request: HttpRequest, offers: Offers, ballot: Ballot | None, origin: dict[str, Any]
) -> HttpResponse:
    if request.POST.get("do") in (MORE, INSIDE):
        return shown(request, redrawn(request, offers), ballot, origin)
    form = BallotForm(request.POST, offers=offers, initial={})
    if not form.is_valid():
        return shown(request, form, ballot, origin, status=422)
    try:
        kept = write(request, form, ballot, origin)
    except operations.Conflict as conflict:
        form.data = form.data.copy()
        form.data["seen_version"] = conflict.version
        return shown(request, form, ballot, origin, status=409, theirs=conflict.theirs)
    except Refused as refused:
        form.refuse(refused)
        return shown(request, form, ballot, origin, status=422)
    messages.success(request, _("Saved. Nobody has been told yet."), extra_tags=f"saved:{draft_key(ballot)}")
    return redirect("ballots:announce", kept.pk)


def write(request: HttpRequest, form: BallotForm, ballot: Ballot | None, origin: dict) -> Ballot:
    words = form.call()
    if ballot is None:
        key = form.cleaned_data["client_key"] or uuid4()
        return operations.draft_ballot(by=request.user, client_key=key, **words, **origin)
    seen = form.cleaned_data["seen_version"]
    return operations.edit_ballot(by=request.user, ballot=ballot, seen_version=seen or 0, **words)


def redrawn(request: HttpRequest, offers: Offers) -> BallotForm:
    """What was typed, with three more lines if that was asked for."""
    typed: dict[str, Any] = request.POST.dict()
    rows = BallotForm(request.POST, offers=offers, initial={}).count
    for name in ("may_change", "silence_joins"):
        typed[name] = name in request.POST
    typed["rows"] = rows + 3 if request.POST.get("do") == MORE else rows
    if not is_uuid(typed.get("client_key", "")):
        typed.pop("client_key", None)
    return BallotForm(None, offers=offers, initial=typed)


def is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def draft_key(ballot: Ballot | None) -> str:
    return f"ballot-{ballot.pk}-v{ballot.version}" if ballot else "ballot-new"


def shown(
    request: HttpRequest,
    form: BallotForm,
    ballot: Ballot | None,
    origin: dict[str, Any],
    *,
    status: int = 200,
    theirs: Ballot | None = None,
) -> HttpResponse:
    context = {"form": form, "ballot": ballot, "theirs": theirs, "draft_key": draft_key(ballot), **origin}
    name = "ballots/edit.html" if ballot else "ballots/new.html"
    return render(request, name, context, status=status)
