"""The verbs: proposals and what is said to them, ballots from the draft to the posted count."""

from ballots.operations.all_in import papers_are_in
from ballots.operations.announcing import announce_ballot, preview_roll
from ballots.operations.answering import answer_proposal, merge_proposals, remind_of_answers
from ballots.operations.calling_off import (
    ask_to_call_off,
    confirm_calling_off,
    send_back_calling_off,
    void_ballot,
)
from ballots.operations.candidates import answer_nomination, nominate, withdraw_candidacy
from ballots.operations.closing import close_due
from ballots.operations.confirming_proxies import confirm_proxy, send_back_proxy
from ballots.operations.counting import count_ballot, count_or_say_why, draw_lot
from ballots.operations.deliberating import call_off, open_deliberation, sum_up
from ballots.operations.discussion import (
    agree,
    answer_comment,
    comment,
    set_columns,
    take_back_agreement,
    withdraw_comment,
)
from ballots.operations.leaving_out import (
    confirm_spoilt_paper,
    confirm_spoilt_secret_paper,
    spoil_paper,
    spoil_secret_paper,
)
from ballots.operations.moderating import appeal, decide_appeal, hide_comment
from ballots.operations.papers import confirm_paper, hand_in_paper
from ballots.operations.posting import post_result
from ballots.operations.preparing import Conflict, answer_doubts, discard_ballot, draft_ballot, edit_ballot
from ballots.operations.processes import StepPlan, finish_step, remind_of_steps, set_process, start_process
from ballots.operations.proposals import (
    Overwritten,
    RuleOverwritten,
    discard_draft,
    endorse,
    publish_proposal,
    save_draft,
    set_rule,
    take_back_endorsement,
    withdraw_proposal,
)
from ballots.operations.proxies import end_proxy, record_proxy
from ballots.operations.secret_papers import confirm_secret_paper, mark_paper_voter, type_secret_paper
from ballots.operations.voting import cast_secret, cast_vote

__all__ = [
    "Conflict",
    "Overwritten",
    "RuleOverwritten",
    "StepPlan",
    "agree",
    "announce_ballot",
    "answer_comment",
    "answer_doubts",
    "answer_nomination",
    "answer_proposal",
    "appeal",
    "ask_to_call_off",
    "call_off",
    "cast_secret",
    "cast_vote",
    "close_due",
    "comment",
    "confirm_calling_off",
    "confirm_paper",
    "confirm_proxy",
    "confirm_secret_paper",
    "confirm_spoilt_paper",
    "confirm_spoilt_secret_paper",
    "count_ballot",
    "count_or_say_why",
    "decide_appeal",
    "discard_ballot",
    "discard_draft",
    "draft_ballot",
    "draw_lot",
    "edit_ballot",
    "end_proxy",
    "endorse",
    "finish_step",
    "hand_in_paper",
    "hide_comment",
    "mark_paper_voter",
    "merge_proposals",
    "nominate",
    "open_deliberation",
    "papers_are_in",
    "post_result",
    "preview_roll",
    "publish_proposal",
    "record_proxy",
    "remind_of_answers",
    "remind_of_steps",
    "save_draft",
    "send_back_calling_off",
    "send_back_proxy",
    "set_columns",
    "set_process",
    "set_rule",
    "spoil_paper",
    "spoil_secret_paper",
    "start_process",
    "sum_up",
    "take_back_agreement",
    "take_back_endorsement",
    "type_secret_paper",
    "void_ballot",
    "withdraw_candidacy",
    "withdraw_comment",
    "withdraw_proposal",
]
