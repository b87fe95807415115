"""By which shares a ballot is counted: by the Civil Code for owners, else by the ballot's own rule. Pure."""

from enum import StrEnum
from typing import NamedTuple

# Where no rule was set for a place (`ProposalRule`).
SECONDERS = 5
ANSWER_DAYS = 10  # working days
MOST_OPEN = 3  # drafts and proposals without an answer, of one person at one place

FORMAL_NOTICE_DAYS = 15  # owners' meeting: called at least 15 days before (物业管理条例, art. 14)
RESULT_POSTED_DAYS = 15
OBJECTION_ANSWER_DAYS = 7
SMALLEST_BREAKDOWN = 5  # ballots of a building before its figures are shown
SMALLEST_SECRET = 5  # papers in a secret box; with fewer the result can tell who chose what
MOST_PRINCIPALS = 3  # for how many others one person may vote by proxy; 0: for any number
REMINDER_DAYS = 3


class LawClass(StrEnum):
    ORDINARY = "ordinary"  # Civil Code 278: more than half of those who take part
    SPECIAL = "special"  # 278: at least three quarters
    UNANIMOUS = "unanimous"  # 279: every owner concerned


class Share(NamedTuple):
    """ "At least 2/3", or, strict, "more than 1/2": 以上 includes the figure, 过半数 does not (art. 1259)."""

    numerator: int
    denominator: int
    is_strict: bool = False


TWO_THIRDS = Share(2, 3)
HALF = Share(1, 2, is_strict=True)
THREE_QUARTERS = Share(3, 4)
ALL = Share(1, 1)
NOBODY = Share(0, 1)

AGREE = {LawClass.ORDINARY: HALF, LawClass.SPECIAL: THREE_QUARTERS, LawClass.UNANIMOUS: ALL}
QUORUM = {"none": NOBODY, "half": HALF, "two_thirds": TWO_THIRDS}
MAJORITY = {"half": HALF, "two_thirds": TWO_THIRDS, "three_quarters": THREE_QUARTERS}


class Rule(NamedTuple):
    """`participation` of the whole roll, `agreement` of those who take part (`of_all`: of the whole roll)."""

    participation: Share
    agreement: Share
    by_area: bool  # both by heads and by area; else by heads alone
    of_all: bool = False  # agreement is asked of the whole roll


def owners_rule(law_class: str) -> Rule:
    law_class = LawClass(law_class)
    unanimous = law_class == LawClass.UNANIMOUS
    return Rule(ALL if unanimous else TWO_THIRDS, AGREE[law_class], by_area=True, of_all=unanimous)


def own_rule(quorum: str, majority: str) -> Rule:
    return Rule(QUORUM[quorum], MAJORITY[majority], by_area=False)
