"""What is done in a voter's name on paper or by proxy, they hear. Never what was chosen."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from ballots.models import Ballot, Elector, Paper, Proxy
from kit.times import written
from notifications.operations import Words

PAPER_IN = "ballots.paper_in"
PAPER_MARKED = "ballots.paper_marked"
PAPER_COUNTED = "ballots.paper_counted"
PAPER_SPOILT = "ballots.paper_spoilt"
PROXY_GIVEN = "ballots.proxy_given"
PROXY_HELD = "ballots.proxy_held"
PROXY_SENT_BACK = "ballots.proxy_sent_back"
PROXY_NOT_HELD = "ballots.proxy_not_held"
PROXY_ENDED = "ballots.proxy_ended"


def url_of_proxies(ballot: Ballot) -> str:
    return reverse("ballots:proxies", args=[ballot.pk])


def paper_in(paper: Paper, now: datetime) -> Words:
    ballot, label, when = paper.elector.ballot, str(paper.elector), paper.handed_in_at

    def words() -> tuple[str, str]:
        body = _(
            "A paper for %(label)s was handed in %(when)s and is being read. "
            "If it is not yours, tell us at once."
        )
        title = _("Your paper has arrived: %(title)s") % {"title": ballot.title}
        return title, body % {"label": label, "when": written(when, now=now)}

    return words


def paper_marked(elector: Elector) -> Words:
    """Of a secret ballot: that they put one into the box, which nobody can take back."""
    ballot, label = elector.ballot, str(elector)

    def words() -> tuple[str, str]:
        title = _("Your paper is in the box: %(title)s") % {"title": ballot.title}
        body = _(
            "It is noted that a paper for %(label)s was put in. If you put in none, tell %(whom)s at once."
        )
        return title, body % {"label": label, "whom": whom_to_tell(ballot)}

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
    """It does not hold yet: there is time to say that nobody signed it, and who hears that."""
    ballot, label, agent = proxy.elector.ballot, str(proxy.elector), proxy.agent_name

    def words() -> tuple[str, str]:
        title = _("A proxy was recorded: %(title)s") % {"title": ballot.title}
        body = _(
            "%(agent)s is to vote for %(label)s. Somebody else looks at the signed paper first. "
            "If you signed none, end it on the page and tell %(whom)s."
        )
        return title, body % {"agent": agent, "label": label, "whom": whom_to_tell(ballot)}

    return words


def whom_to_tell(ballot: Ballot) -> str:
    """Who holds the ballot, with the number where it has one."""
    organisation = ballot.organisation
    return f"{organisation} {organisation.phone}".strip()


def proxy_sent_back(proxy: Proxy) -> Words:
    """To whoever recorded it."""
    ballot, label, reason = proxy.elector.ballot, str(proxy.elector), proxy.refused_reason

    def words() -> tuple[str, str]:
        title = _("A proxy came back to you: %(title)s") % {"title": ballot.title}
        body = _("The proxy of %(label)s does not hold: %(reason)s")
        return title, body % {"label": label, "reason": reason}

    return words


def proxy_not_held(proxy: Proxy) -> Words:
    """To whoever was said to have signed it."""
    ballot, label = proxy.elector.ballot, str(proxy.elector)

    def words() -> tuple[str, str]:
        title = _("A proxy was not accepted: %(title)s") % {"title": ballot.title}
        return title, _("Nobody votes for %(label)s by it. You can vote yourself.") % {"label": label}

    return words


def proxy_held(proxy: Proxy) -> Words:
    ballot, label = proxy.elector.ballot, str(proxy.elector)

    def words() -> tuple[str, str]:
        title = _("You vote for a neighbour: %(title)s") % {"title": ballot.title}
        return title, _("You hold the proxy of %(label)s. Nobody passes a proxy on.") % {"label": label}

    return words


def proxy_ended(proxy: Proxy) -> Words:
    """By somebody at the desk: to whoever gave it, holds it, and recorded it."""
    ballot, label, reason = proxy.elector.ballot, str(proxy.elector), proxy.end_reason

    def words() -> tuple[str, str]:
        title = _("A proxy has ended: %(title)s") % {"title": ballot.title}
        body = _("Nobody votes for %(label)s by it any more: %(reason)s. If that is not so, tell %(whom)s.")
        return title, body % {"label": label, "reason": reason, "whom": whom_to_tell(ballot)}

    return words
