"""The day of those who answer with their own hands: captains, property company, council."""

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buildings.models import Captaincy
from buildings.queries.overview import homes_by_path
from buildings.standing import standing_of
from buildings.wording import captain_role
from committees.queries import next_for
from issues.queries import desk_counts
from kit.times import long_day
from notices.queries import latest_for, urgent_for
from people.models import User
from portal.greeting import urgent_icon
from portal.navigation import who_am_i
from portal.roles import Role
from portal.todo import LIMIT, tasks_of


class Quick(NamedTuple):
    url: str
    icon: str
    label: str
    badge: int = 0


class Stairs(NamedTuple):
    """A place that this person looks after."""

    place: object
    line: str
    term: str


def desk_page(request: HttpRequest, role: Role) -> HttpResponse:
    user, now = request.user, timezone.now()
    tasks = tasks_of(user, now)
    urgent = next(iter(urgent_for(user)), None)
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
            "notices": latest_for(user, limit=4),
            "buildings": _buildings(user, now),
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
    log = Quick(reverse("issues:new"), "camera", _("Log with a photo"))
    building = Quick(reverse("buildings:mine"), "door", _("My stairs"))
    return [log, held, building, meetings] if role == Role.CAPTAIN else [log, held, write, meetings]


def _buildings(user: User, now) -> list[Stairs]:
    captaincies = standing_of(user).captaincies
    if not captaincies:
        return []
    homes = homes_by_path(*{captaincy.place.path for captaincy in captaincies})
    below = {c: sum(n for path, n in homes.items() if path.startswith(c.place.path)) for c in captaincies}
    return [_stairs(captaincy, count, now) for captaincy, count in below.items()]


def _stairs(captaincy: Captaincy, homes: int, now) -> Stairs:
    count = ngettext("%(n)d home", "%(n)d homes", homes) % {"n": homes}
    term = _("No end of term set")
    if captaincy.ended_on:
        term = _("Your term ends on %(day)s") % {"day": long_day(captaincy.ended_on, now=now)}
    return Stairs(captaincy.place, f"{captain_role(captaincy)} · {count}", term)
