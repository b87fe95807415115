"""One address, two desks: a captain's, and that of those who answer for an organisation."""

from typing import NamedTuple

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from committees.queries import next_for
from issues.queries import desk_counts
from notices.queries import front_for
from people.models import User
from portal.greeting import urgent_icon
from portal.navigation import who_am_i
from portal.roles import Role, role_of
from portal.todo import LIMIT, tasks_of
from portal.views.captain_desk import captain_desk_page
from portal.views.org_desk import org_desk_page


class Quick(NamedTuple):
    url: str
    icon: str
    label: str
    badge: int = 0


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """A captain's, or the organisation's; everyone else, and whoever's term is over, has a home page."""
    role = role_of(request.user)
    if role == Role.CAPTAIN:
        return captain_desk_page(request)
    return redirect("home") if role == Role.RESIDENT else org_desk_page(request, role)


def desk_page(request: HttpRequest, role: Role) -> HttpResponse:
    user, now = request.user, timezone.now()
    tasks = tasks_of(user, now)
    urgent, latest = front_for(user, limit=4)
    words = ngettext("%(name)s, %(n)d thing today", "%(name)s, %(n)d things today", len(tasks))
    nothing = _("%(name)s, nothing waits for you today")
    return render(
        request,
        "home/desk.html",
        {
            "now": now,
            "greeting": (words if tasks else nothing) % {"name": user.display_name, "n": len(tasks)},
            "line": who_am_i(user).line,
            "urgent": urgent,
            "urgent_icon": urgent_icon(urgent),
            "quick": _quick(user, role),
            "tasks": tasks[:LIMIT],
            "more_tasks": max(0, len(tasks) - LIMIT),
            "notices": latest,
            "meeting": next_for(user),
        },
    )


def _quick(user: User, role: Role) -> list[Quick]:
    counts = desk_counts(user)
    held = Quick(f"{reverse('issues:list')}?show=held", "list", _("What I have"), counts.held)
    late = Quick(f"{reverse('issues:list')}?show=overdue", "clock", _("Overdue"), counts.overdue)
    write = Quick(reverse("notices:new"), "horn", _("Write a notice"))
    meetings = Quick(reverse("committees:list"), "meeting", _("Meetings"))
    if role == Role.PROPERTY:
        return [held, late, write, meetings]
    return [Quick(reverse("issues:new"), "camera", _("Log with a photo")), held, write, meetings]
