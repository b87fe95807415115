"""What every channel shares: whether the door is open, who may go in for whom, and one vote put in."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from ballots import rules
from ballots.choices import as_kept, without
from ballots.models import Ballot, Elector, Option, Paper, Participation, Proxy, Vote
from ballots.models.ballots import Electorate
from ballots.operations.reminding import stop_reminding
from ballots.queries.standing import why_not_sentence
from ballots.receipts import new_receipt
from ballots.tally import most_allowed
from kit.refused import Refused
from kit.times import moment
from people.models import User

CLOSED, NOT_ON_THE_ROLL = "LB001", "LB002"  # raised by triggers (migration 0002)
NOT_CONFIRMED = "LB010"  # (migration 0010)
ALL_IN = "LB003"  # (migration 0011)
KEYS = {"ballots_vote_client_key_key", "ballots_paper_client_key_key"}  # of forms


class Cast(NamedTuple):
    """The receipt is there for whoever asks again; `vote` of a ballot by name alone."""

    receipt: str | None
    is_new: bool
    vote: Vote | None


def closed_sentence() -> str:
    return _("Voting has closed. This vote came too late and does not count.")


def insist_on_uncounted(ballot: Ballot) -> None:
    if ballot.voided_at:
        raise Refused(_("This ballot was called off: %(reason)s") % {"reason": ballot.void_reason})
    if ballot.counted_at:
        raise Refused(_("The votes are counted. No paper is added to them."))


def all_in_sentence() -> str:
    return _("It was said that all papers are in. No paper is added any more.")


def used_sentence() -> str:
    return _("This form was used for another vote. Please load the page again.")


def not_confirmed_sentence() -> str:
    return _("A second person has not confirmed this proxy yet. Until then nobody votes by it.")


@contextmanager
def the_door() -> Iterator[None]:
    """The database has the last word, and says it in its own way."""
    try:
        yield
    except DatabaseError as error:
        if sentence := said_by_the_database(error):
            raise Refused(sentence) from None
        raise


def said_by_the_database(error: DatabaseError) -> str:
    code = getattr(error.__cause__, "pgcode", "")
    if code == CLOSED:
        return closed_sentence()
    if code == NOT_ON_THE_ROLL:
        return _("This entry was taken off the roll of this ballot.")
    if code == ALL_IN:
        return all_in_sentence()
    if code == NOT_CONFIRMED:
        return not_confirmed_sentence()
    # Two entries with one form at one instant: neither has seen the other's row.
    broken = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    return used_sentence() if broken in KEYS else ""


def insist_on_open(ballot: Ballot, now: datetime) -> None:
    if ballot.announced_at is None:
        raise Refused(_("This ballot has not been announced yet."))
    if ballot.voided_at:
        sentence = _("This ballot was called off: %(reason)s")
        raise Refused(sentence % {"reason": ballot.void_reason})
    if now < ballot.opens_at:
        raise Refused(_("Voting begins %(when)s.") % {"when": moment(ballot.opens_at, now=now)})
    if ballot.closed_at or now >= ballot.closes_at:
        raise Refused(closed_sentence())


def insist_on_right(by: User, elector: Elector, proxy: Proxy | None) -> Proxy | None:
    """The voter of the frozen roll, or whoever holds their proxy; returns the proxy as it is now."""
    if not by.is_active:
        raise Refused(_("This account is closed and cannot vote."))
    if proxy is None:
        if not rules.may_vote(user=by, elector=elector):
            raise Refused(why_not_sentence(user=by, ballot=elector.ballot, elector=elector))
        return None
    proxy = insist_on_proxy(proxy, elector)
    if proxy.agent_id != by.pk:
        raise Refused(
            _("This proxy is for %(name)s, and nobody passes a proxy on.") % {"name": proxy.agent_name}
        )
    return proxy


def insist_on_proxy(proxy: Proxy, elector: Elector) -> Proxy:
    """As it is now that the elector is locked: it may have ended since the form was read."""
    proxy = Proxy.objects.get(pk=proxy.pk)
    if proxy.elector_id != elector.pk:
        raise Refused(_("This proxy is for another entry of the roll."))
    if proxy.ended_at:
        raise Refused(_("This proxy has ended: %(reason)s") % {"reason": proxy.end_reason})
    if proxy.confirmed_at is None:
        raise Refused(not_confirmed_sentence())
    if elector.removed_at:
        raise Refused(_("This entry was taken off the roll of this ballot."))
    return proxy


def insist_on_age(ballot: Ballot, is_of_age: bool) -> None:
    if ballot.electorate == Electorate.RESIDENTS and not is_of_age:
        sentence = _("In this ballot residents from 18 vote. Please confirm that you are 18 or older.")
        raise Refused(sentence, field="is_of_age")


def choices_for(ballot: Ballot, choices: Iterable[str]) -> list[str]:
    keys = list(ballot.options.filter(withdrawn_at=None).values_list("key", flat=True))
    most = most_allowed(ballot.kind, keys, seats=ballot.seats, most_choices=ballot.most_choices)
    return as_kept(kind=ballot.kind, most=most, options=keys, choices=choices)


def insist_on_instruction(proxy: Proxy | None, chosen: list[str]) -> None:
    if proxy and proxy.instruction is not None and on_the_paper(proxy) != chosen:
        sentence = _("The proxy says what to choose. Please vote as it is written there.")
        raise Refused(sentence, field="choices")


def on_the_paper(proxy: Proxy) -> list[str]:
    """What still can be chosen of its instruction: whoever stood back is read as if not written, as in the
    count. Else an agent who was told to choose them could not vote at all."""
    gone = Option.objects.filter(ballot=proxy.ballot_id, withdrawn_at__isnull=False)
    return without(proxy.instruction, set(gone.values_list("key", flat=True)))


def put_in(
    *,
    elector: Elector,
    chosen: list[str],
    channel: str,
    by: User,
    client_key: UUID,
    cast_at: datetime,
    now: datetime,
    proxy: Proxy | None = None,
    paper: Paper | None = None,
) -> Vote:
    """In the place of whatever counted before, which the caller has allowed."""
    with the_door():
        take_part(elector, channel)
        Vote.objects.current().filter(elector=elector).update(replaced_at=now)
        vote = Vote.objects.create(
            client_key=client_key,
            ballot_id=elector.ballot_id,
            elector=elector,
            choices=chosen,
            channel=channel,
            cast_by=by,
            proxy=proxy,
            paper=paper,
            receipt=new_receipt(),
            cast_at=cast_at,
        )
    stop_reminding(elector)
    return vote


def take_part(elector: Elector, channel: str) -> None:
    known = Participation.objects.filter(elector=elector)
    if not known.update(channel=channel):
        Participation.objects.create(elector=elector, ballot_id=elector.ballot_id, channel=channel)


def end_proxies(elector: Elector, reason: str, now: datetime) -> None:
    """In a secret ballot by the day alone: the hour would tell when they voted (docs/adr/0011)."""
    if elector.ballot.is_secret:
        now = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    Proxy.objects.filter(elector=elector, ended_at=None).update(ended_at=now, end_reason=reason)
