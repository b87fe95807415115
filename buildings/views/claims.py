"""Which door is mine? A few large taps from the estate to the door; then it is asked, never assumed."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from buildings import operations, rules
from buildings.forms import ChildForm, ClaimForm, SearchForm
from buildings.models import Dwelling, Place, Residency, ResidencyClaim
from buildings.models.claims import ClaimState
from buildings.models.places import AROUND
from buildings.operations.claims import claimable
from buildings.queries.claims import claims_of
from buildings.queries.overview import regions, search_places
from buildings.queries.places import full_names
from buildings.standing import standing_of
from buildings.views.asking import asked, done, draft_of
from kit.chinese import natural_key
from kit.refused import Refused
from people.models import Consent, ConsentItem, User

ASKED_FOR_A_CHILD = gettext_lazy(
    "Thank you. First the grown-up of your home agrees, then the captain confirms. You are told."
)
NO_FLOOR = "none"  # shops and lane doors: ?floor=none
ASKED = gettext_lazy("Thank you. Your captain and the community have been asked; you are told at once.")
FEW = 12  # doors that are shown at once, without asking for the floor


@login_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET or None)
    words = form.cleaned_data["q"] if form.is_bound and form.is_valid() else ""
    found = search_places(words) if words else []
    names = full_names(found)
    standing = standing_of(request.user)
    context = {
        "form": form if form.is_bound else SearchForm(),
        "words": words,
        "found": [(place, names[place.pk]) for place in found],
        "regions": [] if words else regions(),
        "homes": standing.residencies,
        "may_claim": request.user.phone_verified and not standing.home_paths,
        "claims": claims_of(request.user),
    }
    return render(request, "buildings/claim_start.html", context)


@login_required
@require_safe
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Buildings, stairs, floors, doors: whatever the place has, one level at a time. Three queries."""
    place = get_object_or_404(Place.objects.visible_to(request.user).select_related(AROUND), pk=pk)
    inside = sorted(place.children.all(), key=lambda child: (child.position, natural_key(child.name)))
    doors = sorted(place.dwellings.all(), key=lambda home: natural_key(home.door))
    floors = sorted({home.floor for home in doors if home.floor is not None})
    asked_floor = request.GET.get("floor", "")
    shown = _on_floor(doors, asked_floor) if asked_floor or len(doors) > FEW else doors
    context = {
        "place": place,
        "inside": inside,
        "floors": floors if len(doors) > FEW and not shown else [],
        "has_loose": any(home.floor is None for home in doors),
        "doors": shown,
        "floor": asked_floor if shown and asked_floor != NO_FLOOR else "",
    }
    return render(request, "buildings/claim_choose.html", context)


def _on_floor(doors: list[Dwelling], floor: str) -> list[Dwelling]:
    """What is no floor of this place chooses nothing."""
    return [home for home in doors if floor == (NO_FLOOR if home.floor is None else str(home.floor))]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim_home(request: HttpRequest, pk: int) -> HttpResponse:
    """Names nothing but the door."""
    homes = Dwelling.objects.visible_to(request.user).select_related(f"place__{AROUND}")
    home = get_object_or_404(homes, pk=pk)
    if request.method != "POST" and (why := _not_to_be_asked(request.user, home)):
        messages.info(request, why)
        return redirect("buildings:my_claims")
    has_agreed = has_agreed_to_home(request.user)
    form = ClaimForm(request.POST or None, has_agreed=has_agreed)
    status = 200
    if request.method == "POST":
        data = {"agreed": has_agreed} | form.cleaned_data if form.is_valid() else None
        if data and asked(form, operations.claim_home, by=request.user, dwelling=home, **data):
            done(request, ASKED_FOR_A_CHILD if data["is_minor"] else ASKED)
            return redirect("buildings:my_claims")
        status = 422
    context = {"form": form, "home": home, "draft": draft_of(request)}
    return render(request, "buildings/claim_home.html", context, status=status)


def _not_to_be_asked(user: User, home: Dwelling) -> str:
    """Said before a form is filled in for nothing."""
    try:
        claimable(user, home, timezone.now())
    except Refused as refused:
        return str(refused)
    return ""


def has_agreed_to_home(user: User) -> bool:
    return Consent.objects.filter(user=user, item=ConsentItem.HOME, withdrawn_at=None).exists()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def child(request: HttpRequest, pk: int) -> HttpResponse:
    """For grown-ups of the home; for everybody else there is no such page."""
    own = Residency.objects.current().filter(user=request.user, is_minor=False, dwelling=pk)
    if not own.exists() or rules.is_minor(request.user):
        raise Http404
    home = get_object_or_404(Dwelling.objects.select_related("place"), pk=pk)
    form, status = ChildForm(request.POST or None), 200
    if request.method == "POST":
        data = form.cleaned_data if form.is_valid() else None
        if data and asked(form, operations.claim_for_child, by=request.user, dwelling=home, **data):
            done(request, ASKED)
            return redirect("buildings:my_claims")
        status = 422
    context = {
        "form": form,
        "draft": draft_of(request),
        "title": _("A child of my home, under 14"),
        "lead": _("You answer for what is kept. The child gets no text messages and stands in no list."),
        "button": _("Ask for it"),
        "back": home,
    }
    return render(request, "buildings/task.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def of_age(request: HttpRequest, pk: int) -> HttpResponse:
    """Being under 14 ends at the word of whoever knows it."""
    rows = Residency.objects.current().filter(is_minor=True).select_related("user", "dwelling__place")
    residency = get_object_or_404(rows, pk=pk)
    if not rules.may_end_childhood(user=request.user, residency=residency):
        raise Http404
    is_sent = request.method == "POST"
    form = forms.Form(request.POST if is_sent else None)
    if (
        is_sent
        and form.is_valid()
        and asked(form, operations.come_of_age, by=request.user, residency=residency)
    ):
        done(request, _("Noted."))
        return redirect("buildings:answers", residency.dwelling_id)
    name = operations.open_name(by=request.user, residency=residency, purpose="of_age")
    context = {
        "form": form,
        "draft": draft_of(request),
        "title": _("Is %(name)s 14 by now?") % {"name": name or _("the child of this home")},
        "lead": _(
            "From 14 on no guardian is asked: they answer for their own data, "
            "and may agree to text messages and to being named."
        ),
        "button": _("Yes, 14 by now"),
        "back": residency.dwelling,
    }
    return render(request, "buildings/task.html", context, status=422 if is_sent else 200)


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    claims = claims_of(request.user, limit=30)
    wards = Residency.objects.current().filter(guardian=request.user, is_minor=True).select_related("user")
    context = {
        "claims": claims,
        "to_agree": [c for c in claims if _waits_for(c, request.user)],
        "wards": list(wards.order_by("pk")),
    }
    return render(request, "buildings/my_claims.html", context)


def _waits_for(claim: ResidencyClaim, user: User) -> bool:
    return claim.state == ClaimState.WAITING and claim.guardian_id == user.pk and not claim.guardian_agreed_at


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    claim = get_object_or_404(ResidencyClaim, pk=pk)
    if request.user.pk not in {claim.user_id, claim.guardian_id}:
        raise Http404
    try:
        operations.withdraw_claim(by=request.user, claim=claim)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        done(request, _("Taken back."))
    return redirect("buildings:my_claims")
