"""Who hears of a claim. No name, no number and no door in it: those stand behind the link."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse

from buildings import messages
from buildings.models import Residency, ResidencyClaim
from buildings.models.claims import ClaimState
from buildings.queries.claims import answerers_of
from kit.subjects import subject_key
from notifications.models import Message, State
from notifications.operations import post, void
from notifications.ways import EVERYWHERE
from people.models import User
from people.operations import erase_person

# What was asked and taken back counts for what is asked again: nobody's phone rings for a change of mind.
ONCE_IN = timedelta(days=1)


def tell_answerers(claim: ResidencyClaim, now: datetime) -> int:
    """Whoever has been asked is not asked again, but who can answer only since then. How many are new."""
    return _ask(
        [user for user in answerers_of(claim.dwelling) if user.pk != claim.user_id],
        claim,
        now,
        kind=messages.CLAIM,
        words=messages.claim_asked(claim),
        url=reverse("buildings:claim_answer", args=[claim.pk]),
        dedupe=f"claim {claim.pk} asked",
        by_day=True,
    )


def tell_guardian(claim: ResidencyClaim, now: datetime) -> None:
    if claim.guardian is None:
        return
    _ask(
        [claim.guardian],
        claim,
        now,
        kind=messages.GUARDIAN,
        words=messages.guardian_asked(claim),
        url=reverse("buildings:claim_guardian", args=[claim.pk]),
        dedupe=f"claim {claim.pk} guardian",
    )


def _ask(people: Iterable[User], claim: ResidencyClaim, now: datetime, *, kind: str, **message) -> int:
    """On each channel once a day for one person and one door, however often it is taken back meanwhile."""
    told = _told_lately(claim, kind, now)
    by_channels = defaultdict(list)
    for person in people:
        by_channels[told[person.pk]].append(person)
    new = 0
    for channels, those in by_channels.items():
        left = [channel for channel in EVERYWHERE if channel not in channels] if channels else None
        if left != []:
            new += post(to=those, kind=kind, subject=claim, due_at=now, channels=left, **message)
    return new


def _told_lately(claim: ResidencyClaim, kind: str, now: datetime) -> dict[int, frozenset[str]]:
    """Person -> channels that still hold a message on a claim like this one, taken back since."""
    same = Q(user=claim.user_id)
    if claim.is_minor and claim.guardian_id:  # a child that is written down is a new row each time
        same |= Q(guardian=claim.guardian_id, is_minor=True)
    before = ResidencyClaim.objects.filter(
        same, dwelling=claim.dwelling_id, state=ClaimState.WITHDRAWN, asked_at__gt=now - ONCE_IN
    )
    rows = Message.objects.filter(
        letter__kind=kind, letter__subject__in=[subject_key(each) for each in before.only("pk")]
    )
    told: dict[int, set[str]] = defaultdict(set)
    for person, channel in rows.exclude(state=State.VOID).values_list("recipient", "channel"):
        told[person].add(channel)
    return defaultdict(frozenset, {person: frozenset(channels) for person, channels in told.items()})


def no_longer_asked(claim: ResidencyClaim) -> None:
    void(subject=claim, kinds=[messages.CLAIM, messages.GUARDIAN])


def tell_claimant(claim: ResidencyClaim, now: datetime) -> None:
    """Of a child without a phone, the guardian."""
    who = claim.guardian if claim.guardian and is_written_down_only(claim.user) else claim.user
    words = messages.claim_lapsed if claim.state == ClaimState.LAPSED else messages.claim_refused
    post(
        to=[who],
        kind="buildings.claim_answered",
        words=words(claim),
        url=reverse("buildings:my_claims"),
        subject=claim,
        dedupe=f"claim {claim.pk} {claim.state}",
        due_at=now,
        by_day=claim.state == ClaimState.LAPSED,  # at the hour at which it was asked, by the clock
    )


def tell_moved_out(by: User, residency: Residency, now: datetime | None) -> None:
    """Whoever did not say it themselves; of a child, the guardian."""
    who = residency.guardian if residency.guardian else residency.user
    if who.pk == by.pk:
        return
    post(
        to=[who],
        kind=messages.MOVED_OUT,
        words=messages.moved_out(residency),
        url=reverse("buildings:answers", args=[residency.dwelling_id]),
        subject=residency,
        dedupe=f"residency {residency.pk} ends {residency.ended_on.isoformat()}",
        due_at=now,
    )


def let_go_of_child(claim: ResidencyClaim, now: datetime) -> None:
    """A child whose name only was written down, for nothing: the name is not kept."""
    child = claim.user
    if claim.is_minor and is_written_down_only(child):
        others = ResidencyClaim.objects.waiting().filter(user=child)
        if not others.exists() and not Residency.objects.filter(user=child).exists():
            erase_person(person=child, now=now)


def is_written_down_only(person: User) -> bool:
    return person.registered_at_desk and not (person.phone or person.email)
