"""One address, two desks: a captain's, and that of those who answer for an organisation."""

from datetime import datetime
from typing import NamedTuple

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from buildings.alike import ask_alike
from issues.models import Issue
from issues.queries.today import day_from
from kit.together import counted
from notices.queries import front_of, front_rows
from notices.rules import may_write
from people.models import User
from portal.greeting import urgent_icon
from portal.navigation import who_am_i
from portal.roles import Role, role_of
from portal.todo import lists_for, todo_of
from portal.views.captain_desk import asks_for_all, captain_desk_page
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
    is_whole = asks_for_all(request)
    found = ask_alike(_lists, user, now, is_whole)
    todo = todo_of(user, now, found, day_from(found["day"], user, now), is_whole=is_whole)
    urgent, latest = front_of(found["notices"], limit=4)
    words = ngettext("%(name)s, %(n)d thing today", "%(name)s, %(n)d things today", todo.count)
    nothing = _("%(name)s, nothing waits for you today")
    return render(
        request,
        "home/desk.html",
        {
            "now": now,
            "greeting": (words if todo.count else nothing) % {"name": user.display_name, "n": todo.count},
            "line": who_am_i(user).line,
            "urgent": urgent,
            "urgent_icon": urgent_icon(urgent),
            "quick": _quick(user, role, held=sum(found["held"]), late=sum(found["late"])),
            "tasks": todo.tasks,
            "more_tasks": todo.more,
            "is_whole": is_whole,
            "notices": latest,
            "meeting": next(iter(found["meetings"]), None),
        },
    )


def _lists(user: User, now: datetime, is_whole: bool) -> dict[str, QuerySet]:
    return lists_for(user, now, is_whole=is_whole) | {
        "notices": front_rows(user, limit=4, now=now),
        "late": counted(Issue.objects.visible_to(user).overdue(now)),  # as its own list
    }


def _quick(user: User, role: Role, *, held: int, late: int) -> list[Quick]:
    """A partner answers for issues, and writes no notices: only what this person may do."""
    held = Quick(f"{reverse('issues:list')}?show=held", "list", _("What I have"), held)
    late = Quick(f"{reverse('issues:list')}?show=overdue", "clock", _("Overdue"), late)
    meetings = Quick(reverse("committees:list"), "meeting", _("Meetings"))
    write = [Quick(reverse("notices:new"), "horn", _("Write a notice"))] if may_write(user=user) else []
    if role == Role.PROPERTY:
        return [held, late, *write, meetings]
    return [Quick(reverse("issues:new"), "camera", _("Log with a photo")), held, *write, meetings]
