"""Whose papers and proxies somebody takes in hand: never those of their own home, nor their own vote."""

from django.utils.translation import gettext as _

from ballots import rules
from ballots.models import Ballot, Elector, Paper, SecretPaper
from ballots.models.votes import PaperState
from ballots.queries.people import voters_of
from ballots.second_person import is_one_person, second_person
from kit.refused import Refused
from people.models import User


def insist_on_handling(by: User, elector: Elector) -> None:
    if rules.may_vote(user=by, elector=elector) or rules.lives_in(user=by, elector=elector):
        raise Refused(_("This is your own home. Please leave its papers to somebody else."))
    if rules.is_agent_of(user=by, elector=elector):
        raise Refused(_("You vote for them by proxy. Please leave their papers to somebody else."))
    insist_on_an_outsider(by, elector)
    insist_on_not_standing(by, elector.ballot)
    if not rules.may_handle(user=by, ballot=elector.ballot, elector=elector):
        raise Refused(_("Papers go through the captain of the home or those who hold the ballot."))


def insist_on_an_outsider(by: User, elector: Elector, agent: User | None = None) -> None:
    """Also by another account of theirs nobody takes in hand what they gave, or would vote by."""
    concerned = [*voters_of([elector]), *([agent] if agent else [])]
    if any(is_one_person(by, person) for person in concerned):
        raise Refused(_("This concerns you yourself. Please leave it to somebody else."))


def insist_on_not_standing(by: User, ballot: Ballot) -> None:
    if rules.stands(user=by, ballot=ballot):
        raise Refused(standing_sentence())


def standing_sentence() -> str:
    return _("You stand in this election. Please leave its papers and its lot to somebody else.")


def insist_on_the_desk(by: User, ballot: Ballot) -> None:
    insist_on_not_standing(by, ballot)
    if not rules.may_handle_papers(user=by, ballot=ballot):
        raise Refused(_("Papers are read by those who hold the ballot and by the captains."))


def insist_on_a_reader(by: User, paper: Paper | SecretPaper) -> None:
    """One who has not read it before; nobody reads for both. Of any two who agree, one holds the ballot: so a
    third reader is a second person beside each of the two before."""
    if paper.state == PaperState.COUNTED:
        raise Refused(_("This paper was read twice and counted."))
    if paper.state == PaperState.SPOILT:
        raise Refused(_("This paper was left out: %(reason)s") % {"reason": paper.reason})
    if paper.state == PaperState.REPLACED:
        raise Refused(_("They voted online after it was handed in. That vote counts."))
    if by.pk == paper.typed_by_id:
        raise Refused(_("You typed it in. Somebody else reads it a second time."))
    if paper.state == PaperState.DIFFERS and by.pk == paper.confirmed_by_id:
        raise Refused(_("You read it already. A third person settles it."))
    insist_on_a_second_person(paper.typed_by, by, paper.ballot)
    if paper.state == PaperState.DIFFERS:
        insist_on_a_second_person(paper.confirmed_by, by, paper.ballot)


def insist_on_a_second_person(first: User, second: User, ballot: Ballot) -> None:
    if why_not := second_person(first, second, ballot):
        raise Refused(why_not)
