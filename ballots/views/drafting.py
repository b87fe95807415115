"""Writing a proposal: saved as it is typed, by a script or by a button, over the version that was read."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ballots import operations
from ballots.forms.proposals import ProposalForm
from ballots.models import Proposal
from ballots.models.proposals import ProposalState
from ballots.queries import proposals as queries
from buildings.asked import to_the_door
from buildings.models import Place
from buildings.standing import standing_of
from buildings.wording import told_apart
from committees.forms import show_refusal
from kit.drafts import given_back, keeps_text
from kit.refused import Refused

CONFLICT = 409


def places_of(request: HttpRequest) -> list[tuple[Place, str]]:
    within = standing_of(request.user).only_estate
    found = queries.places_to_propose_for(request.user)
    return told_apart(found, within=within)


def own_draft(request: HttpRequest, pk: int) -> Proposal:
    rows = Proposal.objects.visible_to(request.user).select_related("place").filter(author=request.user)
    return get_object_or_404(rows, pk=pk)


@keeps_text()
@login_required
def new(request: HttpRequest) -> HttpResponse:
    places = places_of(request)
    if not places:
        return to_the_door(request)
    asked = request.GET.get("place", "")
    place = next((each for each, _name in places if str(each.pk) == asked), default_place(places))
    initial = ProposalForm.first_words(place) | given_back(request)
    return write(request, ProposalForm(request.POST or None, places=places, initial=initial), None)


def default_place(places: list[tuple[Place, str]]) -> Place:
    """The estate or lane around the home: most proposals are about it."""
    return next((each for each, _name in places if each.kind not in ("building", "stair")), places[0][0])


@keeps_text()
@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    draft = own_draft(request, pk)
    if draft.state != ProposalState.DRAFT:
        return redirect(draft)
    initial = ProposalForm.words_of(draft) | given_back(request)
    form = ProposalForm(request.POST or None, places=with_its_own(places_of(request), draft), initial=initial)
    return write(request, form, draft)


def with_its_own(places: list[tuple[Place, str]], draft: Proposal) -> list[tuple[Place, str]]:
    known = any(place.pk == draft.place_id for place, _name in places)
    return places if known else [(draft.place, draft.place.name), *places]


def write(request: HttpRequest, form: ProposalForm, draft: Proposal | None) -> HttpResponse:
    """Saves; and puts it out, where that button was pressed. What was typed stays, whatever is wrong."""
    theirs, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                draft = operations.save_draft(by=request.user, proposal=draft, **form.draft())
                return after_saving(request, draft)
            except operations.Overwritten as overwritten:
                theirs, status = overwritten.theirs, CONFLICT
                draft = draft or theirs
                show_refusal(form, overwritten)
                over(form, theirs)  # saving once more is a decision
            except Refused as refused:
                if draft:  # saved, but not fit to be put out
                    over(form, draft)
                show_refusal(form, refused)
    context = {"form": form, "proposal": draft, "theirs": theirs}
    return render(request, "ballots/proposal_edit.html", context, status=status)


def over(form: ProposalForm, draft: Proposal) -> None:
    form.data = form.data.copy()
    form.data["version"] = draft.version


def after_saving(request: HttpRequest, draft: Proposal) -> HttpResponse:
    saved = f"saved:proposal-{draft.client_key} saved:proposal-new"
    if request.POST.get("act") != "publish":
        messages.success(request, _("Saved. Only you can see it."), extra_tags=saved)
        return redirect("ballots:proposal_edit", pk=draft.pk)
    draft = operations.publish_proposal(by=request.user, proposal=draft)
    sentence = _("It is out. Neighbours can read it and second it now.")
    messages.success(request, sentence, extra_tags=saved)
    return redirect(draft)


@login_required
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """The first words of a page that has no draft yet, by the script."""
    return saved(request, ProposalForm(request.POST, places=places_of(request)), None)


@login_required
@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    draft = own_draft(request, pk)
    form = ProposalForm(request.POST, places=with_its_own(places_of(request), draft))
    return saved(request, form, draft)


def saved(request: HttpRequest, form: ProposalForm, draft: Proposal | None) -> HttpResponse:
    if not form.is_valid():
        sentences = [str(error) for errors in form.errors.values() for error in errors]
        return JsonResponse({"say": " ".join(sentences)}, status=422)
    try:
        draft = operations.save_draft(by=request.user, proposal=draft, **form.draft())
    except operations.Overwritten as overwritten:
        theirs = overwritten.theirs
        words = {"title": theirs.title, "text": theirs.text}
        answer = {"say": str(overwritten), "theirs": words, "version": theirs.version}
        return JsonResponse(answer, status=CONFLICT)
    except Refused as refused:
        return JsonResponse({"say": str(refused)}, status=422)
    return JsonResponse(
        {
            "version": draft.version,
            "save": reverse("ballots:proposal_save", args=[draft.pk]),
            "page": reverse("ballots:proposal_edit", args=[draft.pk]),
        }
    )


@login_required
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    draft = own_draft(request, pk)
    operations.discard_draft(by=request.user, proposal=draft)
    tags = f"saved:proposal-{draft.client_key} saved:proposal-new"
    messages.success(request, _("The draft is gone."), extra_tags=tags)
    return redirect("ballots:proposals")
