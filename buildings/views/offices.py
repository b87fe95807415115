"""Who serves a place, and who holds which office there: for its staff, and for an organisation's own head."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from buildings import operations, rules
from buildings.leaving import what_goes_on
from buildings.models import Membership, Organisation, Place, Service
from buildings.models.organisations import STAFF_KINDS, OrganisationKind
from buildings.models.places import REGION_KINDS
from buildings.office_forms import EndOfficeForm, OfficeForm, OrganisationForm, usual_office
from buildings.queries import places_served_by
from buildings.views.asking import asked, done, draft_of, mistaken
from kit.forms import status_of

# Who sees to the rest here: their end is a rare thing, for the administration.
STAYING = STAFF_KINDS | {OrganisationKind.STREET_OFFICE}
TAKEN_BACK = gettext_lazy("Taken back: it is over at once.")


def _own_region(request: HttpRequest, pk: int) -> Place:
    place = get_object_or_404(Place.objects.visible_to(request.user).filter(kind__in=REGION_KINDS), pk=pk)
    if not rules.may_administer(user=request.user, place=place):
        raise Http404
    return place


@login_required
@require_safe
def organisations(request: HttpRequest, pk: int) -> HttpResponse:
    """Those that serve the place itself, however many: their places are one question."""
    place = _own_region(request, pk)
    serving = Service.objects.current().filter(place=place).select_related("organisation")
    here = sorted(serving, key=lambda service: service.organisation.name)
    served = Service.objects.current().filter(organisation__in=[service.organisation_id for service in here])
    elsewhere = {
        s.organisation_id
        for s in served.select_related("place")
        if not rules.may_administer(user=request.user, place=s.place)
    }
    rows = [
        (service, service.organisation_id not in elsewhere, service.organisation.kind not in STAYING)
        for service in here
    ]
    return render(request, "buildings/organisations.html", {"place": place, "rows": rows})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end_service(request: HttpRequest, pk: int) -> HttpResponse:
    """One company goes and another comes: from that day on its members see nothing here any more."""
    rows = Service.objects.current().exclude(organisation__kind__in=STAYING)
    service = get_object_or_404(rows.select_related("organisation", "place"), pk=pk)
    if not rules.may_administer(user=request.user, place=service.place):
        raise Http404
    today = timezone.localdate()
    form = EndOfficeForm(request.POST or None, initial={"on": today})
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and (
        ended := asked(form, operations.end_service, by=request.user, service=service, **form.cleaned_data)
    ):
        words = _("From that day on it serves here no more.")
        done(request, TAKEN_BACK if ended.is_taken_back else words)
        return redirect("buildings:organisations", service.place_id)
    names = {"organisation": service.organisation, "place": service.place.name}
    context = {
        "form": form,
        "draft": draft_of(request),
        "title": _("%(organisation)s serves %(place)s no more") % names,
        "lead": _("Neighbours are not sent to it any more, and its members see nothing of the place."),
        "goes_on": what_goes_on(service, today),
        "mistaken": mistaken(service),
        "button": _("End the service"),
        "back": service.place,
    }
    return render(request, "buildings/task.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def found(request: HttpRequest, pk: int) -> HttpResponse:
    place = _own_region(request, pk)
    form = OrganisationForm(request.POST or None, place=place)
    if request.method == "POST" and form.is_valid():
        made = asked(
            form, operations.found_organisation, by=request.user, serves=[place], **form.cleaned_data
        )
        if made:
            words = _("%(organisation)s is registered. Now say who works there.")
            done(request, words % {"organisation": made})
            return redirect("buildings:members", made.pk)
    context = {
        "form": form,
        "draft": draft_of(request),
        "title": _("Register an organisation that serves %(place)s") % {"place": place},
        "lead": _("Neighbours see its name and its duty phone. Its members see what lies in the place."),
        "button": _("Register it"),
        "back": place,
    }
    return render(request, "buildings/task.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def members(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(Organisation, pk=pk)
    served = places_served_by(organisation)
    if not rules.may_appoint_member(user=request.user, organisation=organisation, served=served):
        raise Http404
    today = timezone.localdate()
    near = [place.path for place in served]
    usual = {"started_on": today, "office": usual_office(organisation.kind)}
    form = OfficeForm(request.POST or None, near=near, initial=usual)
    if request.method == "POST" and form.is_valid():
        words = dict(form.cleaned_data)
        person = words.pop("person")
        if asked(
            form, operations.appoint_member, by=request.user, organisation=organisation, user=person, **words
        ):
            done(request, _("%(name)s now works there.") % {"name": person})
            return redirect("buildings:members", pk)
    rows = Membership.objects.held().filter(organisation=organisation).exclude(ended_on__lte=today)
    context = {
        "form": form,
        "draft": draft_of(request),
        "organisation": organisation,
        "members": rows.select_related("user").order_by("started_on", "pk"),
        "back": served[0] if served else None,
    }
    return render(request, "buildings/members.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """By whoever may appoint; nobody has to stay, so by the member too."""
    membership = get_object_or_404(Membership.objects.select_related("user", "organisation"), pk=pk)
    served = places_served_by(membership.organisation)
    if not rules.may_end_membership(user=request.user, membership=membership, served=served):
        raise Http404
    first = {"on": membership.earliest_end(timezone.localdate())}
    form = EndOfficeForm(request.POST or None, initial=first)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and (
        ended := asked(
            form, operations.end_membership, by=request.user, membership=membership, **form.cleaned_data
        )
    ):
        done(request, TAKEN_BACK if ended.is_taken_back else _("The office ends on that day."))
        return _after_the_end(request, membership.organisation, served)
    context = {
        "form": form,
        "draft": draft_of(request),
        "title": _("End the office of %(name)s") % {"name": membership.user},
        "lead": f"{membership.organisation.name} {membership.title or membership.get_office_display()}",
        "mistaken": mistaken(membership),
        "button": _("End the office"),
        "back": served[0] if served else None,
    }
    return render(request, "buildings/task.html", context, status=status_of(form))


def _after_the_end(request: HttpRequest, organisation: Organisation, served: list[Place]) -> HttpResponse:
    """Whoever laid down their own may not look at the others any more."""
    if rules.may_appoint_member(user=request.user, organisation=organisation, served=served):
        return redirect("buildings:members", organisation.pk)
    return redirect("home")
