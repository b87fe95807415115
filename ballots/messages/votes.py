"""What is done in a voter's name on paper or by proxy, they hear. Never what was chosen."""

from datetime import datetime

from django.utils.translation import gettext as _

from ballots.models import Paper, Proxy
from kit.times import moment
from notifications.operations import Words

PAPER_IN = "ballots.paper_in"
PAPER_COUNTED = "ballots.paper_counted"
PAPER_SPOILT = "ballots.paper_spoilt"
PROXY_GIVEN = "ballots.proxy_given"
PROXY_HELD = "ballots.proxy_held"


def paper_in(paper: Paper, now: datetime) -> Words:
    ballot, label, when = paper.elector.ballot, str(paper.elector), paper.handed_in_at

    def words() -> tuple[str, str]:
        body = _(
            "A paper for %(label)s was handed in %(when)s and is being read. "
            "If it is not yours, tell us at once."
        )
        title = _("Your paper has arrived: %(title)s") % {"title": ballot.title}
        return title, body % {"label": label, "when": moment(when, now=now)}

    return words


def paper_counted(paper: Paper) -> Words:
    ballot, label = paper.elector.ballot, str(paper.elector)

    def words() -> tuple[str, str]:
        body = _("The paper for %(label)s was read by two people and counts. The receipt is on the page.")
        return _("Your paper counts: %(title)s") % {"title": ballot.title}, body % {"label": label}

    return words


def paper_spoilt(paper: Paper) -> Words:
    ballot, label, reason = paper.elector.ballot, str(paper.elector), paper.reason

    def words() -> tuple[str, str]:
        body = _("The paper for %(label)s does not count: %(reason)s")
        title = _("Your paper was left out: %(title)s") % {"title": ballot.title}
        return title, body % {"label": label, "reason": reason}

    return words


def proxy_given(proxy: Proxy) -> Words:
    ballot, label, agent = proxy.elector.ballot, str(proxy.elector), proxy.agent_name

    def words() -> tuple[str, str]:
        body = _(
            "%(agent)s votes for %(label)s in this ballot, as the signed paper says. "
            "If you signed none, tell us at once."
        )
        title = _("A proxy was recorded: %(title)s") % {"title": ballot.title}
        return title, body % {"agent": agent, "label": label}

    return words


def proxy_held(proxy: Proxy) -> Words:
    ballot, label = proxy.elector.ballot, str(proxy.elector)

    def words() -> tuple[str, str]:
        title = _("You vote for a neighbour: %(title)s") % {"title": ballot.title}
        return title, _("You hold the proxy of %(label)s. Nobody passes a proxy on.") % {"label": label}

    return words
