"""Who answers for a home, as the pages of its residents show it."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.urls import reverse

from buildings.models import Place, Residency
from buildings.models.claims import ClaimState
from buildings.models.places import PlaceKind, prefixes
from buildings.queries.chain import (
    CAPTAIN,
    Answerer,
    captaincy_rows,
    chain_of,
    duty_line_of,
    service_rows,
)
from buildings.queries.claims import claim_rows
from buildings.queries.duty import duty_phones
from buildings.queries.places import chain_above
from buildings.standing import standing_of
from issues.queries import recent_figures
from people.models import User


def lists_for(user: User) -> dict[str, QuerySet]:
    """What `who_answers` is made of; without a home, what was asked for."""
    standing = standing_of(user)
    if not standing.home_paths:
        return {"claims": claim_rows(user)}
    ids = {int(part) for path in standing.home_paths for part in path.strip("/").split("/")}
    return {
        "homes": standing.residency_rows(),
        "places": Place.objects.filter(path__in=prefixes(standing.home_paths)),
        "captaincies": captaincy_rows(ids),
        "services": service_rows(ids, standing.on),
    }


def who_answers(user: User, found: dict[str, list]) -> dict:
    """The captain of this home, the desk behind the captain, and how the estate fared of late: one query.

    Without a home: what was asked for, first what still waits.
    """
    residency: Residency | None = next(iter(found.get("homes", [])), None)
    if residency is None:
        claims = found.get("claims", [])
        return {"claims": sorted(claims, key=lambda claim: claim.state != ClaimState.WAITING)}
    dwelling = residency.dwelling
    places = chain_above(dwelling.place, {place.path: place for place in found["places"]})
    here = {place.pk for place in places}
    captaincies = [captaincy for captaincy in found["captaincies"] if captaincy.place_id in here]
    services = [service for service in found["services"] if service.place_id in here]
    captain = _captain(chain_of(places, captaincies, services, dwelling.floor, user))
    duty = duty_line_of(services)
    estate = next((p for p in places if p.kind == PlaceKind.ESTATE), None) or dwelling.place.parent
    return {
        "captain": captain,
        "captain_note": captain.about if captain else "",
        "duty": duty,
        "duty_name": duty.name if duty else "",
        "duty_phone": duty.phone if duty else "",
        "answers_url": reverse("buildings:answers", args=[dwelling.pk]),
        "figures": recent_figures(estate.path),
    }


def whom_to_ask(user: User | AnonymousUser) -> dict:
    """Where nothing was found: who answers for this reader's home, else the communities' own lines."""
    found = {name: list(rows) for name, rows in lists_for(user).items()} if user.is_authenticated else {}
    answering = who_answers(user, found)
    return answering if "answers_url" in answering else {"duty_phones": duty_phones()}


def _captain(chain: list[Answerer]) -> Answerer | None:
    return next((step for step in chain if step.level == CAPTAIN and not step.is_vacant), None)
