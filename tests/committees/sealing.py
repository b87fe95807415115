"""A meeting that is over, and its minutes on the way to the seal."""

from datetime import timedelta

from committees.models import Confirmation, Meeting, Minutes
from committees.operations import answer_minutes, close_meeting, reply, seal_minutes, send_minutes
from committees.queries.minutes import parties_there
from tests.committees.ground import NOW, STARTS

DURING = STARTS + timedelta(minutes=30)
OVER = STARTS + timedelta(minutes=90)


def attended(estate, meeting: Meeting, *, away=(), now=NOW) -> Meeting:
    """Everybody invited says yes, but for those who stay away."""
    for user in (estate.staff, estate.manager, estate.president, estate.captain):
        if user in away:
            reply(by=user, meeting=meeting, reply="declined", reason="那天出差", now=now)
        else:
            reply(by=user, meeting=meeting, reply="coming", now=now)
    return meeting


def held(estate, text: str = "物业报两处选址。", *, away=(), **changes) -> Meeting:
    meeting = attended(estate, estate.convene(**changes), away=away)
    return close_meeting(by=estate.staff, meeting=meeting, minutes=text, now=OVER)


def sent(estate, meeting: Meeting, now=OVER) -> Minutes:
    return send_minutes(by=estate.staff, meeting=meeting, now=now)


def said(meeting: Meeting, user, answer: str = "confirmed", *, now=OVER, **words) -> Confirmation:
    party = meeting.invitations.get(user=user).party
    return answer_minutes(by=user, meeting=meeting, party=party, answer=answer, now=now, **words)


def sealed(estate, meeting: Meeting, now=OVER) -> Minutes:
    """Sent, and confirmed by the first delegate of each party that was there."""
    minutes = sent(estate, meeting, now)
    asked = parties_there(meeting, minutes.document)
    for party in asked:
        by = party.invitations.first().user
        answer_minutes(by=by, meeting=meeting, party=party, answer="confirmed", now=now)
    if not asked:
        seal_minutes(by=estate.staff, meeting=meeting, now=now)
    minutes.refresh_from_db()
    return minutes
