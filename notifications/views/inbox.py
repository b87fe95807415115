"""A person's own messages, and the demo's stand-in for phones and mailboxes."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kit.paging import page_of
from notifications import operations, queries
from notifications.models import Message

NEWEST = 50


@require_safe
@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    page = page_of(request, Message.objects.inbox_of(request.user), ("-sent_at", "-id"))
    template = "notifications/inbox.html"
    return render(request, f"{template}#rows" if request.htmx else template, {"page": page})


@require_safe
@login_required
def open_message(request: HttpRequest, pk: int) -> HttpResponse:
    message = get_object_or_404(Message.objects.inbox_of(request.user), pk=pk)
    url = operations.open_message(by=request.user, message=message)
    inside = url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    return redirect(url if inside else "notifications:inbox")


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    operations.mark_read(by=request.user, messages=Message.objects.inbox_of(request.user))
    return redirect("notifications:inbox")


@never_cache
@require_safe
def demo_outbox(request: HttpRequest) -> HttpResponse:
    """What a real installation would have sent as text message and e-mail; all of it is invented."""
    if not settings.DEMO:
        raise Http404
    left = queries.left_the_house(Message.objects.all(), now=timezone.now())
    return render(request, "notifications/demo_outbox.html", {"messages_left": left[:NEWEST]})
