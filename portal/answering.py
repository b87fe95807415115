"""Who answers for a home, as the pages of its residents show it."""

from django.urls import reverse

from buildings.models import Residency
from buildings.models.claims import ClaimState
from buildings.queries import answer_chain, duty_line, estate_of
from buildings.queries.chain import CAPTAIN, Answerer
from buildings.queries.claims import claims_of
from issues.queries import recent_figures
from people.models import User


def who_answers(user: User, residency: Residency | None) -> dict:
    """The captain of this home, the desk behind the captain, and how the estate fared of late.

    Without a home: what was asked for, first what still waits.
    """
    if residency is None:
        return {"claims": sorted(claims_of(user), key=lambda claim: claim.state != ClaimState.WAITING)}
    dwelling = residency.dwelling
    chain = answer_chain(dwelling.place, dwelling.floor, viewer=user)
    duty = duty_line(dwelling.place)
    estate = estate_of(dwelling.place) or dwelling.place.parent
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
