"""What somebody may take in hand where papers and proxies come in: never what is of their own home."""

from datetime import date

from django.db.models import Q, QuerySet

from ballots import rules
from ballots.models import Ballot, Elector, Paper, Proxy, RollHome, RollVoter, SecretPaper
from ballots.models.votes import PaperState
from ballots.queries.people import held_by
from buildings.models.dwellings import looked_after_by
from buildings.standing import standing_of
from people.models import User

UNREAD = (PaperState.WAITING, PaperState.DIFFERS)


def handled_by(user: User, ballot: Ballot) -> QuerySet[Elector]:
    """What `operations.handling` says of one entry, asked of the database for all."""
    standing = standing_of(user)
    voted_for = RollVoter.objects.filter(user=user, ended_at=None).values("elector")
    lived_in = [c.dwelling_id for c in standing.capacities if c.dwelling_id]
    homes = RollHome.objects.filter(ballot=ballot)
    rows = Elector.objects.filter(ballot=ballot, removed_at=None).exclude(pk__in=voted_for)
    rows = rows.exclude(pk__in=homes.filter(dwelling__in=lived_in).values("elector"))
    held = Proxy.objects.filter(ballot=ballot, agent=user, ended_at=None)
    rows = rows.exclude(pk__in=held.values("elector"))
    if rules.may_run(user=user, ballot=ballot):
        return rows
    near = homes.filter(looked_after_by(standing, "dwelling__"))
    return rows.filter(pk__in=near.values("elector"))


def found_at(user: User, ballot: Ballot, words: str) -> QuerySet[Elector]:
    """By the door, or by what the roll calls them: 902, 3栋902."""
    asked = "".join(words.split())
    doors = RollHome.objects.filter(ballot=ballot).filter(
        Q(dwelling__door__iexact=asked) | Q(label__icontains=asked)
    )
    rows = handled_by(user, ballot).filter(Q(label__icontains=asked) | Q(pk__in=doors.values("elector")))
    return rows.select_related("participation").order_by("number")


def to_read(user: User, ballot: Ballot) -> QuerySet[Paper]:
    """Papers that wait for another reader, who this person may be."""
    rows = Paper.objects.filter(ballot=ballot, state__in=UNREAD, elector__in=handled_by(user, ballot))
    rows = rows.exclude(typed_by=user).exclude(state=PaperState.DIFFERS, confirmed_by=user)
    if not rules.may_run(user=user, ballot=ballot):
        rows = rows.filter(read_by_holders())
    return rows.select_related("elector", "typed_by", "proxy", "spoilt_by").order_by("typed_at", "pk")


def read_by_holders(on: date | None = None) -> Q:
    """Beside whom a captain may be the second, or the third (`second_person`)."""
    differ = ~Q(state=PaperState.DIFFERS) | held_by("confirmed_by", on=on)
    return held_by("typed_by", on=on) & differ


def read_already(user: User, ballot: Ballot) -> QuerySet[Paper]:
    """One's own readings, which somebody else completes."""
    mine = Q(typed_by=user) | Q(confirmed_by=user, state=PaperState.DIFFERS)
    rows = Paper.objects.filter(mine, ballot=ballot, state__in=UNREAD, elector__in=handled_by(user, ballot))
    return rows.select_related("elector", "spoilt_by").order_by("typed_at", "pk")


def unread(user: User, ballot: Ballot) -> QuerySet[Paper]:
    rows = Paper.objects.filter(ballot=ballot, state__in=UNREAD, elector__in=handled_by(user, ballot))
    return rows.select_related("elector", "spoilt_by")


def proxies_handled(user: User, ballot: Ballot) -> QuerySet[Proxy]:
    rows = Proxy.objects.filter(ballot=ballot, elector__in=handled_by(user, ballot))
    rows = rows.select_related("elector", "recorded_by", "confirmed_by", "refused_by")
    return rows.order_by("ended_at", "-recorded_at", "-pk")


def proxies_to_confirm(user: User, ballot: Ballot) -> QuerySet[Proxy]:
    """Recorded by somebody else, beside whom this person may be the second."""
    rows = proxies_handled(user, ballot).filter(pk__in=Proxy.objects.pending()).exclude(recorded_by=user)
    if not rules.may_run(user=user, ballot=ballot):
        rows = rows.filter(held_by("recorded_by"))
    return rows.order_by("recorded_at", "pk")


def proxies_pending(ballot: Ballot) -> int:
    """Nobody votes by these unless they are confirmed before the close."""
    return Proxy.objects.pending().filter(ballot=ballot).count()


def secret_to_read(user: User, ballot: Ballot) -> QuerySet[SecretPaper]:
    rows = ballot.secret_papers.filter(state__in=UNREAD).exclude(typed_by=user).select_related("spoilt_by")
    rows = rows.exclude(state=PaperState.DIFFERS, confirmed_by=user)
    return rows if rules.may_run(user=user, ballot=ballot) else rows.filter(read_by_holders())


def secret_read_already(user: User, ballot: Ballot) -> QuerySet[SecretPaper]:
    mine = Q(typed_by=user) | Q(confirmed_by=user, state=PaperState.DIFFERS)
    return ballot.secret_papers.filter(mine, state__in=UNREAD).select_related("spoilt_by")
