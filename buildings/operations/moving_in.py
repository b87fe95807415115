"""What every way into a home ends with: the row, the waiting claim that it answers, word to the person."""

from datetime import datetime

from django.urls import reverse

from buildings import messages
from buildings.models import Residency, ResidencyClaim
from buildings.models.claims import ClaimState
from buildings.operations.sentences import constraints_in_words, insist_on_a_term
from notifications.operations import post, void
from people.models import ConsentItem, User
from people.operations import withdraw_consents

# A child under 14 gets no text messages and stands in no list of names.
NOT_FOR_CHILDREN = [ConsentItem.TEXTS, ConsentItem.NAME]


def move_in(*, now: datetime, **facts) -> Residency:
    """`facts` as the columns of the row; whoever calls has asked the rule and writes the journal.

    What waits for this home is locked before the row is there, as it is by whoever confirms it: two who bring
    one person in by two ways at once wait for each other, and never in a ring.
    """
    waiting = ResidencyClaim.objects.waiting().filter(user=facts["user"], dwelling=facts["dwelling"])
    claims = list(waiting.select_for_update(of=["self"]).order_by("pk"))
    insist_on_a_term(facts["started_on"], facts.get("ended_on"))
    with constraints_in_words():
        residency = Residency.objects.create(**facts)
    if residency.is_minor:
        keep_quiet(residency.user, now)
    _settle_claim(residency, claims, now)
    post(
        to=[residency.user],
        kind="buildings.residency",
        words=messages.residency_verified(residency),
        url=reverse("buildings:answers", args=[residency.dwelling_id]),
        subject=residency,
        dedupe=f"residency {residency.pk} verified",
        due_at=now,
    )
    return residency


def keep_quiet(child: User, now: datetime) -> None:
    withdraw_consents(by=child, items=NOT_FOR_CHILDREN, now=now)


def _settle_claim(residency: Residency, claims: list[ResidencyClaim], now: datetime) -> None:
    """Who lives there by another way need not wait for an answer. A child's claim waits for its guardian."""
    claim = next((claim for claim in claims if claim.is_minor == residency.is_minor), None)
    if claim is None or (claim.is_minor and claim.guardian_agreed_at is None):
        return
    claim.state, claim.residency, claim.decided_at = ClaimState.CONFIRMED, residency, now
    claim.decided_by_id = residency.verified_by_id
    claim.save(update_fields=["state", "residency", "decided_at", "decided_by"])
    void(subject=claim, kinds=[messages.CLAIM])
