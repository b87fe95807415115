from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballots.models import Ballot, Elector, Objection, ProposedCorrection
from ballots.models.rolls import ObjectionState
from kit.times import short_day, written
from notifications.operations import Words

OBJECTION = "ballots.objection"
OBJECTION_NEAR = "ballots.objection_near"
ANSWERED = "ballots.objection_answered"
CORRECTED = "ballots.roll_corrected"
CORRECTION_SENT_BACK = "ballots.correction_sent_back"
REMINDER = "ballots.reminder"
OWED = "ballots.objection_owed"
TURNOUT = "ballots.turnout"


def url_of_objections(ballot: Ballot) -> str:
    return reverse("ballots:objections", args=[ballot.pk])


def url_of_objection(objection: Objection) -> str:
    return f"{url_of_objections(objection.ballot)}#objection-{objection.pk}"


def url_of_roll(ballot: Ballot) -> str:
    return reverse("ballots:roll", args=[ballot.pk])


def url_of_turnout(ballot: Ballot) -> str:
    return reverse("ballots:turnout", args=[ballot.pk])


def objection_made(ballot: Ballot, objection: Objection, now: datetime) -> Words:
    def words() -> tuple[str, str]:
        return (
            _("An objection: %(title)s") % {"title": ballot.title},
            _("%(about)s. To be answered by %(day)s.")
            % {"about": objection.get_about_display(), "day": short_day(objection.due_on, now=now)},
        )

    return words


def objection_near(ballot: Ballot, objection: Objection, now: datetime) -> Words:
    """To a captain: that somebody there objected, by when it is answered, and never who."""

    def words() -> tuple[str, str]:
        title = _("An objection from your building: %(title)s") % {"title": ballot.title}
        body = _("%(about)s. Those who hold the ballot answer it by %(day)s; you read it on the page.")
        said = {"about": objection.get_about_display(), "day": short_day(objection.due_on, now=now)}
        return title, body % said

    return words


def objection_answered(ballot: Ballot, objection: Objection) -> Words:
    def words() -> tuple[str, str]:
        said = objection.state_in_words if objection.state != ObjectionState.OPEN else ""
        return _("Your objection was answered: %(title)s") % {"title": ballot.title}, said

    return words


def roll_corrected(ballot: Ballot, elector: Elector) -> Words:
    def words() -> tuple[str, str]:
        return (
            _("The roll was corrected: %(title)s") % {"title": ballot.title},
            _("Your entry: %(label)s. What changed, and why, is on the page.") % {"label": elector.label},
        )

    return words


def correction_sent_back(proposed: ProposedCorrection) -> Words:
    """To whoever asked for it."""
    ballot, reason = proposed.ballot, proposed.refused_reason
    label = str(proposed.elector) if proposed.elector else proposed.wanted["label"]

    def words() -> tuple[str, str]:
        title = _("A correction came back to you: %(title)s") % {"title": ballot.title}
        return title, _("%(label)s stays as it is: %(reason)s") % {"label": label, "reason": reason}

    return words


def vote_reminder(ballot: Ballot, days: int, now: datetime) -> Words:
    """Of the hour alone: never for or against anything."""

    def words() -> tuple[str, str]:
        if days <= 0:
            title = _("Today is the last day to vote: %(title)s")
        elif days == 1:
            title = _("One more day to vote: %(title)s")
        else:
            title = _("A few more days to vote: %(title)s")
        return (
            title % {"title": ballot.title},
            _("Voting is open until %(day)s. Whatever you choose, also an abstention, counts as taking part.")
            % {"day": written(ballot.closes_at, now=now)},
        )

    return words


def objection_owed(ballot: Ballot, objection: Objection, *, is_late: bool, now: datetime) -> Words:
    """To those who hold the ballot."""

    def words() -> tuple[str, str]:
        due = short_day(objection.due_on, now=now)
        if is_late:
            body = _("It was to be answered by %(day)s. Whoever objected still waits.") % {"day": due}
        else:
            body = _("It is to be answered by %(day)s.") % {"day": due}
        return _("An objection waits for your answer: %(title)s") % {"title": ballot.title}, body

    return words


def homes_to_reach(ballot: Ballot, *, silent: int, unreached: int, is_last: bool, now: datetime) -> Words:
    """To a captain: how many homes of theirs, never which, and never what anybody chose."""

    def words() -> tuple[str, str]:
        title = _("Voting ends soon: %(title)s") if is_last else _("Voting has begun: %(title)s")
        told = ngettext(
            "%(count)d home of yours has not taken part yet.",
            "%(count)d homes of yours have not taken part yet.",
            silent,
        ) % {"count": silent}
        left = ngettext(
            "%(count)d home has not been told.", "%(count)d homes have not been told.", unreached
        ) % {"count": unreached}
        until = _("Voting is open until %(day)s.") % {"day": written(ballot.closes_at, now=now)}
        body = _("%(silent)s %(unreached)s %(until)s")
        said = {"silent": told, "unreached": left, "until": until}
        return title % {"title": ballot.title}, body % said

    return words
