"""The first page of everyone: what this person must know or do now."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from ballots.queries.listing import newly_posted, to_vote
from buildings.standing import standing_of
from committees.queries import next_for
from issues.queries import mine, needs_confirmation
from notices.queries import front_for
from portal.answering import who_answers
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


def _resident(request: HttpRequest) -> tuple[str, dict]:
    user, now = request.user, timezone.now()
    urgent, latest = front_for(user, limit=6)
    return "home/resident.html", {
        "now": now,
        "greeting": greeting(user.display_name, now),
        "urgent": urgent,
        "urgent_icon": urgent_icon(urgent),
        "notices": [notice for notice in latest if notice != urgent][:5],
        "issue": next((row for row in mine(user, limit=1) if row.steps), None),
        "to_confirm": len(needs_confirmation(user)),
        "meeting": next_for(user),
        "to_decide": to_vote(user, now),
        "posted": newly_posted(user, now),
        **who_answers(user, next(iter(standing_of(user).residencies), None)),
    }
