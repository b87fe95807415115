from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is too old, most often after a night with the page open. The draft is kept."""
    return render(request, "403_csrf.html", status=403)
