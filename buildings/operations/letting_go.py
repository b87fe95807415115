"""What somebody is here ends today: at the word that no home shall be known, or with the account."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Case, Model, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from buildings.leaving import refuse_while_held
from buildings.models import Captaincy, DoorTry, Membership, Organisation, Residency, ResidencyClaim
from buildings.operations.claims import withdraw_claim
from buildings.operations.sentences import about_the_end
from journal.operations import record
from kit.refused import Refused
from people.models import User


@transaction.atomic
def leave_homes(*, by: User, now: datetime | None = None) -> None:
    """Consent to HOME is withdrawn: at once, also what began only today."""
    now = now or timezone.now()
    refuse_for_children(by, now)
    _take_back_claims(by, now)
    _end_all(Residency, by, now, "buildings.end_residency")


def refuse_while_needed(person: User, now: datetime | None = None) -> None:
    """Before an account is erased: what must be handed over, each with its sentence and its page."""
    refuse_for_children(person, now or timezone.now())
    today = timezone.localdate(now)
    for membership in _open(Membership, person, today).select_related("organisation", "user"):
        refuse_while_held(membership)
        _refuse_the_last(membership, today)
    for captaincy in _open(Captaincy, person, today).select_related("place", "user"):
        refuse_while_held(captaincy)


def _refuse_the_last(membership: Membership, today: date) -> None:
    others = Membership.objects.current(today).filter(organisation=membership.organisation)
    if not others.filter(user__is_active=True).exclude(user=membership.user).exists():
        words = _("You are the last of %(organisation)s here. Let somebody else be appointed first.")
        raise Refused(words % {"organisation": membership.organisation})


def refuse_for_children(person: User, now: datetime) -> None:
    today = timezone.localdate(now)
    ward = _open(Residency, None, today).filter(guardian=person).first()
    if ward:
        raise Refused(
            _("You are a child's guardian here. Please end the child's home first, or ask the community."),
            url=reverse("buildings:move_out", args=[ward.pk]),
        )


@transaction.atomic
def erase_standing(*, person: User, now: datetime | None = None) -> None:
    """Homes, offices and claims of whoever leaves for good; the rows stay, as history that others rely on."""
    now = now or timezone.now()
    _one_leaves_at_a_time(person, timezone.localdate(now))
    refuse_while_needed(person, now)
    _take_back_claims(person, now)
    _end_all(Residency, person, now, "buildings.end_residency")
    _end_all(Captaincy, person, now, "buildings.end_captaincy")
    _end_all(Membership, person, now, "buildings.end_membership")
    Captaincy.objects.filter(user=person).update(phone="", about="", phone_is_public=False)
    Membership.objects.filter(user=person).update(phone="")
    ResidencyClaim.objects.filter(user=person).update(note="")
    _forget_numbers(person)
    DoorTry.objects.filter(user=person).delete()


def _forget_numbers(person: User) -> None:
    """Those that the person wrote, and their own on the claims of children: of a guardian's claim the number
    alone may tell that there was one, so that something has to stand there."""
    theirs = Q(user=person) | Q(guardian=person)
    if person.phone:
        theirs |= Q(guardian_phone=person.phone)
    rows = ResidencyClaim.objects.filter(theirs).exclude(guardian_phone="")
    rows.update(guardian_phone=Case(When(guardian=None, then=Value("-")), default=Value("")))


def _one_leaves_at_a_time(person: User, today: date) -> None:
    """Of each organisation: the last two at one instant would each count on the other."""
    offices = _open(Membership, person, today).values("organisation")
    list(Organisation.objects.filter(pk__in=offices).order_by("pk").select_for_update(no_key=True))


def _take_back_claims(person: User, now: datetime) -> None:
    for claim in ResidencyClaim.objects.waiting().filter(Q(user=person) | Q(guardian=person)):
        withdraw_claim(by=person, claim=claim, now=now)


def _open(model: type[Model], person: User | None, today: date):
    rows = model.objects.held().filter(Q(ended_on=None) | Q(ended_on__gt=today))
    return rows if person is None else rows.filter(user=person)


def _end_all(model: type[Model], person: User, now: datetime, verb: str) -> None:
    today = timezone.localdate(now)
    for row in _open(model, person, today).select_for_update().order_by("pk"):
        row.ended_on = row.earliest_end(today)
        row.save(update_fields=["ended_on"])
        record(by=person, verb=verb, subject=row, data=about_the_end(row), now=now)
