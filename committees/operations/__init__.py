"""The verbs. Rooms above and the demo call them from here."""

from committees.operations.actions import (
    ActionPlan,
    accept_action,
    give_status,
    hand_over_action,
    put_off_action,
    report_progress,
    return_action,
)
from committees.operations.agenda import (
    ItemPlan,
    add_agenda_item,
    change_item,
    drop_item,
    reorder_agenda,
    shift_item,
)
from committees.operations.calendars import make_address, take_back_address
from committees.operations.charters import adopt_charter
from committees.operations.confirming import add_erratum, answer_minutes, seal_minutes
from committees.operations.councils import end_seat, seat_member, warn_of_terms
from committees.operations.kinds import set_kind
from committees.operations.left_seats import give_up_seats
from committees.operations.lying import remind_of_topics
from committees.operations.lying_minutes import remind_of_minutes
from committees.operations.meetings import cancel_meeting, convene_meeting, move_meeting
from committees.operations.minutes import ChangedMeanwhile, close_meeting, edit_minutes, send_minutes
from committees.operations.orphans import pass_on_promises
from committees.operations.papers import add_paper, withdraw_paper
from committees.operations.parties import PartyPlan, invite_delegate, reply, send_substitute
from committees.operations.posting import (
    add_proof,
    answer_comment,
    ask_again_about_comments,
    comment,
    publish_minutes,
)
from committees.operations.reminders import set_reminders
from committees.operations.resolutions import record_resolution
from committees.operations.series import begin_series, call_series, end_series, skip_day, take_over_series
from committees.operations.topics import (
    endorse_topic,
    raise_topic,
    sort_topic,
    take_back_endorsement,
    withdraw_topic,
)

__all__ = [
    "ActionPlan",
    "ChangedMeanwhile",
    "ItemPlan",
    "PartyPlan",
    "accept_action",
    "add_agenda_item",
    "add_erratum",
    "add_paper",
    "add_proof",
    "adopt_charter",
    "answer_comment",
    "answer_minutes",
    "ask_again_about_comments",
    "begin_series",
    "call_series",
    "cancel_meeting",
    "change_item",
    "close_meeting",
    "comment",
    "convene_meeting",
    "drop_item",
    "edit_minutes",
    "end_seat",
    "end_series",
    "endorse_topic",
    "give_status",
    "give_up_seats",
    "hand_over_action",
    "invite_delegate",
    "make_address",
    "move_meeting",
    "pass_on_promises",
    "publish_minutes",
    "put_off_action",
    "raise_topic",
    "record_resolution",
    "remind_of_minutes",
    "remind_of_topics",
    "reorder_agenda",
    "reply",
    "report_progress",
    "return_action",
    "seal_minutes",
    "seat_member",
    "send_minutes",
    "send_substitute",
    "set_kind",
    "set_reminders",
    "shift_item",
    "skip_day",
    "sort_topic",
    "take_back_address",
    "take_back_endorsement",
    "take_over_series",
    "warn_of_terms",
    "withdraw_paper",
    "withdraw_topic",
]
