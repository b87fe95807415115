"""Whose papers and proxies somebody takes in hand: never those of their own home, nor their own vote."""

from django.utils.translation import gettext as _

from ballots import rules
from ballots.models import Ballot, Elector
from kit.refused import Refused
from people.models import User


def insist_on_handling(by: User, elector: Elector) -> None:
    if rules.may_vote(user=by, elector=elector) or rules.lives_in(user=by, elector=elector):
        raise Refused(_("This is your own home. Please leave its papers to somebody else."))
    if rules.is_agent_of(user=by, elector=elector):
        raise Refused(_("You vote for them by proxy. Please leave their papers to somebody else."))
    insist_on_not_standing(by, elector.ballot)
    if not rules.may_handle(user=by, ballot=elector.ballot, elector=elector):
        raise Refused(_("Papers go through the captain of the home or those who hold the ballot."))


def insist_on_not_standing(by: User, ballot: Ballot) -> None:
    if rules.stands(user=by, ballot=ballot):
        raise Refused(_("You stand in this election. Please leave its papers and its lot to somebody else."))


def insist_on_the_desk(by: User, ballot: Ballot) -> None:
    insist_on_not_standing(by, ballot)
    if not rules.may_handle_papers(user=by, ballot=ballot):
        raise Refused(_("Papers are read by those who hold the ballot and by the captains."))
