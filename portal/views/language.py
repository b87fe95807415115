"""Chinese or English: kept by the device in a cookie, and for messages with whoever is signed in."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as remember_on_this_device

from people.operations import choose_language


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    response = remember_on_this_device(request)
    if request.user.is_authenticated:
        choose_language(by=request.user, language=request.POST.get("language", ""))
    return response
