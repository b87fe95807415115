"""Who answers for a home, as the pages of its residents show it."""

from django.urls import reverse

from buildings.models import Residency
from buildings.models.claims import ClaimState
from buildings.models.places import PlaceKind
from buildings.queries.chain import CAPTAIN, Answerer, captaincies_at, chain_of, duty_line_of, services_at
from buildings.queries.claims import claims_of
from buildings.queries.places import ancestors_of, chain_above
from issues.queries import recent_figures
from people.models import User


def who_answers(user: User, residency: Residency | None) -> dict:
    """The captain of this home, the desk behind the captain, and how the estate fared of late.

    Without a home: what was asked for, first what still waits.
    """
    if residency is None:
        return {"claims": sorted(claims_of(user), key=lambda claim: claim.state != ClaimState.WAITING)}
    dwelling = residency.dwelling
    places = chain_above(dwelling.place, ancestors_of(dwelling.place))
    services = services_at(places)
    chain = chain_of(places, captaincies_at(places), services, dwelling.floor, user)
    duty = duty_line_of(services)
    estate = next((p for p in places if p.kind == PlaceKind.ESTATE), None) or dwelling.place.parent
    return {
        "captain": _captain(chain),
        "captain_note": _captain(chain).about if _captain(chain) else "",
        "duty": duty,
        "duty_name": duty.name if duty else "",
        "duty_phone": duty.phone if duty else "",
        "answers_url": reverse("buildings:answers", args=[dwelling.pk]),
        "figures": recent_figures({estate.path}),
    }


def _captain(chain: list[Answerer]) -> Answerer | None:
    return next((step for step in chain if step.level == CAPTAIN and not step.is_vacant), None)
