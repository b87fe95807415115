"""Motions and votes in a meeting that begins at half past seven."""

from datetime import timedelta

from committees.operations.motions import Votes, cast_vote, count_hands, decide_motion, open_vote
from committees.operations.notes import word_motion
from committees.operations.room import check_out, open_meeting
from tests.committees.ground import STARTS

WORDS = "在架空层建充电棚，40 个车位"
BY_DELEGATES = {"voters": "people", "quorum_of": "people"}  # rules


def at(minute):
    return STARTS + timedelta(minutes=minute)


def moved(estate, meeting, text=WORDS, minute=1, position=2):
    """Worded on an item of a meeting that is opened."""
    open_meeting(by=estate.staff, meeting=meeting, now=STARTS)
    item = meeting.agenda.get(position=position)
    return word_motion(by=estate.staff, item=item, text=text, now=at(minute))


def put(estate, meeting, method="phones", **changes):
    motion = moved(estate, meeting, **changes)
    return open_vote(by=estate.staff, motion=motion, method=method, now=at(2))


def vote(by, motion, choice="for", minute=3):
    return cast_vote(by=by, motion=motion, choice=choice, now=at(minute))


def count(estate, motion, party, *numbers):
    return count_hands(by=estate.staff, motion=motion, party=party, votes=Votes(*numbers), now=at(3))


def decide(estate, motion, **changes):
    return decide_motion(**{"by": estate.staff, "motion": motion, "now": at(5)} | changes)


def party_of(meeting, organisation):
    return meeting.parties.get(organisation=organisation)


def check_out_all(estate, meeting):
    for stay in meeting.attendances.here():
        check_out(by=estate.staff, attendance=stay, now=at(4))
