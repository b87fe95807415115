"""长辈版: the home page in large text, for whoever scanned the sticker downstairs or pressed the switch."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from ballots.queries.listing import to_vote_rows
from buildings.alike import ask_alike
from buildings.models import Place
from buildings.queries import DutyLine, duty_line
from buildings.queries.duty import duty_phones
from buildings.standing import standing_of
from kit.middleware import remember_mode
from kit.qr import qr_code
from kit.together import ask_together
from notices.models import Notice
from notices.queries import front_of, front_rows
from notices.rules import may_acknowledge
from people.models import User
from portal.answering import lists_for, who_answers
from portal.greeting import greeting

PAPERS = ("a4", "a6")


@require_safe
def elder(request: HttpRequest) -> HttpResponse:
    """The sticker's address: from here on large text is remembered. Its way back leads to the usual page."""
    request.comfort = "large"
    response = elder_page(request, standard_url=f"{reverse('home')}?comfort=normal")
    remember_mode(response, "large")
    return response


def elder_page(request: HttpRequest, **more) -> HttpResponse:
    """What matters today, whom to call, and four large buttons; for visitors as well."""
    user, now = request.user, timezone.now()
    if user.is_authenticated:
        found = ask_alike(_lists, user, now)
    else:
        found = ask_together({"notices": front_rows(user, limit=4)})
    urgent, latest = front_of(found["notices"], limit=4)
    context = {
        "now": now,
        "urgent": urgent,
        "notices": [notice for notice in latest if notice != urgent][:3],
        **(_of_mine(user, urgent, found) if user.is_authenticated else {"demo": settings.DEMO}),
    }
    if not context.get("duty"):
        context["duty_phones"] = duty_phones()
    return render(request, "home/elder.html", context | more)


def _lists(user: User, now: datetime) -> dict[str, QuerySet]:
    lists = {"notices": front_rows(user, limit=4, now=now), "votes": to_vote_rows(user, now)}
    return lists | lists_for(user)


def _of_mine(user: User, urgent: Notice | None, found: dict[str, list]) -> dict:
    asked = urgent and may_acknowledge(user=user, notice=urgent)
    return {
        "greeting": greeting(user.display_name, timezone.now()),
        "to_decide": found["votes"],
        "asks_home": asked,
        "known_at": _known_at(user, urgent) if asked else None,
        **who_answers(user, found),
    }


def _known_at(user: User, notice: Notice):
    mine = Notice.objects.filter(pk=notice.pk).with_my_reading(user)
    return mine.values_list("acknowledged_at", flat=True).first()


@require_safe
def sticker(request: HttpRequest) -> HttpResponse:
    """To print: four on A4, or one on A6. Nothing on it is anybody's own, so anybody may."""
    paper = request.GET.get("paper")
    context = {
        "paper": paper if paper in PAPERS else "a4",
        "copies": range(1 if paper == "a6" else 4),
        "qr": qr_code(settings.BASE_URL + reverse("elder")),
        "duty": _duty_near(request.user),
    }
    return render(request, "home/elder_sticker.html", context)


def _duty_near(user: User | AnonymousUser) -> DutyLine | None:
    """The phone of the first place that this person lives in, looks after or serves."""
    standing = standing_of(user)
    path = min(standing.service_paths() | standing.neighbour_paths, default="")
    place = Place.objects.filter(path=path).first() if path else None
    return duty_line(place) if place else None
