"""Everybody in the last minute, on two devices and three channels, against the closing job: the database decides,
exactly once, and says so. BALLOT_VOTERS=2000 runs it at the size of a large estate."""

import os
import threading
from collections import Counter
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.models import Sum

from ballots.models import Elector, Paper, Participation, SecretBox, Vote
from ballots.operations.all_in import papers_are_in
from ballots.operations.casting import Cast, closed_sentence
from ballots.operations.closing import close_ballot, close_due
from ballots.operations.counting import count_ballot
from ballots.operations.papers import confirm_paper, hand_in_paper
from ballots.operations.secret_box import papers_in
from ballots.operations.secret_papers import mark_paper_voter
from ballots.operations.voting import cast_secret, cast_vote
from ballots.queries.turnout import turnout_of
from ballots.receipt_codes import new_code
from kit.refused import Refused
from tests.ballots.crowd import Crowd, crowd, let_loose
from tests.ballots.ground import new_ground, opened
from tests.ballots.voting import just_before, own

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

VOTERS = int(os.environ.get("BALLOT_VOTERS", "150"))
SHUT_AT = 0.2  # of all attempts: enough voters have come, and enough have not


class Clock:
    """A millisecond before the hour, until it strikes. First devices were heard before it, however long they
    wait for their turn: of them the door alone decides. Second devices look at the clock as they come."""

    def __init__(self, ballot) -> None:
        self.before = self.now = just_before(ballot.closes_at)
        self.ballot = ballot

    def strike(self) -> None:
        self.now = self.ballot.closes_at
        close_due(self.now)


def named_acts(found: Crowd, clock: Clock) -> list:
    """Of each voter: two phones, their agent's two phones, and two desks that take a paper in."""
    ground, now = found.ground, clock.before

    def online(elector, user, choice, proxy=None):
        words = {"by": user, "elector": elector, "choices": [choice], "proxy": proxy}
        heard = {"yes": lambda: clock.before, "no": lambda: clock.now}[choice]
        return lambda: cast_vote(client_key=uuid4(), now=heard(), **words)

    def on_paper(elector, first, second):
        def act():
            words = {
                "elector": elector,
                "handed_in_at": now,
                "choices": ["no"],
                "now": found.ballot.closes_at,
            }
            paper = hand_in_paper(by=first, **words)
            return confirm_paper(by=second, paper=paper, choices=["no"], now=found.ballot.closes_at)

        return act

    acts = []
    for elector, user, proxy in found.voters:
        acts += [online(elector, user, "yes"), online(elector, user, "no")]
        acts += [
            online(elector, ground.stranger, "yes", proxy),
            online(elector, ground.stranger, "no", proxy),
        ]
        acts += [
            on_paper(elector, ground.staff, ground.colleague),
            on_paper(elector, ground.colleague, ground.staff),
        ]
    return acts


def test_by_name(transactional_db):
    found = crowd(VOTERS)
    ballot, now = found.ballot, found.ballot.closes_at
    clock = Clock(ballot)
    results = let_loose(named_acts(found, clock), clock.strike, SHUT_AT)

    wrong = [result for result in results if not isinstance(result, Cast | Paper | Refused)]
    assert not wrong, wrong[:3]
    ballot.refresh_from_db()
    assert ballot.closed_at == now
    current = Vote.objects.current().filter(ballot=ballot)
    votes = Counter(current.values_list("elector", flat=True))
    assert set(votes.values()) == {1}
    assert Vote.objects.count() == len(votes)
    assert set(votes) == set(Participation.objects.filter(ballot=ballot).values_list("elector", flat=True))
    # Every receipt that was handed out is in the count, and whoever was refused has none.
    receipts = {result.receipt for result in results if isinstance(result, Cast)}
    by_paper = {result.vote.receipt for result in results if isinstance(result, Paper)}
    assert receipts | by_paper == set(current.values_list("receipt", flat=True))
    assert len(receipts) + len(by_paper) == len(votes)
    assert {vote.channel for vote in current} == {"phone", "proxy", "paper"}
    too_late = [
        result for result in results if isinstance(result, Refused) and str(result) == closed_sentence()
    ]
    assert too_late
    insist_on_sums(ballot, len(votes), set(votes))
    papers_are_in(by=found.ground.chair, ballot=ballot, now=now)
    result = count_ballot(by=found.ground.chair, ballot=ballot, now=now)
    assert result.papers == len(votes)
    assert all(receipt in result.file for receipt in receipts | by_paper)


