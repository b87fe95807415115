"""What mail servers report about letters that did not arrive."""

import secrets

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from notifications import operations


@csrf_exempt
@require_POST
def take_bounce(request: HttpRequest) -> HttpResponse:
    """The report as it came, from a mail server that holds the secret (docs/deploy.md)."""
    if not settings.BOUNCE_SECRET:
        raise Http404
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not secrets.compare_digest(given.encode(), settings.BOUNCE_SECRET.encode()):
        return HttpResponseForbidden()
    operations.take_bounce(report=request.body)
    return HttpResponse(status=204)
