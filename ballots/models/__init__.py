from ballots.models.ballots import Ballot, Candidate, Matter, Option
from ballots.models.discussion import Agreement, Comment, Deliberation
from ballots.models.processes import Process, ProcessStep, ProposalStep
from ballots.models.proposals import Endorsement, Proposal, ProposalRule
from ballots.models.results import Lot, Result
from ballots.models.rolls import Delivery, Elector, Objection, RollCorrection, RollHome, RollVoter
from ballots.models.votes import Paper, Participation, Proxy, SecretBox, SecretPaper, Vote

__all__ = [
    "Agreement",
    "Ballot",
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
    "Proxy",
    "Result",
    "RollCorrection",
    "RollHome",
    "RollVoter",
    "SecretBox",
    "SecretPaper",
    "Vote",
]
