import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import urlize
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from kit.figures import dialled

NUMBER = r"(?<![A-Za-z0-9_.@+/-])\+?\d[\d -]{3,}\d(?![A-Za-z0-9_@])"
MAILBOX = r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"  # also right behind a full-width comma
WAYS = re.compile(f"({NUMBER}|{MAILBOX})")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    who = {"operator": settings.OPERATOR, "contact": reached_by(settings.OPERATOR_CONTACT)}
    return render(request, "portal/privacy.html", who)


def reached_by(contact: str) -> SafeString:
    """Numbers and addresses in it are links; it is written as whoever runs the site wrote it."""
    pieces = enumerate(WAYS.split(contact))
    links = [_link(piece) if odd % 2 else urlize(piece) for odd, piece in pieces]
    return format_html_join("", "{}", [[link] for link in links])


def _link(way: str) -> SafeString:
    if "@" in way:
        return format_html('<a href="mailto:{}">{}</a>', way, way)
    return format_html('<a class="nb" href="tel:{}">{}</a>', dialled(way), way)


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
