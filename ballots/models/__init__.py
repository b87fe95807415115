from ballots.models.ballots import Ballot, Candidate, Matter, Option
from ballots.models.discussion import Agreement, Comment, Deliberation
from ballots.models.processes import Process, ProcessStep, ProposalStep
from ballots.models.proposals import Endorsement, Proposal, ProposalRule
from ballots.models.results import CallingOff, Lot, Result
from ballots.models.rolls import (
    Delivery,
    Elector,
    Objection,
    ProposedCorrection,
    RollCorrection,
    RollHome,
    RollVoter,
)
from ballots.models.votes import Paper, Participation, Proxy, SecretBox, SecretPaper, Vote

__all__ = [
    "Agreement",
    "Ballot",
    "CallingOff",
    "Candidate",
    "Comment",
    "Deliberation",
    "Delivery",
    "Elector",
    "Endorsement",
    "Lot",
    "Matter",
    "Objection",
    "Option",
    "Paper",
    "Participation",
    "Process",
    "ProcessStep",
    "Proposal",
    "ProposalRule",
    "ProposalStep",
    "ProposedCorrection",
    "Proxy",
    "Result",
    "RollCorrection",
    "RollHome",
    "RollVoter",
    "SecretBox",
    "SecretPaper",
    "Vote",
]
