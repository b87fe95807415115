"""What a list's address asks for; the rooms above narrow their lists by it too."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from buildings.models import Place
from buildings.models.places import AROUND


def place_asked(request: HttpRequest) -> Place | None:
    """The place in `?place=12`; 404 when there is none for this person. What is no number narrows nothing."""
    number = request.GET.get("place", "")
    if not (number.isdecimal() and len(number) < 19):
        return None
    return get_object_or_404(Place.objects.visible_to(request.user).select_related(AROUND), pk=number)
