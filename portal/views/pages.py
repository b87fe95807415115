from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    who = {"operator": settings.OPERATOR, "contact": settings.OPERATOR_CONTACT}
    return render(request, "portal/privacy.html", who)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """RFC 9309: search engines find what is told to everyone. Pages of places, issues and meetings may be
    opened by anyone, too, but name neighbours; nobody agreed to be found there by a search for the name.
    """
    lines = [
        "User-agent: *",
        f"Allow: {reverse('home')}$",
        f"Allow: {reverse('notices:list')}",
        f"Allow: {reverse('privacy')}",
        "Disallow: /*?",  # the same again in large text, and every page of a list
        "Disallow: /",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
