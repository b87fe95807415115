""" "I live here": asked by a newcomer, answered by whoever knows the door; for a child the guardian first."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Case, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from buildings import rules
from buildings.models import Dwelling, Residency, ResidencyClaim
from buildings.models.claims import LASTS, ClaimState
from buildings.models.dwellings import ResidencyKind
from buildings.operations.moving_in import keep_quiet, move_in
from buildings.operations.sentences import USED
from buildings.operations.telling import (
    is_written_down_only,
    let_go_of_child,
    no_longer_asked,
    tell_answerers,
    tell_claimant,
    tell_guardian,
)
from buildings.queries.claims import grown_ups_of
from journal.operations import record, record_read
from kit.refused import Refused
from people.models import ConsentItem, User
from people.operations import give_consents

MOST_WAITING = 3


@transaction.atomic
def claim_home(
    *,
    by: User,
    dwelling: Dwelling,
    kind: str,
    client_key: UUID,
    agreed: bool,
    lives_here: bool = True,
    is_minor: bool = False,
    guardian_phone: str = "",
    lease_until: date | None = None,
    note: str = "",
    now: datetime | None = None,
) -> ResidencyClaim:
    """Shows nothing of the home: what is wrong with the guardian's number is not said here either. The number
    finds them and is not kept: it may be that of somebody who is not here; "-" says that it found nobody."""
    now = now or timezone.now()
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two taps, and the three that may wait
    if known := ResidencyClaim.objects.filter(client_key=client_key).first():
        if (known.user_id, known.dwelling_id) != (by.pk, dwelling.pk):
            raise Refused(USED)
        return known
    home = claimable(by, dwelling, now)
    _refuse_half_told(kind, agreed, lease_until, now)
    guardian = _guardian(by, home, guardian_phone) if is_minor else None
    give_consents(by=by, items=[ConsentItem.HOME], now=now)
    claim = ResidencyClaim.objects.create(
        client_key=client_key,
        user=by,
        dwelling=home,
        kind=kind,
        lives_here=lives_here,
        is_minor=is_minor,
        guardian=guardian,
        guardian_phone="-" if is_minor and guardian is None else "",
        lease_until=lease_until if kind == ResidencyKind.TENANT else None,
        note=" ".join(note.split()),
        asked_at=now,
    )
    record(by=by, verb="buildings.claim", subject=claim, data={"dwelling": home.pk, "kind": kind}, now=now)
    if is_minor:
        keep_quiet(by, now)
        tell_guardian(claim, now)
    else:
        tell_answerers(claim, now)
    return claim


def claimable(user: User, dwelling: Dwelling, now: datetime) -> Dwelling:
    """The home as it stands now; refused where there is nothing to ask for."""
    home = Dwelling.objects.select_related("place").filter(pk=dwelling.pk).first()
    if home is None:
        raise Refused(_("This door is no longer there. Please choose again."))
    today = timezone.localdate(now)
    if Residency.objects.current(today).filter(user=user, dwelling=home).exists():
        raise Refused(_("This home is yours already."))
    waiting = list(ResidencyClaim.objects.waiting().filter(user=user).values_list("dwelling", flat=True))
    if home.pk in waiting:
        raise Refused(_("You have asked for this home already. You are told as soon as somebody answers."))
    if len(waiting) >= MOST_WAITING:
        raise Refused(_("Three of your homes wait for an answer already. Take one back first."))
    return home


def _refuse_half_told(kind: str, agreed: bool, lease_until: date | None, now: datetime) -> None:
    if kind not in ResidencyKind.values:
        raise Refused(_("Please say whether you own, rent, or are family."), field="kind")
    if kind == ResidencyKind.TENANT and lease_until and lease_until <= timezone.localdate(now):
        raise Refused(_("This lease is over already. Please look at the date again."), field="lease_until")
    if not agreed:
        raise Refused(_("Without your yes we cannot ask anybody whether you live there."), field="agreed")


def _guardian(child: User, dwelling: Dwelling, phone: str) -> User | None:
    """Whoever of the home has this number; nobody, and the claim waits in the same way."""
    if not phone:
        raise Refused(
            _("Please write the mobile number of the grown-up of this home."), field="guardian_phone"
        )
    if phone == child.phone:
        raise Refused(_("This is your own number. Please write that of a grown-up."), field="guardian_phone")
    found = grown_ups_of(dwelling).filter(user__phone=phone).first()
    return still_here(found.user_id) if found else None


def still_here(person: int) -> User | None:
    """Whoever leaves at this moment is waited for, and named no more: nobody would answer for the child."""
    return User.objects.select_for_update(no_key=True).filter(pk=person, is_active=True).first()


# --- the answer ---------------------------------------------------------------------------------------------


@transaction.atomic
def open_claim(*, by: User, claim: ResidencyClaim) -> tuple[str, str]:
    """Name and the last four figures of the phone, to be shown once; the look is written down."""
    _refuse_strangers(by, claim)
    record_read(by=by, subject=claim, purpose="claim")
    return claim.user.display_name, (claim.user.phone or "")[-4:]


@transaction.atomic
def confirm_claim(*, by: User, claim: ResidencyClaim, now: datetime | None = None) -> ResidencyClaim:
    """Two captains at once: the first makes the home, the second finds it made."""
    _lock_child(claim)
    now, claim = now or timezone.now(), _locked(claim)
    _refuse_strangers(by, claim)
    if claim.state == ClaimState.CONFIRMED:
        return claim
    _refuse_answered(claim)
    if claim.is_minor and claim.guardian_agreed_at is None:
        raise Refused(_("The guardian has not agreed yet."))
    return confirmed(claim, by, now)


def confirmed(claim: ResidencyClaim, by: User, now: datetime) -> ResidencyClaim:
    today = timezone.localdate(now)
    if claim.lease_until and claim.lease_until <= today:
        raise Refused(_("The lease has ended meanwhile. Please refuse, and say so."))
    residency = move_in(
        now=now,
        user=claim.user,
        dwelling=claim.dwelling,
        kind=claim.kind,
        verified_by=by,
        started_on=today,
        ended_on=_until(claim, today),
        lives_here=claim.lives_here,
        is_minor=claim.is_minor,
        guardian=claim.guardian,
    )
    record(by=by, verb="buildings.confirm_claim", subject=claim, data={"residency": residency.pk}, now=now)
    claim.refresh_from_db()
    return claim


def _until(claim: ResidencyClaim, today: date) -> date | None:
    """A child's home lasts no longer than its guardian's."""
    if not claim.is_minor:
        return claim.lease_until
    rows = Residency.objects.current(today).filter(user=claim.guardian, dwelling=claim.dwelling)
    ties = list(rows.filter(is_minor=False).select_for_update())
    if not ties:
        raise Refused(_("The guardian no longer lives there. Please refuse, and say so."))
    open_ended = any(tie.ended_on is None for tie in ties)
    ends = [claim.lease_until, None if open_ended else max(tie.ended_on for tie in ties)]
    return min((day for day in ends if day), default=None)


@transaction.atomic
def refuse_claim(
    *, by: User, claim: ResidencyClaim, reason: str, now: datetime | None = None
) -> ResidencyClaim:
    now, claim, reason = now or timezone.now(), _locked(claim), " ".join(reason.split())
    _refuse_strangers(by, claim)
    if claim.state == ClaimState.REFUSED and claim.decided_by_id == by.pk:
        return claim
    _refuse_answered(claim)
    if not reason:
        raise Refused(_("Please write the reason in a few words."), field="reason")
    return _end(claim, ClaimState.REFUSED, by, now, reason=reason)


@transaction.atomic
def withdraw_claim(*, by: User, claim: ResidencyClaim, now: datetime | None = None) -> ResidencyClaim:
    """By whoever asked, or by the guardian who asked for a child."""
    now, claim = now or timezone.now(), _locked(claim)
    if by.pk not in {claim.user_id, claim.guardian_id}:
        raise Refused(_("Only whoever asked can take this back."))
    if claim.state == ClaimState.WITHDRAWN:
        return claim
    _refuse_answered(claim)
    return _end(claim, ClaimState.WITHDRAWN, by, now)


@transaction.atomic
def lapse_claims(*, now: datetime | None = None) -> int:
    """What nobody answered in 30 days ends, and is said; for a task."""
    now = now or timezone.now()
    old = ResidencyClaim.objects.waiting().filter(asked_at__lte=now - LASTS)
    claims = list(
        old.select_for_update(of=["self"], skip_locked=True).select_related("user", "dwelling__place")
    )
    for claim in claims:
        _end(claim, ClaimState.LAPSED, None, now)
    _forget_numbers_of_guardians()
    return len(claims)


def _forget_numbers_of_guardians() -> None:
    """They were kept once."""
    rows = ResidencyClaim.objects.exclude(guardian_phone__in=("", "-"))
    rows.update(guardian_phone=Case(When(guardian=None, then=Value("-")), default=Value("")))


# --- the guardian -------------------------------------------------------------------------------------------


@transaction.atomic
def answer_as_guardian(
    *, by: User, claim: ResidencyClaim, agrees: bool, now: datetime | None = None
) -> ResidencyClaim:
    now, claim = now or timezone.now(), _locked(claim)
    if claim.guardian_id != by.pk:
        raise Refused(_("Only the guardian can say this."))
    if agrees and claim.guardian_agreed_at:
        return claim
    _refuse_answered(claim)
    if not agrees:
        return _end(claim, ClaimState.REFUSED, by, now, reason=_("The guardian does not agree."))
    if not grown_ups_of(claim.dwelling).filter(user=by).exists():
        raise Refused(_("A guardian has to be a grown-up of the same home."))
    agree_for_child(claim, by, now)
    if claim.vouched_by:
        return confirmed(claim, claim.vouched_by, now)
    tell_answerers(claim, now)
    return claim


def agree_for_child(claim: ResidencyClaim, guardian: User, now: datetime) -> None:
    claim.guardian_agreed_at = now
    claim.save(update_fields=["guardian_agreed_at"])
    record(by=guardian, on_behalf_of=claim.user, verb="buildings.agree_as_guardian", subject=claim, now=now)
    no_longer_asked(claim)


# --- shared -------------------------------------------------------------------------------------------------


def _lock_child(claim: ResidencyClaim) -> None:
    """A home of a child changes its consents: its account before its claim, as whoever erases it. One that
    was only written down erases nothing itself, and goes with its claim."""
    if claim.is_minor and not is_written_down_only(claim.user):
        User.objects.select_for_update(no_key=True).get(pk=claim.user_id)


def _locked(claim: ResidencyClaim) -> ResidencyClaim:
    rows = ResidencyClaim.objects.select_for_update(of=["self"])
    return rows.select_related("user", "dwelling__place", "guardian", "vouched_by").get(pk=claim.pk)


def _refuse_strangers(by: User, claim: ResidencyClaim) -> None:
    if claim.user_id == by.pk:
        raise Refused(_("Nobody confirms their own home. Another captain or staff will look at it."))
    if not rules.may_answer_claim(user=by, claim=claim):
        raise Refused(
            _("Only the captain of the floor and staff can answer this. Perhaps your term has ended.")
        )


def _refuse_answered(claim: ResidencyClaim) -> None:
    if claim.state != ClaimState.WAITING:
        raise Refused(_("This was answered meanwhile: %(state)s.") % {"state": claim.get_state_display()})


def _end(
    claim: ResidencyClaim, state: str, by: User | None, now: datetime, *, reason: str = ""
) -> ResidencyClaim:
    claim.state, claim.decided_by, claim.decided_at, claim.reason = state, by, now, reason
    claim.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    verb = {"refused": "refuse", "withdrawn": "withdraw", "lapsed": "lapse"}[state]
    record(by=by, verb=f"buildings.{verb}_claim", subject=claim, now=now)
    no_longer_asked(claim)
    if state != ClaimState.WITHDRAWN:
        tell_claimant(claim, now)
    let_go_of_child(claim, now)
    return claim
