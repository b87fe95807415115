"""A promise, and what is said about it."""

from datetime import date, timedelta

from committees.models import ActionItem
from committees.operations import ActionPlan, put_off_action, record_resolution, report_progress
from committees.reminders import SHANGHAI
from kit.subjects import subject_key
from notifications.models import Message
from tests.committees.ground import STARTS

DURING = STARTS + timedelta(minutes=30)
DUE = date(2026, 3, 18)
LATER = STARTS + timedelta(days=5)


def promised(estate, meeting=None, *, now=DURING, agenda_item=None, **changes) -> ActionItem:
    meeting = meeting or estate.convene()
    plan = {"text": "补消防距离图", "due_on": DUE, "organisation": estate.property, "person": estate.manager}
    resolution = record_resolution(
        by=estate.staff,
        meeting=meeting,
        agenda_item=agenda_item,
        text="补图",
        outcome="noted",
        actions=[ActionPlan(**plan | changes)],
        now=now,
    )
    return resolution.action_items.get()


def reported(estate, item, **changes) -> ActionItem:
    fields = {"by": estate.manager, "action_item": item, "progress": "已贴在大堂", "state": "reported"}
    return report_progress(**fields | {"now": LATER} | changes)


def told(item, kind, state="pending") -> dict:
    rows = Message.objects.about(subject_key(item)).filter(letter__kind=kind, state=state, channel="inbox")
    rows = rows.order_by("due_at", "letter").select_related("recipient", "letter")
    return [(row.recipient.display_name, f"{row.due_at.astimezone(SHANGHAI):%m-%d %H:%M}") for row in rows]


def state_of(item) -> tuple:
    item.refresh_from_db()
    return item.state, item.progress


def put_off(estate, item, **changes) -> ActionItem:
    fields = {"by": estate.staff, "action_item": item, "due_on": DUE + timedelta(days=7), "reason": "等批复"}
    return put_off_action(**fields | {"now": LATER} | changes)
