"""Who hears of a claim. No name, no number and no door in it: those stand behind the link."""

from datetime import datetime

from django.urls import reverse

from buildings import messages
from buildings.models import Residency, ResidencyClaim
from buildings.models.claims import ClaimState
from buildings.queries.claims import answerers_of
from notifications.operations import post, void
from people.models import User
from people.operations import erase_person


def tell_answerers(claim: ResidencyClaim, now: datetime) -> None:
    post(
        to=[user for user in answerers_of(claim.dwelling) if user.pk != claim.user_id],
        kind=messages.CLAIM,
        words=messages.claim_asked(claim),
        url=reverse("buildings:claim_answer", args=[claim.pk]),
        subject=claim,
        dedupe=f"claim {claim.pk} asked",
        due_at=now,
        by_day=True,
    )


def tell_guardian(claim: ResidencyClaim, now: datetime) -> None:
    if claim.guardian is None:
        return
    post(
        to=[claim.guardian],
        kind=messages.GUARDIAN,
        words=messages.guardian_asked(claim),
        url=reverse("buildings:claim_guardian", args=[claim.pk]),
        subject=claim,
        dedupe=f"claim {claim.pk} guardian",
        due_at=now,
    )


def no_longer_asked(claim: ResidencyClaim) -> None:
    void(subject=claim, kinds=[messages.CLAIM, messages.GUARDIAN])


def tell_claimant(claim: ResidencyClaim, now: datetime) -> None:
    """Of a child without a phone, the guardian."""
    who = claim.guardian if claim.guardian and _is_written_down_only(claim.user) else claim.user
    words = messages.claim_lapsed if claim.state == ClaimState.LAPSED else messages.claim_refused
    post(
        to=[who],
        kind="buildings.claim_answered",
        words=words(claim),
        url=reverse("buildings:my_claims"),
        subject=claim,
        dedupe=f"claim {claim.pk} {claim.state}",
        due_at=now,
    )


def let_go_of_child(claim: ResidencyClaim, now: datetime) -> None:
    """A child whose name only was written down, for nothing: the name is not kept."""
    child = claim.user
    if claim.is_minor and _is_written_down_only(child):
        others = ResidencyClaim.objects.waiting().filter(user=child)
        if not others.exists() and not Residency.objects.filter(user=child).exists():
            erase_person(person=child, now=now)


def _is_written_down_only(person: User) -> bool:
    return person.registered_at_desk and not (person.phone or person.email)
