"""The first page of everyone: what this person must know or do now."""

from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from ballots.queries.listing import posted_rows, to_vote_rows
from buildings.alike import ask_alike
from committees.queries import next_for, upcoming_rows
from issues.queries.lists import mine_rows, unconfirmed_rows
from issues.queries.short import named
from issues.rows import row_of
from kit.together import counted
from notices.queries import front_for, front_of, front_rows
from people.models import User
from portal.answering import lists_for, who_answers
from portal.first_steps import first_steps
from portal.greeting import greeting, urgent_icon
from portal.roles import Role, role_of, roles_of
from portal.views.dashboard import dashboard_page
from portal.views.desk import desk_page
from portal.views.elder import elder_page


def home(request: HttpRequest) -> HttpResponse:
    """`?as=resident` leads a captain, who finds the desk here, to the page that neighbours see."""
    role = role_of(request.user)
    if role == Role.CAPTAIN and not (
        request.GET.get("as") == "resident" and Role.RESIDENT in roles_of(request.user)
    ):
        return redirect("desk")
    if role in {Role.STAFF, Role.STREET}:
        return dashboard_page(request, role)
    if role in {Role.PROPERTY, Role.COUNCIL}:
        return desk_page(request, role)
    if request.comfort == "large":
        return elder_page(request)
    return render(request, *(_visitor(request) if role == Role.VISITOR else _resident(request)))


def _visitor(request: HttpRequest) -> tuple[str, dict]:
    urgent, latest = front_for(request.user)
    return "home/visitor.html", {
        "now": timezone.now(),
        "demo": settings.DEMO,
        "urgent": urgent,
        "urgent_icon": urgent_icon(urgent),
        "notices": latest,
        "meeting": next_for(request.user),
    }


def _lists(user: User, now: datetime) -> dict[str, QuerySet]:
    lists = {
        "notices": front_rows(user, limit=6, now=now),
        "mine": mine_rows(user, limit=1),
        "to_confirm": counted(unconfirmed_rows(user)),
        "meetings": upcoming_rows(user, limit=1, now=now),
        "votes": to_vote_rows(user, now),
        "posted": posted_rows(user, now),
    }
    return lists | lists_for(user)


def _resident(request: HttpRequest) -> tuple[str, dict]:
    user, now = request.user, timezone.now()
    found = ask_alike(_lists, user, now)
    urgent, latest = front_of(found["notices"], limit=6)
    rows = (row_of(issue, now, user) for issue in named(found["mine"]))
    return "home/resident.html", {
        "now": now,
        "greeting": greeting(user.display_name, now),
        "urgent": urgent,
        "urgent_icon": urgent_icon(urgent),
        "notices": [notice for notice in latest if notice != urgent][:5],
        "issue": next((row for row in rows if row.steps), None),
        "to_confirm": sum(found["to_confirm"]),
        "meeting": next(iter(found["meetings"]), None),
        "to_decide": found["votes"],
        "posted": next(iter(found["posted"]), None),
        "first_steps": first_steps(user),
        **who_answers(user, found),
    }
