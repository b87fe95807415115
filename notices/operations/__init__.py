from notices.operations.announcing import announce_due, repeat_due
from notices.operations.asking_again import ask_again
from notices.operations.boards import hang_up
from notices.operations.comments import answer_question, ask_question, hide_comment
from notices.operations.keeping import add_file, describe_file, remove_file
from notices.operations.locking import Conflict
from notices.operations.names import open_names
from notices.operations.publishing import (
    draft_and_publish,
    edit_and_publish,
    publish_notice,
    unschedule_notice,
    withdraw_notice,
)
from notices.operations.reading import acknowledge, mark_all_read, mark_read
from notices.operations.reviewing import draft_and_submit, edit_and_submit, send_back, submit_for_review
from notices.operations.robots import add_group_robot, remove_group_robot
from notices.operations.shares import tell_shares
from notices.operations.told import tell_home, tell_homes, untell
from notices.operations.writing import discard_notice, draft_notice, edit_notice

__all__ = [
    "Conflict",
    "acknowledge",
    "add_file",
    "add_group_robot",
    "announce_due",
    "answer_question",
    "ask_again",
    "ask_question",
    "describe_file",
    "discard_notice",
    "draft_and_publish",
    "draft_and_submit",
    "draft_notice",
    "edit_and_publish",
    "edit_and_submit",
    "edit_notice",
    "hang_up",
    "hide_comment",
    "mark_all_read",
    "mark_read",
    "open_names",
    "publish_notice",
    "remove_file",
    "remove_group_robot",
    "repeat_due",
    "send_back",
    "submit_for_review",
    "tell_home",
    "tell_homes",
    "tell_shares",
    "unschedule_notice",
    "untell",
    "withdraw_notice",
]
