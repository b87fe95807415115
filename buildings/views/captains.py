"""Appointing a captain and ending a term: for staff."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from buildings import operations, rules
from buildings.forms import CaptainForm, EndTermForm
from buildings.models import Captaincy, Place
from buildings.models.places import prefixes
from buildings.views.asking import asked, done, draft_of, mistaken
from buildings.wording import captain_role, captain_title
from kit.forms import status_of

YEARS_OF_A_TERM = 2


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    place = get_object_or_404(Place.objects.visible_to(request.user).with_captains(), pk=pk)
    if not rules.may_appoint_captain(user=request.user, place=place):
        raise Http404
    form = CaptainForm(request.POST or None, place=place, near=_community(place), initial=_usual_term())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        person = data.pop("person")
        appointed = asked(
            form,
            operations.appoint_captain,
            by=request.user,
            user=person,
            place=place,
            kind=place.kind,
            **data,
        )
        if appointed:
            done(request, _("Appointed; %(name)s has been told.") % {"name": person})
            return redirect("buildings:place", place.pk)
    context = {
        "form": form,
        "draft": draft_of(request),
        "title": _("Appoint: %(role)s") % {"role": captain_title(place.kind, place.name)},
        "lead": _("Neighbours see the name, the floors and the term on the place's page."),
        "button": _("Appoint"),
        "back": place,
    }
    return render(request, "buildings/task.html", context, status=status_of(form))


def _usual_term() -> dict:
    today = timezone.localdate()
    try:
        end = today.replace(year=today.year + YEARS_OF_A_TERM)
    except ValueError:  # 29 February
        end = today.replace(year=today.year + YEARS_OF_A_TERM, day=28)
    return {"started_on": today, "ended_on": end}


def _community(place: Place) -> list[str]:
    """Where a captain's name is looked for: everywhere in the place's community."""
    return sorted(prefixes([place.path]), key=len)[1:2]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    captaincy = get_object_or_404(Captaincy.objects.select_related("place", "user"), pk=pk)
    is_own = captaincy.user_id == request.user.pk
    if not (is_own or rules.may_appoint_captain(user=request.user, place=captaincy.place)):
        raise Http404
    first = {"on": captaincy.earliest_end(timezone.localdate())}
    form = EndTermForm(request.POST or None, initial=first)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and (
        ended := asked(
            form, operations.end_captaincy, by=request.user, captaincy=captaincy, **form.cleaned_data
        )
    ):
        words = _("The term ends on that day; %(name)s has been told.")
        if ended.is_taken_back:
            words = _("Taken back: it is over at once. %(name)s has been told.")
        done(request, words % {"name": captaincy.user})
        return redirect("buildings:place", captaincy.place_id)
    context = {
        "form": form,
        "draft": draft_of(request),
        "title": _("End the term of %(name)s") % {"name": captaincy.user},
        "lead": captain_role(captaincy),
        "mistaken": mistaken(captaincy),
        "button": _("End the term"),
        "back": captaincy.place,
    }
    return render(request, "buildings/task.html", context, status=status_of(form))
