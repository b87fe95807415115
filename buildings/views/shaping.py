"""Adding a place or a home, and moving a place: for staff."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from buildings import operations, rules
from buildings.forms import HomeForm, MoveForm, PlaceForm, PlanForm
from buildings.models import Place
from buildings.models.places import CAPTAIN_KINDS, prefixes
from buildings.standing import standing_of
from buildings.views.asking import asked, done, draft_of
from kit.forms import status_of


def _own_place(request: HttpRequest, pk: int) -> Place:
    place = get_object_or_404(Place.objects.visible_to(request.user), pk=pk)
    if not rules.may_administer(user=request.user, place=place):
        raise Http404
    return place


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest, pk: int) -> HttpResponse:
    parent = _own_place(request, pk)
    form = PlaceForm(request.POST or None, parent=parent)
    if not form.fields["kind"].choices:
        raise Http404  # nothing stands in a stair
    if request.method == "POST" and form.is_valid():
        made = asked(form, operations.create_place, by=request.user, parent=parent, **form.cleaned_data)
        if made:
            done(request, _("%(place)s is on the map.") % {"place": made})
            return redirect("buildings:place", made.pk)
    context = {
        "form": form,
        "draft": draft_of(request),
        "title": _("Add a place in %(place)s") % {"place": parent},
        "lead": _("Homes come with the property company's roster."),
        "button": _("Add it"),
        "back": parent,
    }
    return render(request, "buildings/task.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_home(request: HttpRequest, pk: int) -> HttpResponse:
    place = _own_place(request, pk)
    if place.kind not in CAPTAIN_KINDS:
        raise Http404  # homes have their doors in buildings, stairs, lanes and roads
    form = HomeForm(request.POST or None, place=place)
    if request.method == "POST" and form.is_valid():
        home = asked(form, operations.add_dwelling, by=request.user, place=place, **form.cleaned_data)
        if home:
            done(request, _("%(home)s is on the map.") % {"home": home})
            return redirect("buildings:answers", home.pk)
    context = {
        "form": form,
        "draft": draft_of(request),
        "title": _("Add a home in %(place)s") % {"place": place},
        "lead": _("For one that is missing. Many at once come with the roster."),
        "button": _("Add it"),
        "back": place,
    }
    return render(request, "buildings/task.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: int) -> HttpResponse:
    place = _own_place(request, pk)
    if place.parent_id is None:
        raise Http404
    form = MoveForm(request.POST or None, place=place, area=_area(request, place))
    if request.method == "POST" and form.is_valid():
        parent = form.cleaned_data["parent"]
        if asked(form, operations.move_place, by=request.user, place=place, parent=parent):
            done(request, _("%(place)s now stands in %(parent)s.") % {"place": place, "parent": parent})
            return redirect("buildings:place", place.pk)
    context = {
        "form": form,
        "draft": draft_of(request),
        "title": _("Move %(place)s") % {"place": place},
        "lead": _("Everything in it moves along: homes, captains, notices and issues."),
        "button": _("Move the place"),
        "back": place,
    }
    return render(request, "buildings/task.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Where it is drawn on the plan."""
    place = _own_place(request, pk)
    if not rules.may_draw(user=request.user, place=place):
        raise Http404
    now = {key: None if at is None else at + 1 for key, at in (("x", place.plan_x), ("y", place.plan_y))}
    form = PlanForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        drawn = asked(form, operations.put_on_plan, by=request.user, place=place, **form.cells())
        if drawn:
            done(request, _("The plan is drawn anew."))
            return redirect("buildings:place", place.pk)
    context = {
        "form": form,
        "draft": draft_of(request),
        "title": _("%(place)s on the plan") % {"place": place},
        "lead": _("Neighbours and visitors see the plan, with the number of open issues on each building."),
        "button": _("Draw it there"),
        "back": place,
    }
    return render(request, "buildings/task.html", context, status=status_of(form))


def _area(request: HttpRequest, place: Place) -> list[str]:
    """Where this person may put things; for a superuser, anywhere in the subdistrict."""
    if request.user.is_superuser:
        return [min(prefixes([place.path]), key=len)]
    return sorted(standing_of(request.user).staff_paths)
