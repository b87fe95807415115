"""Proposals as neighbours write them, second them and have them answered; and what is heard of them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from ballots.models import Proposal
from ballots.operations import endorse, publish_proposal, save_draft
from buildings.models import Place
from notifications.models import Message
from people.models import User
from tests.ballots.ground import Ground, resident_of

# A Monday at noon; ten working days on is Monday the 16th.
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
DOORS = ("0101", "0102", "0201", "0202", "0301", "0302")


def draft(ground: Ground, **fields) -> Proposal:
    given = {
        "by": ground.owner,
        "place": ground.estate,
        "title": "在架空层装一台共享洗衣机",
        "text": "租户家里没地方放，架空层有水有电。",
        "now": NOW,
    }
    return save_draft(**given | fields)


def published(ground: Ground, **fields) -> Proposal:
    proposal = draft(ground, **fields)
    now = fields.get("now", NOW)
    return publish_proposal(by=fields.get("by", ground.owner), proposal=proposal, now=now)


def neighbours(ground: Ground, count: int = 5, building: Place | None = None) -> list[User]:
    """In the second building, one behind each door."""
    return [resident_of(building or ground.second, door) for door in DOORS[:count]]


def checking(ground: Ground, people: list[User] | None = None, **fields) -> Proposal:
    """Five neighbours second it: an answer is owed."""
    proposal = published(ground, **fields)
    for person in people if people is not None else neighbours(ground):
        endorse(by=person, proposal=proposal, now=fields.get("now", NOW))
    proposal.refresh_from_db()
    return proposal


def told(user: User, kind: str = "ballots.proposal") -> list[str]:
    rows = Message.objects.filter(recipient=user, letter__kind=kind, channel="inbox").exclude(state="void")
    return list(rows.order_by("id").values_list("letter__title", flat=True))
