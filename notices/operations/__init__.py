from notices.operations.announcing import announce_due
from notices.operations.publishing import (
    draft_and_publish,
    edit_and_publish,
    publish_notice,
    unschedule_notice,
    withdraw_notice,
)
from notices.operations.reading import acknowledge, mark_all_read, mark_read
from notices.operations.writing import discard_notice, draft_notice, edit_notice

__all__ = [
    "acknowledge",
    "announce_due",
    "discard_notice",
    "draft_and_publish",
    "draft_notice",
    "edit_and_publish",
    "edit_notice",
    "mark_all_read",
    "mark_read",
    "publish_notice",
    "unschedule_notice",
    "withdraw_notice",
]
