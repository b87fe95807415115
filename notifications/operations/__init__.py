"""The verbs of the outbox. Nothing here talks to a provider: that is delivery, after the commit."""

from notifications.operations.bounces import take_bounce
from notifications.operations.caps import Cap
from notifications.operations.digest import send_digests
from notifications.operations.falling_over import FALL_OVER_AFTER, fall_over, leave_dead_channels
from notifications.operations.held_back import hold_back_due, let_go_held_back, send_held_back
from notifications.operations.marks import clear_own_marks, mark_address
from notifications.operations.posting import DEFAULT_CHANNELS, Words, post, post_to_address
from notifications.operations.preferences import choose, stop_emails
from notifications.operations.pruning import prune
from notifications.operations.push import add_device, end_device, note_sent, remove_device
from notifications.operations.reading import mark_read, open_message, settle, settle_texts
from notifications.operations.robots import add_robot, post_to_robot, remove_robot
from notifications.operations.signed_out import let_go_devices, sign_out_device, take_up_device
from notifications.operations.texts import code_was_typed_in
from notifications.operations.voiding import void

__all__ = [
    "DEFAULT_CHANNELS",
    "FALL_OVER_AFTER",
    "Cap",
    "Words",
    "add_device",
    "add_robot",
    "choose",
    "clear_own_marks",
    "code_was_typed_in",
    "end_device",
    "fall_over",
    "hold_back_due",
    "leave_dead_channels",
    "let_go_devices",
    "let_go_held_back",
    "mark_address",
    "mark_read",
    "note_sent",
    "open_message",
    "post",
    "post_to_address",
    "post_to_robot",
    "prune",
    "remove_device",
    "remove_robot",
    "send_digests",
    "send_held_back",
    "settle",
    "settle_texts",
    "sign_out_device",
    "stop_emails",
    "take_bounce",
    "take_up_device",
    "void",
]
