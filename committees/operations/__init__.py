"""The verbs. Rooms above and the demo call them from here."""

from committees.operations.agenda import ItemPlan, add_agenda_item, reorder_agenda
from committees.operations.councils import seat_member
from committees.operations.meetings import cancel_meeting, convene_meeting, move_meeting
from committees.operations.minutes import close_meeting, publish_minutes
from committees.operations.parties import PartyPlan, invite_delegate, reply
from committees.operations.resolutions import ActionPlan, record_resolution, report_progress

__all__ = [
    "ActionPlan",
    "ItemPlan",
    "PartyPlan",
    "add_agenda_item",
    "cancel_meeting",
    "close_meeting",
    "convene_meeting",
    "invite_delegate",
    "move_meeting",
    "publish_minutes",
    "record_resolution",
    "reorder_agenda",
    "reply",
    "report_progress",
    "seat_member",
]
