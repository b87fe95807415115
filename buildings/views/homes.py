"""One home: who answers for its door, and, for captains and staff, whose it is."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from buildings import operations, rules
from buildings.forms import MoveOutForm, NeighbourForm, PresenceForm, PurposeForm, ResidencyForm
from buildings.models import Dwelling, Residency, ResidencyClaim
from buildings.models.claims import ClaimState
from buildings.queries.chain import captaincies_at, chain_of, duty_line_of, services_at
from buildings.queries.claims import has_asked
from buildings.queries.places import ancestors_of, chain_above, joined_name
from buildings.queries.still_here import is_in_doubt
from buildings.standing import standing_of
from buildings.views.asking import asked, done, draft_of, mistaken
from kit.drafts import given_back, keeps_text
from kit.forms import status_of
from people.models import User

CHILD = {"is_minor", "guardian_phone"}


def _home(request: HttpRequest, pk: int) -> Dwelling:
    """With `asks`: whether this person is asked about somebody there; and `waits`: for their own claim."""
    homes = Dwelling.objects.visible_to(request.user).select_related("place")
    facts = {"asks": is_in_doubt(standing_of(request.user)), "waits": has_asked(request.user)}
    return get_object_or_404(homes.annotate(**facts), pk=pk)


def _looked_after(request: HttpRequest, pk: int) -> Dwelling:
    """For captains of the floor and staff; for everybody else there is no such page."""
    home = _home(request, pk)
    if not rules.may_vouch(user=request.user, dwelling=home):
        raise Http404
    return home


def _page(request: HttpRequest, home: Dwelling, **more) -> HttpResponse:
    chain = chain_above(home.place, ancestors_of(home.place))
    services = services_at(chain)
    context = {
        "home": home,
        "around": joined_name(chain[1:]),
        "answerers": chain_of(chain, captaincies_at(chain), services, home.floor, request.user),
        "duty": duty_line_of(services),
        "lives_here": next(
            (c for c in standing_of(request.user).capacities if c.dwelling_id == home.pk), None
        ),
        "may_open": rules.may_open_household(user=request.user, dwelling=home),
        "may_vouch": rules.may_vouch(user=request.user, dwelling=home),
    }
    if context["may_open"]:
        context |= {
            "purpose_form": PurposeForm(),
            "presence_form": PresenceForm(initial={"presence": home.presence}),
        }
    context |= more
    sent = status_of(context.get("purpose_form"), context.get("presence_form"))
    return render(request, "buildings/answers.html", context, status=sent)


@require_safe
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _home(request, pk))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def household(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows names and phones once, in the answer to this request; looking again asks, and is noted, again."""
    home = _home(request, pk)
    if not rules.may_open_household(user=request.user, dwelling=home):
        raise Http404
    if request.method != "POST":  # back from signing in, or from changing the language
        return redirect("buildings:answers", home.pk)
    form = PurposeForm(request.POST)
    if form.is_valid():
        opened = asked(form, operations.open_household, by=request.user, dwelling=home, purpose=form.in_words)
        if opened:
            return _page(request, home, household=opened)
    return _page(request, home, purpose_form=form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def presence(request: HttpRequest, pk: int) -> HttpResponse:
    home = _looked_after(request, pk)
    if request.method != "POST":
        return redirect("buildings:answers", home.pk)
    form = PresenceForm(request.POST)
    if form.is_valid() and asked(
        form, operations.set_presence, by=request.user, dwelling=home, presence=form.cleaned_data["presence"]
    ):
        done(request, _("Noted."))
        return redirect("buildings:answers", home.pk)
    return _page(request, home, presence_form=form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, pk: int) -> HttpResponse:
    home = _looked_after(request, pk)
    first = {"started_on": timezone.localdate()}
    near = [home.place.path.rsplit("/", 2)[0] + "/"]
    form = ResidencyForm(request.POST or None, near=near, initial=first)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if form.cleaned_data["is_minor"]:
            child = data["person"]
            if asked(
                form,
                _register_child,
                request=request,
                dwelling=home,
                data=form.cleaned_data,
                user=child,
                agreed=True,
            ):
                return redirect("buildings:answers", home.pk)
        elif asked(form, _register, by=request.user, dwelling=home, **data):
            done(request, _("Registered; %(name)s has been told.") % {"name": data["person"]})
            return redirect("buildings:answers", home.pk)
    context = {
        "form": form,
        "draft": draft_of(request),
        "title": _("Register who lives in %(home)s") % {"home": home},
        "lead": _("You vouch for it with your name. They then receive the notices of this building."),
        "button": _("Register them"),
        "back": home,
        "other": reverse("buildings:register_neighbour", args=[home.pk]),
        "other_words": _("They have no account yet"),
    }
    return render(request, "buildings/task.html", context, status=status_of(form))


@keeps_text()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def register_neighbour(request: HttpRequest, pk: int) -> HttpResponse:
    home = _looked_after(request, pk)
    first = {"started_on": timezone.localdate()} | given_back(request)
    form = NeighbourForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["is_minor"]:
            child = {key: form.cleaned_data[key] for key in ("display_name", "phone", "agreed")}
            if asked(form, _register_child, request=request, dwelling=home, data=form.cleaned_data, **child):
                return redirect("buildings:answers", home.pk)
        elif registered := asked(
            form, operations.register_neighbour, by=request.user, dwelling=home, **_of_grown_up(form)
        ):
            done(request, _how_to_go_on(registered))
            return redirect("buildings:answers", home.pk)
    context = {
        "form": form,
        "draft": draft_of(request),
        "title": _("Register a new neighbour of %(home)s") % {"home": home},
        "lead": _("For someone without an account, or without a phone. You vouch for it with your name."),
        "button": _("Register them"),
        "back": home,
        "other": reverse("buildings:register", args=[home.pk]),
        "other_words": _("They have an account"),
    }
    return render(request, "buildings/task.html", context, status=status_of(form))


def _of_grown_up(form: forms.Form) -> dict:
    return {key: value for key, value in form.cleaned_data.items() if key not in CHILD}


def _register(*, by: User, dwelling: Dwelling, person: User, **data) -> Residency:
    facts = {key: value for key, value in data.items() if key not in CHILD}
    return operations.register_residency(by=by, user=person, dwelling=dwelling, **facts)


def _register_child(*, request: HttpRequest, dwelling: Dwelling, data: dict, **who) -> ResidencyClaim:
    facts = {key: data[key] for key in ("kind", "lives_here", "client_key", "guardian_phone")}
    claim = operations.register_child(by=request.user, dwelling=dwelling, **facts, **who)
    waits = claim.state == ClaimState.WAITING
    words = _("Written down. The guardian has been asked; with their yes it counts.")
    done(request, words if waits else _("Registered."))
    return claim


def _how_to_go_on(residency: Residency) -> str:
    """Whoever has no phone has been told nothing yet."""
    person = residency.user
    if person.phone:
        return _("Registered. %(name)s can sign in with that number at any time.") % {"name": person}
    words = _(
        "Registered. %(name)s cannot read this here: please say it in person, and what comes later too."
    )
    return words % {"name": person}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move_out(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Residency.objects.current().select_related("user", "dwelling__place")
    residency = get_object_or_404(rows, pk=pk)
    if not rules.may_end_residency(user=request.user, residency=residency):
        raise Http404
    has_children = Residency.objects.current().filter(guardian=residency.user, dwelling=residency.dwelling)
    first = {"on": timezone.localdate()}
    form = MoveOutForm(request.POST or None, has_children=has_children.exists(), initial=first)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and (
        ended := asked(
            form, operations.end_residency, by=request.user, residency=residency, **form.cleaned_data
        )
    ):
        done(request, _("Taken back: it is over at once.") if ended.is_taken_back else _("Noted."))
        return redirect("buildings:answers", residency.dwelling_id)
    name = operations.open_name(by=request.user, residency=residency, purpose="moved_out")
    words = {"name": name or _("A child under 14"), "home": residency.dwelling}
    context = {
        "form": form,
        "draft": draft_of(request),
        "title": _("%(name)s has moved out of %(home)s") % words,
        "lead": _("What residents of this building see is then no longer shown to them."),
        "mistaken": mistaken(residency),
        "button": _("Note it"),
        "back": residency.dwelling,
    }
    return render(request, "buildings/task.html", context, status=status_of(form))
