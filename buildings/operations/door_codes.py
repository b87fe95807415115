"""Paper from the door: made for a home, used once, by whoever holds it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buildings import door_codes, rules
from buildings.models import DoorCode, DoorTry, Dwelling, Place, Residency
from buildings.models.dwellings import ResidencyKind
from buildings.operations.moving_in import move_in
from journal.operations import record
from kit.refused import Refused
from notifications.operations.caps import one_at_a_time
from people.models import ConsentItem, User
from people.operations import give_consents

MOST_TRIES, IN = 10, timedelta(hours=1)  # wrong ones, of one person and from one address
MOST_HOMES = 400  # in one batch
MOST_COPIES = 4
USED = gettext_lazy("This code was used already. Each opens once; ask your captain for one of your own.")


@transaction.atomic
def make_door_codes(
    *,
    by: User,
    place: Place,
    dwellings: Sequence[Dwelling],
    kind: str,
    copies: int = 1,
    now: datetime | None = None,
) -> list[tuple[Dwelling, str, DoorCode]]:
    """The codes themselves are in the answer and nowhere else. Unused ones of these homes end."""
    now = now or timezone.now()
    _refuse_batch(by, dwellings, kind, copies)
    # In one order, so that two batches at once wait for each other and never in a ring.
    list(
        Dwelling.objects.filter(pk__in=[d.pk for d in dwellings])
        .order_by("pk")
        .select_for_update(no_key=True)
    )
    _revoke(dwellings, now)
    made = []
    for dwelling in dwellings:
        for _copy in range(copies):
            code = door_codes.new_code()
            row = DoorCode(
                dwelling=dwelling,
                digest=door_codes.digest(code),
                kind=kind,
                made_by=by,
                made_at=now,
                expires_at=door_codes.ends(now),
            )
            made.append((dwelling, code, row))
    DoorCode.objects.bulk_create(row for _home, _code, row in made)
    data = {"homes": [d.pk for d in dwellings], "kind": kind, "copies": copies}
    record(by=by, verb="buildings.make_door_codes", subject=place, data=data, now=now)
    return made


def _refuse_batch(by: User, dwellings: Sequence[Dwelling], kind: str, copies: int) -> None:
    if not all(rules.may_make_codes(user=by, dwelling=dwelling) for dwelling in dwellings):
        raise Refused(_("Only the captain of the floor and staff make codes for a home."))
    if not dwellings:
        raise Refused(_("There is no home here for which you could make codes."))
    if len(dwellings) > MOST_HOMES:
        raise Refused(
            _("At most %(most)d homes at once. Choose a building or a stair.") % {"most": MOST_HOMES}
        )
    if kind not in ResidencyKind.values:
        raise Refused(_("Please say whether they own, rent, or are family."), field="kind")
    if not 1 <= copies <= MOST_COPIES:
        raise Refused(_("Between 1 and %(most)d codes for a home.") % {"most": MOST_COPIES}, field="copies")


@transaction.atomic
def revoke_door_codes(*, by: User, dwelling: Dwelling, now: datetime | None = None) -> int:
    if not rules.may_make_codes(user=by, dwelling=dwelling):
        raise Refused(_("Only the captain of the floor and staff make codes for a home."))
    now = now or timezone.now()
    count = _revoke([dwelling], now)
    if count:
        record(by=by, verb="buildings.revoke_door_codes", subject=dwelling, data={"codes": count}, now=now)
    return count


def _revoke(dwellings: Sequence[Dwelling], now: datetime) -> int:
    unused = DoorCode.objects.filter(dwelling__in=dwellings, used_at=None, revoked_at=None)
    return unused.update(revoked_at=now)


# --- at the door --------------------------------------------------------------------------------------------


def look_at_code(*, by: User, code: str, address: str, now: datetime | None = None) -> DoorCode:
    """Which home it opens, before anything is confirmed. A wrong code counts, here as well."""
    now = now or timezone.now()
    with _counted(by, address, now):
        rows = DoorCode.objects.select_related("dwelling__place__parent__parent", "made_by")
        return _found(rows, by, code, now)


def use_door_code(
    *,
    by: User,
    code: str,
    address: str,
    agreed: bool,
    lives_here: bool = True,
    lease_until: date | None = None,
    now: datetime | None = None,
) -> Residency:
    """In two transactions: a wrong try is kept although it is refused. One code, one person, ever."""
    now = now or timezone.now()
    if not agreed:
        raise Refused(_("Without your yes we cannot write down that you live there."), field="agreed")
    with _counted(by, address, now):
        return _use(by, code, lives_here, lease_until, now)


@transaction.atomic
def _use(by: User, code: str, lives_here: bool, lease_until: date | None, now: datetime) -> Residency:
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    rows = DoorCode.objects.select_for_update(of=["self"]).select_related("dwelling__place", "made_by")
    row, today = _found(rows, by, code, now), timezone.localdate(now)
    mine = Residency.objects.current(today).filter(user=by, dwelling=row.dwelling).first()
    if row.used_by_id == by.pk and mine:
        return mine  # tapped twice
    if mine:
        raise Refused(_("This home is yours already. Keep the code for somebody else of your home."))
    if row.used_at:  # by themselves, and their home has ended since: old paper does not bring it back
        raise Refused(USED)
    if row.made_by_id == by.pk:
        raise Refused(_("Nobody confirms their own home. Another captain or staff will look at it."))
    if rules.is_minor(by):
        raise Refused(_("Under 14, a grown-up of your home asks for you. The code is for grown-ups."))
    is_tenant = row.kind == ResidencyKind.TENANT
    if is_tenant and lease_until and lease_until <= today:
        raise Refused(_("This lease is over already. Please look at the date again."), field="lease_until")
    row.used_by, row.used_at = by, now
    row.save(update_fields=["used_by", "used_at"])
    give_consents(by=by, items=[ConsentItem.HOME], now=now)
    residency = move_in(
        now=now,
        user=by,
        dwelling=row.dwelling,
        kind=row.kind,
        verified_by=row.made_by,
        started_on=today,
        ended_on=lease_until if is_tenant else None,
        lives_here=lives_here,
    )
    record(by=by, verb="buildings.use_door_code", subject=residency, data={"code": row.pk}, now=now)
    return residency


def _found(rows, by: User, text: str, now: datetime) -> DoorCode:
    """Whoever guesses learns nothing: to hear "used" or "over" one must hold a real code."""
    row = rows.filter(digest=door_codes.digest(door_codes.read(text))).first()
    if row is None or row.revoked_at:
        raise Refused(_("This code does not fit. Please look again, letter by letter, or ask for a new one."))
    if row.used_at and row.used_by_id != by.pk:
        raise Refused(USED)
    if row.expires_at <= now and not row.used_at:
        raise Refused(_("This code is older than 30 days. Ask your captain or the community for a new one."))
    if not row.used_at and not _still_vouches(row):
        raise Refused(
            _(
                "Whoever handed out this code has ended their term. "
                "Ask your captain or the community for a new one."
            )
        )
    return row


def _still_vouches(code: DoorCode) -> bool:
    """A code is the word of whoever made it, and ends with what they may say today."""
    return code.made_by.is_active and rules.may_make_codes(user=code.made_by, dwelling=code.dwelling)


@contextmanager
def _counted(by: User, address: str, now: datetime) -> Iterator[None]:
    """Noted before it is looked at, so that a hundred at once are counted; let go of when it was right."""
    attempt = _begin_try(by, door_codes.digest(address, purpose="address"), now)
    yield
    attempt.delete()


@transaction.atomic
def _begin_try(by: User, address: str, now: datetime) -> DoorTry:
    one_at_a_time(f"door address {address}")
    one_at_a_time(f"door person {by.pk}")
    forget_tries(now=now)
    tries = DoorTry.objects.all()
    if max(tries.filter(user=by).count(), tries.filter(address=address).count()) >= MOST_TRIES:
        raise Refused(
            _("That was too often. Please wait an hour, or ask your captain: a confirmation needs no code.")
        )
    return DoorTry.objects.create(user=by, address=address, at=now)


def forget_tries(*, now: datetime | None = None) -> None:
    """After an hour; also where nobody tries any more (portal.tasks)."""
    DoorTry.objects.filter(at__lte=(now or timezone.now()) - IN).delete()
