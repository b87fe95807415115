"""What a ballot is, in plain sentences: who votes, with what effect, and when it has passed."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from ballots import units
from ballots.document import rule_of
from ballots.models import Ballot
from ballots.models.ballots import BallotKind, Electorate, LegalEffect, PaperRule, Secrecy, Unit
from ballots.thresholds import ALL, HALF, NOBODY, THREE_QUARTERS, TWO_THIRDS, Rule, Share
from kit.figures import square_metres


def share_in_words(share: Share) -> str:
    """ "At least" includes the figure, "more than half" does not (Civil Code, article 1259)."""
    return {
        TWO_THIRDS: pgettext("of those who count", "at least two thirds"),
        HALF: pgettext("of those who count", "more than half"),
        THREE_QUARTERS: pgettext("of those who count", "at least three quarters"),
        ALL: pgettext("of those who count", "all of them"),
    }[share]


# --- who ------------------------------------------------------------------------------------------------


def electorate_in_words(ballot: Ballot) -> str:
    place = {"place": ballot.place.name}
    match ballot.electorate:
        case Electorate.OWNERS:
            return _("The owners of %(place)s vote: one head for each owner, however many homes.") % place
        case Electorate.RESIDENTS if ballot.unit == Unit.HOME:
            return (
                _("Every home of %(place)s has one vote; any grown-up who lives there may cast it.") % place
            )
        case Electorate.RESIDENTS:
            return _("Everybody from 18 who lives at %(place)s votes, tenants included.") % place
        case Electorate.MEMBERS:
            return _("The members of %(council)s vote, as they are on the day of the announcement.") % {
                "council": ballot.members_of
            }
    return _("The people on the list vote.")


def roll_in_words(heads: int, area: Decimal | None, unit: str) -> str:
    """996 heads, 98,098.50 m²; 96 homes"""
    said = units.on_the_roll(heads, unit)
    if area is None:
        return said
    return _("%(heads)s, %(area)s in all") % {"heads": said, "area": square_metres(area)}


# --- with what effect -------------------------------------------------------------------------------------


def effect_in_words(ballot: Ballot) -> list[str]:
    match ballot.legal_effect:
        case LegalEffect.ADVISORY:
            return [_("This asks for opinions. Whatever comes out, nothing is decided by it.")]
        case LegalEffect.INTERNAL:
            return [
                _("%(organisation)s decides this about itself; it binds nobody else.")
                % {"organisation": ballot.organisation}
            ]
    if ballot.is_of_owners and rule_of(ballot).of_all:
        return [
            _("This takes the yes of every owner concerned (Civil Code, article 279)."),
            platform_notice(),
        ]
    if ballot.is_of_owners:
        return [_("This is for the owners' decision together (Civil Code, article 278)."), platform_notice()]
    return [_("This is a decision of those who vote.")]


def platform_notice() -> str:
    """DOMAIN part 0: a legally effective vote on screens belongs elsewhere."""
    return _(
        "An owners' vote on screens is binding only on the housing authority's platform. Here it is "
        "prepared, papers are collected, and everybody can check the count."
    )


# --- when it has passed -------------------------------------------------------------------------------------


def thresholds_in_words(ballot: Ballot) -> list[str]:
    rule = rule_of(ballot)
    if rule.by_area:
        said = owners_thresholds(rule)
    else:
        said = own_thresholds(rule, counts_yes=ballot.kind == BallotKind.YESNO, unit=ballot.unit)
    said.append(_("Whoever abstains takes part. Whoever stays silent does not."))
    return said + ([silence_warning(ballot)] if ballot.silence_joins else [])


def owners_thresholds(rule: Rule) -> list[str]:
    if rule.of_all:
        return [_("Passed only if every owner concerned agrees (Civil Code, article 279).")]
    return [
        _("Participation: %(share)s of all owners, by heads and by area.")
        % {"share": share_in_words(rule.participation)},
        _("Passed with %(share)s of those who take part, by heads and by area.")
        % {"share": share_in_words(rule.agreement)},
    ]


def own_thresholds(rule: Rule, *, counts_yes: bool, unit: str) -> list[str]:
    by_home = units.is_by_home(unit)
    if rule.participation == NOBODY:
        any_number = _("Participation: any number may take part.")
        said = [_("Participation: any number of homes may take part.") if by_home else any_number]
    else:
        said = [
            _("Participation: %(share)s of those on the roll.")
            % {"share": share_in_words(rule.participation)}
        ]
    share = {"share": share_in_words(rule.agreement)}
    if counts_yes:
        words = _("Passed with %(share)s of those who take part.")
        words = _("Passed with %(share)s of the homes that take part.") if by_home else words
    else:
        words = _("Chosen is what %(share)s of those who take part choose.")
        words = _("Chosen is what %(share)s of the homes that take part choose.") if by_home else words
    return [*said, words % share]


def silence_warning(ballot: Ballot) -> str:
    return _(
        "Disputed: by the local rule “%(rule)s”, owners who stay silent are added to the majority. They are "
        "shown apart, never as votes. A court may see it differently."
    ) % {"rule": ballot.silence_rule}


# --- how ------------------------------------------------------------------------------------------------


def answers_in_words(ballot: Ballot) -> str:
    match ballot.kind:
        case BallotKind.YESNO:
            return _("Yes, no, or abstain.")
        case BallotKind.CHOOSE:
            return ngettext(
                "Choose one at most, or none.", "Choose %(count)d at most, or none.", ballot.most_choices
            ) % {"count": ballot.most_choices}
        case BallotKind.RANKING:
            return _("Put them in the order in which you like them; as many as you want.")
    return ngettext(
        "One person is elected; choose one at most.",
        "%(count)d people are elected; choose as many at most.",
        ballot.seats,
    ) % {"count": ballot.seats}


def secrecy_in_words(ballot: Ballot) -> str:
    return {
        Secrecy.OPEN: _("Open: after the count everyone here can read who chose what."),
        Secrecy.NAMED: _("By name: after the count those on the roll can read who chose what."),
        Secrecy.SECRET: _("Secret: nobody can tell who chose what, not even those who run it."),
    }[Secrecy(ballot.secrecy)]


def changing_in_words(ballot: Ballot) -> list[str]:
    said = [
        _("A vote may be changed until the close; the last one counts.")
        if ballot.may_change
        else _("A vote is final; it cannot be changed.")
    ]
    if ballot.secrecy != Secrecy.SECRET:
        said.append(
            _("Whoever votes online and hands in a paper as well: the paper counts.")
            if ballot.paper_rule == PaperRule.PAPER
            else _("Whoever votes online and hands in a paper as well: what came first counts.")
        )
    return [*said, proxies_in_words(ballot)]


def proxies_in_words(ballot: Ballot) -> str:
    if not ballot.most_principals:
        return _("By proxy one person may vote for any number of others; two people read every signed paper.")
    return ngettext(
        "By proxy one person may vote for %(count)d other at most; two people read every signed paper.",
        "By proxy one person may vote for %(count)d others at most; two people read every signed paper.",
        ballot.most_principals,
    ) % {"count": ballot.most_principals}
