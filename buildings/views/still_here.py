"""Do former owners still live there? All doors where it is asked, and one door with its two answers."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from buildings import operations, rules
from buildings.forms import MoveOutForm
from buildings.models import Dwelling, Place
from buildings.models.dwellings import ResidencyKind
from buildings.models.places import AROUND
from buildings.operations.still_here import Asked
from buildings.queries.still_here import doors_in_doubt, in_doubt, with_last_end
from buildings.standing import standing_of
from buildings.views.asking import asked, done, noted
from kit.paging import page_of
from people.models import User

GONE, STAYS = "gone", "stays"


class GoneForm(MoveOutForm):
    on = None  # as of today: the roster does not say since when


class StaysForm(forms.Form):
    """Whether `kind` has to be said the operation knows."""

    kind = forms.ChoiceField(
        label=gettext_lazy("If so, as what"),
        choices=[
            (ResidencyKind.OWNER, gettext_lazy("Owner: only spelled otherwise, or left out by the roster")),
            *ResidencyKind.choices[1:],
        ],
        widget=forms.RadioSelect,
        required=False,
    )


@login_required
@require_safe
def doors(request: HttpRequest) -> HttpResponse:
    """Doors and days only: names are opened door by door, and that is written down."""
    standing = standing_of(request.user)
    if not (standing.staff_paths or standing.captain_paths):
        raise Http404
    place = _place(request)
    rows = with_last_end(doors_in_doubt(standing, place), standing.on)
    page = page_of(request, rows.select_related(f"place__{AROUND}"), ("id",))
    template = "buildings/still_here.html"
    if request.htmx:
        return render(request, f"{template}#rows", {"page": page})
    return render(request, template, {"page": page, "place": place})


def _place(request: HttpRequest) -> Place | None:
    wanted = request.GET.get("place", "")
    return get_object_or_404(Place, pk=wanted) if wanted.isdecimal() and len(wanted) < 19 else None


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, pk: int) -> HttpResponse:
    home = get_object_or_404(Dwelling.objects.select_related(f"place__{AROUND}"), pk=pk)
    if not rules.may_say_who_lives_on(user=request.user, dwelling=home):
        raise Http404
    sent = None
    if request.method == "POST":
        sent = _form(request)
        if said := _answered(request, home, sent):
            done(request, said)
            return redirect(*_next(request.user, home))
    people, owners = operations.open_doubts(by=request.user, dwelling=home)
    cards = [_card(request, about, sent) for about in people]
    lost = None if any(card["is_sent"] for card in cards) else sent  # of whom nobody is asked any more
    context = {"home": home, "cards": cards, "owners": owners, "lost": lost}
    return render(request, "buildings/still_here_door.html", context, status=422 if sent is not None else 200)


def _form(request: HttpRequest) -> forms.Form:
    ids = {"auto_id": f"{request.POST.get('person', '')}-%s"}
    if request.POST.get("answer") == GONE:
        return GoneForm(request.POST, has_children=True, **ids)
    return StaysForm(request.POST, **ids)


def _answered(request: HttpRequest, home: Dwelling, form: forms.Form) -> str:
    """What the next page says, where the answer counts: that they have been told only where they were."""
    who = request.POST.get("person", "")
    people = User.objects.filter(residencies__dwelling=home).distinct()
    person = get_object_or_404(people, pk=who if who.isdecimal() and len(who) < 19 else None)
    if request.POST.get("answer") not in {GONE, STAYS} or not form.is_valid():
        return ""
    says = operations.say_moved_out if isinstance(form, GoneForm) else operations.say_still_here
    words = {"by": request.user, "dwelling": home, "user": person, **form.cleaned_data}
    outcome = asked(form, says, **words)
    if outcome is None:
        return ""
    return noted(person) if outcome is True else _("Noted.")


def _next(user: User, home: Dwelling) -> tuple:
    left = in_doubt(standing_of(user)).filter(dwelling=home)
    return ("buildings:still_here_door", home.pk) if left.exists() else ("buildings:still_here",)


def _card(request: HttpRequest, about: Asked, sent: forms.Form | None) -> dict:
    """One person with the two answers, each a form of its own; one of them may have been sent."""
    user = about.doubt.user
    is_theirs = sent is not None and request.POST.get("person") == str(user.pk)
    ids = {"auto_id": f"{user.pk}-%s"}
    gone = GoneForm(has_children=about.has_children, **ids)
    stays = StaysForm(**ids)
    if is_theirs and isinstance(sent, GoneForm):
        gone = sent
    elif is_theirs:
        stays = sent
    return {"user": user, "doubt": about.doubt, "gone": gone, "stays": stays, "is_sent": is_theirs}
