"""For staff: how many messages went out to the people of their places, and which ones could not."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from buildings.queries import neighbours_of
from buildings.standing import standing_of
from kit.paging import page_of
from notifications import queries
from notifications.models import Message
from people.models import User

SINCE = timedelta(days=7)


@require_safe
@login_required
def outbox(request: HttpRequest) -> HttpResponse:
    """Never what a message said: only to whom, about what kind of thing, and whether it arrived."""
    messages = messages_below(request.user)
    template = "portal/outbox.html"
    page = page_of(request, queries.troubled(messages), ("-id",))
    for message in page:
        message.about = kind_in_words(message.kind)
    if request.htmx:
        return render(request, f"{template}#rows", {"page": page})
    tallies = queries.tallies(messages, since=timezone.now() - SINCE)
    rows = [(kind_in_words(tally.kind), tally) for tally in tallies]
    return render(request, template, {"page": page, "tallies": rows})


def messages_below(user: User) -> QuerySet[Message]:
    """Those to people of the places this person serves as staff; the superuser sees all, codes among them."""
    if user.is_superuser:
        return Message.objects.all()
    paths = standing_of(user).staff_paths
    if not paths:
        raise Http404
    return Message.objects.filter(recipient__in=neighbours_of(paths))


def kind_in_words(kind: str) -> str:
    """ "committees.reminder" belongs to the meetings; staff need not know its name."""
    return {
        "notices": _("Notices"),
        "issues": pgettext("navigation", "Issues"),
        "committees": pgettext("navigation", "Meetings"),
        "buildings": pgettext("navigation", "Buildings"),
        "people": _("Sign-in"),
    }.get(kind.partition(".")[0], kind)
