"""The pages of places, and the way to one's own."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from buildings import operations, rules
from buildings.forms import SearchForm
from buildings.models import Organisation, Place
from buildings.models.organisations import Office, OrganisationKind
from buildings.models.places import CAPTAIN_KINDS, REGION_KINDS, PlaceKind
from buildings.queries import building_grid, full_names
from buildings.queries.chain import (
    CAPTAIN,
    captain_answerer,
    captaincies_at,
    chain_of,
    duty_line_of,
    is_held,
    services_at,
)
from buildings.queries.claims import asks_for_home_at
from buildings.queries.overview import describe, grouped, regions, search_places
from buildings.queries.places import chain_above, family_of, joined_name
from buildings.standing import Capacity, standing_of
from buildings.views.sheets import sheet_address
from buildings.wording import counts_in_words
from people.models import User

WITH_DOORS = {PlaceKind.BUILDING, PlaceKind.STAIR, PlaceKind.LANE}


@require_safe
def place(request: HttpRequest, pk: int) -> HttpResponse:
    place = get_object_or_404(Place.objects.visible_to(request.user), pk=pk)
    show = _building if place.kind in WITH_DOORS else _overview
    return show(request, place)


def _frame(request: HttpRequest, place: Place) -> dict:
    """What every place's page has: where it stands, who looks after it, who answers above."""
    family = family_of(place)
    chain = chain_above(place, family)
    if len(chain) > 1:
        place.parent = chain[1]  # read already: the rules ask for it
    captaincies = captaincies_at(family.values())
    services = services_at(chain)
    answerers = chain_of(chain, captaincies, services, None, request.user)
    today = timezone.localdate()
    own = [c for c in captaincies if c.place_id == place.pk and c.is_current(today)]
    people = sorted((c for c in own if c.user.is_active), key=lambda c: not c.is_lead)
    is_staff = rules.may_administer(user=request.user, place=place)
    return {
        "place": place,
        "around": joined_name(chain[1:]),
        "parent": chain[1] if len(chain) > 1 else None,
        "captains": [captain_answerer(captaincy, request.user) for captaincy in people],
        "vacant": not people and any(a.is_vacant and a.place == place for a in answerers),
        "answerers": [a for a in answerers if not (a.level == CAPTAIN and a.place == place)],
        "duty": duty_line_of(services),
        "is_staff": is_staff,
        "gone": [captaincy for captaincy in own if is_staff and not captaincy.user.is_active],
        "may_import": place.kind == PlaceKind.ESTATE
        and rules.may_import_roster(user=request.user, estate=place),
        "may_draw": rules.may_draw(user=request.user, place=place),
        "may_print": sheet_address(request.user, place),
        "has_captain": place.kind in CAPTAIN_KINDS,
        "is_region": place.kind in REGION_KINDS,
        "headed": _headed(request.user, place),
        "family": family,
        "captaincies": captaincies,
    }


def _headed(user: User | AnonymousUser, place: Place) -> list[Capacity]:
    """In what serves the place itself and has this person as its head, who gives the offices there."""
    capacities = standing_of(user).capacities
    return [c for c in capacities if c.office == Office.HEAD and c.path == place.path]


def _building(request: HttpRequest, place: Place) -> HttpResponse:
    context = _frame(request, place)
    grid = building_grid(place, request.user)
    stairs = [p for p in context["family"].values() if p.parent_id == place.pk]
    today = timezone.localdate()
    of_stairs = [c for c in context["captaincies"] if c.place in stairs and is_held(c, today)]
    context |= {
        "grid": grid,
        "lives_here": standing_of(request.user).lives_at(place),
        "waits_here": asks_for_home_at(request.user, place),
        "in_doubt": grid.in_doubt,
        "counts": counts_in_words(grid),
        "inside": sorted((p for p in stairs), key=lambda p: p.position),
        "inside_captains": [captain_answerer(c, request.user) for c in of_stairs],
    }
    return render(request, "buildings/building.html", context)


def _overview(request: HttpRequest, place: Place) -> HttpResponse:
    context = _frame(request, place)
    inside = [p for p in context["family"].values() if p.parent_id == place.pk]
    children = describe(place, inside, context["captaincies"], request.user)
    context |= {
        "groups": [(PlaceKind(kind).label, group) for kind, group in grouped(children)],
        "vacancies": sum(child.is_vacant for child in children),
        "homes": sum(child.homes for child in children),
        "in_doubt": sum(child.in_doubt for child in children),
        "count": len(children),
    }
    if not children:
        context["may_print"] = ""  # no entrance yet where a sheet could hang
    return render(request, "buildings/place.html", context)


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """To the one place that is someone's own, or to a choice of several, or to the search."""
    standing = standing_of(request.user)
    own = standing.neighbour_paths or standing.service_paths()
    ids = {int(path.strip("/").split("/")[-1]) for path in own}
    if len(ids) == 1:
        return redirect("buildings:place", ids.pop())
    if not ids:
        return redirect("buildings:claim_start" if request.user.is_authenticated else "buildings:list")
    places = Place.objects.filter(pk__in=ids)
    return render(request, "buildings/choose.html", {"places": named(places)})


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Find an estate, a building or a lane by its name, or go down from the communities."""
    form = SearchForm(request.GET or None)
    words = form.cleaned_data["q"] if form.is_bound and form.is_valid() else ""
    found = search_places(words) if words else []
    communities = [] if words else regions()
    context = {
        "form": form if form.is_bound else SearchForm(),
        "words": words,
        "found": named(found),
        "regions": communities,
        "begin_url": "" if words or communities else _where_to_begin(request),
        "offices": Organisation.objects.filter(kind=OrganisationKind.STREET_OFFICE).exclude(phone=""),
        "may_claim": _may_claim(request),
    }
    return render(request, "buildings/list.html", context)


def _where_to_begin(request: HttpRequest) -> str:
    """Of a subdistrict without a community yet, for whoever may add one."""
    streets = Place.objects.filter(kind=PlaceKind.STREET)
    own = (street for street in streets if rules.may_administer(user=request.user, place=street))
    street = next(own, None) if request.user.is_authenticated else None
    return street.get_absolute_url() if street else ""


def _may_claim(request: HttpRequest) -> bool:
    user = request.user
    return user.is_authenticated and user.phone_verified and not standing_of(user).home_paths


def named(places) -> list[tuple[Place, str]]:
    places = list(places)
    names = full_names(places)
    return [(place, names[place.pk]) for place in places]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest) -> HttpResponseRedirect:
    """The roster may know this phone: then its homes are theirs."""
    if request.method != "POST":  # back from signing in; and whoever asks for the head alone changes nothing
        return redirect("buildings:list")
    homes = operations.claim_homes(by=request.user)
    if homes:
        messages.success(request, _("Your home is registered. Welcome, neighbour."))
        return redirect("buildings:answers", homes[0].dwelling_id)
    messages.info(
        request, _("The roster does not know your number yet. Please ask your captain or the duty phone.")
    )
    return redirect("buildings:list")
