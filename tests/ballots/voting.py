"""Votes of every channel, without much ado."""

from datetime import datetime, timedelta
from io import BytesIO
from uuid import uuid4

from PIL import Image

from ballots.models import Ballot, Elector, Paper, Proxy
from ballots.operations.confirming_proxies import confirm_proxy
from ballots.operations.leaving_out import confirm_spoilt_paper, spoil_paper
from ballots.operations.papers import confirm_paper, hand_in_paper
from ballots.operations.proxies import record_proxy
from ballots.operations.voting import cast_secret, cast_vote
from ballots.receipt_codes import new_code
from kit.uploads import CleanPhoto, clean_photo
from people.models import User
from tests.ballots.ground import Ground, elector_of


def vote(by: User, elector: Elector, *choices: str, **fields):
    fields = {"client_key": uuid4(), "is_of_age": True} | fields
    return cast_vote(by=by, elector=elector, choices=choices, **fields)


def vote_secretly(by: User, elector: Elector, *choices: str, **fields):
    fields = {"code": new_code(elector.ballot, elector), "is_of_age": True} | fields
    return cast_secret(by=by, elector=elector, choices=choices, **fields)


def own(ballot: Ballot, user: User) -> Elector:
    return elector_of(ballot, user)


def picture() -> BytesIO:
    file = BytesIO()
    Image.new("RGB", (40, 30), "white").save(file, "PNG")
    file.seek(0)
    file.name = "paper.png"
    return file


def scan() -> CleanPhoto:
    return clean_photo(picture())


def proxy_for(ground: Ground, elector: Elector, agent: User | None, **fields) -> Proxy:
    """Recorded by staff and confirmed by a colleague: it holds."""
    proxy = proxy_in(ground, elector, agent, **fields)
    return confirm_proxy(by=ground.colleague, proxy=proxy, now=fields.get("now"))


def proxy_in(ground: Ground, elector: Elector, agent: User | None, **fields) -> Proxy:
    """Recorded: it waits for a second person."""
    fields = {"by": ground.staff, "scope": "本次表决全部事项", "scan": scan(), "agent": agent} | fields
    if agent is None:
        fields.setdefault("agent_name", "远方的女儿")
    return record_proxy(elector=elector, **fields)


def paper_in(by: User, elector: Elector, *choices: str, **fields) -> Paper:
    opens_at = elector.ballot.opens_at
    fields = {"handed_in_at": opens_at, "now": opens_at + timedelta(seconds=30)} | fields
    return hand_in_paper(by=by, elector=elector, choices=choices, **fields)


def paper_counted(first: User, second: User, elector: Elector, *choices: str, **fields) -> Paper:
    paper = paper_in(first, elector, *choices, **fields)
    return confirm_paper(by=second, paper=paper, choices=choices, now=fields.get("now"))


def left_out(first: User, second: User, paper: Paper, reason: str = "两项都勾了") -> Paper:
    spoil_paper(by=first, paper=paper, reason=reason)
    return confirm_spoilt_paper(by=second, paper=paper)


def just_before(moment: datetime) -> datetime:
    return moment - timedelta(milliseconds=1)
