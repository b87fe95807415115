"""The page behind the link at the foot of an e-mail: one tap, and such e-mails stop."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from notifications import operations, stops
from notifications.models import Topic
from people.models import User


@csrf_exempt  # a mail program posts as well, and has no page of ours (RFC 8058, 3.2)
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Looked at, it changes nothing: programs that look for viruses open every link. It names nobody."""
    asked = stops.read(token)
    if asked is None:
        raise Http404
    user = get_object_or_404(User, pk=asked.user_id)
    if request.method == "POST":
        operations.stop_emails(by=user, what=asked.what)
    topic = Topic(asked.what).label if asked.what in Topic.values else ""
    response = render(
        request, "notifications/stop.html", {"topic": topic, "is_done": request.method == "POST"}
    )
    response["Referrer-Policy"], response["X-Robots-Tag"] = "no-referrer", "noindex"
    return response
