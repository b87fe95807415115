"""What a list's address asks for; the rooms above narrow their lists by it too."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from buildings.models import Place
from buildings.models.places import AROUND


def place_asked(request: HttpRequest) -> Place | None:
    """The place in `?place=12`; 404 when there is none for this person. What is no number narrows nothing."""
    number = request.GET.get("place", "")
    if not (number.isdecimal() and len(number) < 19):
        return None
    return get_object_or_404(Place.objects.visible_to(request.user).select_related(AROUND), pk=number)


def to_the_door(request: HttpRequest) -> HttpResponse:
    """Who has to do with no place here cannot begin anything at one: to the way in, and why."""
    messages.info(request, _("This is for those who live or serve here. First say which home is yours."))
    return redirect("buildings:claim_start")
