"""One home: who answers for its door, and, for captains and staff, whose it is."""

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
from buildings.models import Dwelling, Residency
from buildings.queries.chain import captaincies_at, chain_of, duty_line_of, services_at
from buildings.queries.places import ancestors_of, chain_above, joined_name
from buildings.views.asking import asked, done, draft_of
from kit.drafts import given_back, keeps_text


def _home(request: HttpRequest, pk: int) -> Dwelling:
    return get_object_or_404(Dwelling.objects.visible_to(request.user).select_related("place"), pk=pk)


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
        "may_open": rules.may_open_household(user=request.user, dwelling=home),
        "may_vouch": rules.may_vouch(user=request.user, dwelling=home),
    }
    if context["may_open"]:
        context |= {
            "purpose_form": PurposeForm(),
            "presence_form": PresenceForm(initial={"presence": home.presence}),
        }
    return render(request, "buildings/answers.html", context | more)


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
    if request.method == "GET":  # back from signing in, or from changing the language
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
    if request.method == "GET":
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
        person = data.pop("person")
        if asked(form, operations.register_residency, by=request.user, user=person, dwelling=home, **data):
            done(request, _("Registered; %(name)s has been told.") % {"name": person})
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
    return render(request, "buildings/task.html", context)


@keeps_text()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def register_neighbour(request: HttpRequest, pk: int) -> HttpResponse:
    home = _looked_after(request, pk)
    first = {"started_on": timezone.localdate()} | given_back(request)
    form = NeighbourForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        registered = asked(
            form, operations.register_neighbour, by=request.user, dwelling=home, **form.cleaned_data
        )
        if registered:
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
    return render(request, "buildings/task.html", context)


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
    form = MoveOutForm(request.POST or None, initial={"on": timezone.localdate()})
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and asked(
        form, operations.end_residency, by=request.user, residency=residency, **form.cleaned_data
    ):
        done(request, _("Noted."))
        return redirect("buildings:answers", residency.dwelling_id)
    words = {"name": residency.user, "home": residency.dwelling}
    context = {
        "form": form,
        "draft": draft_of(request),
        "title": _("%(name)s has moved out of %(home)s") % words,
        "lead": _("What residents of this building see is then no longer shown to them."),
        "button": _("Note it"),
        "back": residency.dwelling,
    }
    return render(request, "buildings/task.html", context)
