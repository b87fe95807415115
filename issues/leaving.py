"""Registered with buildings.leaving: nobody loses an office while open issues stay with them, and whoever
ends an organisation's service reads who has its issues afterwards."""

from collections import Counter
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buildings.leaving import Ending, GoesOn, Held, Office, still_served
from buildings.models import Captaincy, Service
from buildings.models.places import starts_with
from buildings.queries import administrators, captain_of
from buildings.wording import captain_role
from issues.models import Issue
from issues.queries.offices import held_through
from issues.receivers import after


def still_held(office: Office) -> Held | None:
    count = held_through(office).count()
    if not count:
        return None
    sentence = ngettext(
        "%(who)s still answers for %(count)d open issue. Please hand it over first.",
        "%(who)s still answers for %(count)d open issues. Please hand them over first.",
        count,
    )
    return Held(sentence % {"who": office.user, "count": count}, hand_over_url(office))


def hand_over_url(office: Office) -> str:
    name = "captaincy" if isinstance(office, Captaincy) else "membership"
    return reverse(f"issues:hand_over_{name}", args=[office.pk])


def goes_on(ending: Ending, on: date) -> list[GoesOn]:
    """Of a service; a member hands over by name (`still_held`)."""
    if not isinstance(ending, Service):
        return []
    rows = Issue.objects.open().filter(holder_organisation=ending.organisation_id).below(ending.place.path)
    rows = rows.exclude(starts_with(still_served(ending, on), "place__path"))
    counts, heirs = Counter(), {}
    for issue in rows.select_related("place", "category").order_by("pk"):
        alike = (issue.place_id, issue.floor, issue.category_id)
        if alike not in heirs:
            heirs[alike] = _heir(issue, ending)
        counts[heirs[alike]] += 1
    return [GoesOn(_so_many(count), heir) for heir, count in counts.items()]


def _so_many(count: int) -> str:
    return ngettext("%(n)d open issue", "%(n)d open issues", count) % {"n": count}


def _heir(issue: Issue, service: Service) -> str:
    """What `operations.handing` finds once it has ended."""
    if following := after(issue, service.organisation):
        return following.name
    if captaincy := captain_of(issue.place, issue.floor):
        return f"{captain_role(captaincy)} {captaincy.user}"
    return _("the site's administrators") if administrators() else ""