def insist_on_sums(ballot, heads: int, electors: set[int]) -> None:
    turnout = turnout_of(ballot)
    assert (turnout.heads.done, turnout.heads.whole) == (heads, VOTERS)
    area = Elector.objects.filter(pk__in=electors).aggregate(area=Sum("area"))["area"]
    if turnout.area:
        assert turnout.area.done == area > Decimal(0)


def test_in_secret(transactional_db):
    found = crowd(VOTERS, electorate="residents", secrecy="secret")
    ballot, clock = found.ballot, Clock(found.ballot)

    def online(elector, user, choice, proxy=None):
        words = {"by": user, "elector": elector, "choices": [choice], "proxy": proxy, "is_of_age": True}
        heard = {"yes": lambda: clock.before, "no": lambda: clock.now}[choice]
        return lambda: cast_secret(code=new_code(ballot, elector), now=heard(), **words)

    acts = []
    for elector, user, proxy in found.voters:
        acts += [online(elector, user, "yes"), online(elector, user, "no")]
        agent = found.ground.stranger
        acts += [online(elector, agent, "yes", proxy), online(elector, agent, "no", proxy)]
        acts += [
            lambda elector=elector, by=by: mark_paper_voter(by=by, elector=elector, now=clock.now)
            for by in (found.ground.staff, found.ground.colleague)
        ]
    results = let_loose(acts, clock.strike, SHUT_AT)

    wrong = [result for result in results if not isinstance(result, Cast | Participation | Refused)]
    assert not wrong, wrong[:3]
    taken = Counter(Participation.objects.filter(ballot=ballot).values_list("channel", flat=True))
    box = papers_in(ballot, SecretBox.objects.get(ballot=ballot))
    receipts = [result.receipt for result in results if isinstance(result, Cast)]
    assert sorted(receipts) == [paper["receipt"] for paper in box]
    assert len(box) == taken["phone"] + taken["proxy"]
    assert taken["paper"]
    assert not Vote.objects.exists()
    assert any(isinstance(result, Refused) and str(result) == closed_sentence() for result in results)
    insist_on_sums(ballot, sum(taken.values()), set())


# --- the last millisecond ----------------------------------------------------------------------------------


def run(act) -> tuple[threading.Thread, list]:
    results: list = []

    def work() -> None:
        try:
            results.append(act())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    return thread, results


def wait_for_a_queue() -> None:
    """Until another session waits for what this one holds."""
    for _ in range(50_000):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks"
                " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waits")


def last_moment(secrecy: str):
    ground = new_ground()
    fields = {"electorate": "residents", "secrecy": "secret"} if secrecy == "secret" else {}
    ballot = opened(ground, **fields)
    elector, now = own(ballot, ground.owner), just_before(ballot.closes_at)
    words = {"by": ground.owner, "elector": elector, "choices": ["yes"], "is_of_age": True, "now": now}
    if secrecy == "secret":
        code = new_code(ballot, elector)
        return ballot, lambda: cast_secret(code=code, **words)
    return ballot, lambda: cast_vote(client_key=uuid4(), **words)


@pytest.mark.parametrize("secrecy", ["named", "secret"])
def test_a_vote_that_is_inside_holds_the_door(transactional_db, secrecy):
    ballot, vote = last_moment(secrecy)
    with transaction.atomic():
        cast = vote()
        thread, closed = run(lambda: close_due(ballot.closes_at))
        wait_for_a_queue()
        assert not closed
    thread.join(timeout=30)
    assert closed == [[ballot.pk]]
    assert cast.receipt
    assert Participation.objects.filter(ballot=ballot).count() == 1


@pytest.mark.parametrize("secrecy", ["named", "secret"])
def test_a_door_that_is_being_shut_lets_nobody_in(transactional_db, secrecy):
    ballot, vote = last_moment(secrecy)
    with transaction.atomic():
        assert close_ballot(ballot.pk, now=ballot.closes_at)
        thread, cast = run(vote)
        wait_for_a_queue()
        assert not cast
    thread.join(timeout=30)
    assert isinstance(cast[0], Refused)
    assert str(cast[0]) == closed_sentence()
    assert not Participation.objects.exists()
    assert not Vote.objects.exists()
