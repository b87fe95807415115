"""That notice of a ballot reached a home: noted by hand, read in Linli, or sent as a text."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from ballots import rules
from ballots.messages.announcing import ANNOUNCED
from ballots.messages.objections import REMINDER
from ballots.models import Ballot, Delivery, Elector, RollHome, RollVoter
from ballots.models.rolls import DeliveryWay
from buildings.standing import standing_of
from journal.operations import record
from kit.kept_files import kept_on_commit, random_name
from kit.refused import Refused
from kit.subjects import subject_key
from kit.times import midnight
from kit.uploads import CleanPhoto
from notices import rules as notice_rules
from notices.models import Told, Way
from notices.operations import tell_home
from notifications.models import Message
from notifications.models.messages import Channel, State
from people.models import User

BY_HAND = (DeliveryWay.DOOR, DeliveryWay.MAIL)
TELLING = (ANNOUNCED, REMINDER)  # what else is said about a ballot is no notice of it
AFTER_THE_CLOSE = timedelta(days=1)


@transaction.atomic
def note_delivery(
    *,
    by: User,
    elector: Elector,
    way: str,
    home: RollHome | None = None,
    proof: str = "",
    photo: CleanPhoto | None = None,
    now: datetime | None = None,
) -> Delivery:
    """At the door, or a letter with its number. A second tap changes nothing."""
    now, proof = now or timezone.now(), " ".join(proof.split())[:120]
    ballot = elector.ballot
    insist_on_a_note(by, elector, home, way, proof, now)
    if known := Delivery.objects.filter(elector=elector, home=home, way=way).first():
        return known
    name = random_name("ballots", photo.extension, now) if photo else ""
    with kept_on_commit([(name, photo.content)] if photo else []):
        row, is_new = Delivery.objects.get_or_create(
            elector=elector,
            home=home,
            way=way,
            defaults={"at": now, "by": by, "proof": proof, "photo": name},
        )
        if is_new:
            data = {"elector": elector.pk, "way": way}
            record(by=by, verb="ballots.note_delivery", subject=ballot, data=data, now=now)
            if way == DeliveryWay.DOOR and home is not None:
                note_at_its_notice(by, ballot, home, now)
    return row


def note_at_its_notice(by: User, ballot: Ballot, home: RollHome, now: datetime) -> None:
    """Nobody knocks twice: the ballot's notice waits at this door no more, where they look after it."""
    if ballot.notice is None or not notice_rules.may_tell(user=by, dwelling=home.dwelling):
        return
    with suppress(Refused):  # withdrawn meanwhile, or not meant for that door
        tell_home(by=by, notice=ballot.notice, dwelling=home.dwelling, now=now)


def insist_on_a_note(
    by: User, elector: Elector, home: RollHome | None, way: str, proof: str, now: datetime
) -> None:
    ballot = elector.ballot
    if way not in BY_HAND:
        raise Refused(_("Say whether it was told at the door or sent as a letter."), field="way")
    if rules.may_vote(user=by, elector=elector):
        raise Refused(_("This is your own home. Please ask a colleague."))
    if not (rules.may_handle(user=by, ballot=ballot, elector=elector) and reaches(by, ballot, home)):
        raise Refused(_("This is noted by the captain of the home or by those who hold the ballot."))
    if home is not None and home.elector_id != elector.pk:
        raise Refused(_("This home belongs to another entry of the roll."))
    if elector.removed_at:
        raise Refused(_("This entry was taken off the roll already."))
    if ballot.announced_at is None or ballot.voided_at or now >= ballot.closes_at:
        raise Refused(_("Notice is given between the announcement and the close of voting."))
    if way == DeliveryWay.MAIL and not proof:
        raise Refused(_("A letter is noted with its number."), field="proof")


def reaches(by: User, ballot: Ballot, home: RollHome | None) -> bool:
    """Of an owner of several homes a captain tells at their own doors."""
    if home is None or rules.may_run(user=by, ballot=ballot):
        return True
    return standing_of(by).looks_after(home.dwelling.place, home.dwelling.floor)


@transaction.atomic
def note_read(*, user: User, ballot: Ballot, now: datetime | None = None) -> int:
    """Whoever may vote has opened the page: their notice is given. Costs one statement, and writes once."""
    now = now or timezone.now()
    if ballot.announced_at is None or ballot.voided_at or ballot.closed_at or now >= ballot.closes_at:
        return 0
    electors = RollVoter.objects.filter(user=user, ended_at=None, elector__ballot=ballot)
    new = _not_yet(electors, DeliveryWay.READ).values_list("elector_id", flat=True)
    return _deliver(dict.fromkeys(new, now), DeliveryWay.READ)


def _not_yet(voters: QuerySet[RollVoter], way: str) -> QuerySet[RollVoter]:
    there = Delivery.objects.filter(elector=OuterRef("elector"), way=way)
    return voters.filter(~Exists(there), elector__removed_at=None)


def _deliver(times: dict[int, datetime], way: str) -> int:
    """{elector: when}"""
    rows = [Delivery(elector_id=pk, way=way, at=at) for pk, at in times.items()]
    if rows:
        Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def collect_all(now: datetime | None = None) -> int:
    """Of every ballot that is announced and not long closed: a provider's answer may come late."""
    now = now or timezone.now()
    rows = Ballot.objects.announced().filter(counted_at=None, closes_at__gt=now - AFTER_THE_CLOSE)
    return sum(collect_texts(ballot=ballot) + collect_ticks(ballot=ballot, now=now) for ballot in rows)


@transaction.atomic
def collect_ticks(*, ballot: Ballot, now: datetime) -> int:
    """What captains ticked at the doors of its notice, once a tick can no longer be taken back.

    Their own home is for a colleague to note, as where it is noted by hand.
    """
    in_time = min(midnight(now), ballot.closes_at)
    ticks = Told.objects.filter(notice=ballot.notice_id, way=Way.DOOR, at__lt=in_time)
    there = Delivery.objects.filter(home=OuterRef("pk"), way=DeliveryWay.DOOR)
    homes = RollHome.objects.filter(~Exists(there), ballot=ballot, elector__removed_at=None)
    home_at = {home.dwelling_id: home for home in homes.filter(dwelling__in=ticks.values("dwelling"))}
    voters = RollVoter.objects.filter(elector__ballot=ballot, ended_at=None, user__in=ticks.values("by"))
    own = set(voters.values_list("elector_id", "user_id"))
    found = [(home_at[tick.dwelling_id], tick) for tick in ticks if tick.dwelling_id in home_at]
    rows = [
        Delivery(elector_id=home.elector_id, home=home, way=DeliveryWay.DOOR, at=tick.at, by_id=tick.by_id)
        for home, tick in found
        if (home.elector_id, tick.by_id) not in own
    ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


@transaction.atomic
def collect_texts(*, ballot: Ballot) -> int:
    """Text messages that told of it in time and that the provider took: each counts for whom its reader
    votes."""
    sent = Message.objects.about(subject_key(ballot)).filter(channel=Channel.SMS, state=State.SENT)
    sent = sent.filter(letter__kind__in=TELLING, sent_at__lt=ballot.closes_at)
    times = dict(sent.order_by("-sent_at").values_list("recipient", "sent_at"))
    voters = RollVoter.objects.filter(elector__ballot=ballot, user__in=times, ended_at=None)
    new = _not_yet(voters, DeliveryWay.SMS).values_list("elector_id", "user_id")
    first: dict[int, datetime] = {}
    for elector, user in new:
        first[elector] = min(first.get(elector, times[user]), times[user])
    return _deliver(first, DeliveryWay.SMS)
