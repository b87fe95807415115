"""After a restore: what was due before it may have gone out already, and nobody knows. A person decides."""

from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now

from notifications.models import Message, State
from notifications.operations.codes import forget_codes

# By the state in which the backup caught a row.
WHY = {
    State.PENDING: "due before the restore",
    State.LEASED: "in a worker's hands when the backup was made",
    State.SENDING: "being sent when the backup was made",
    State.UNKNOWN: "perhaps sent when the backup was made",
}
LET_GO = "let go after a restore"


@transaction.atomic
def hold_back_due() -> int:
    """Only while nothing drains. What it is too late for ends here; what is due later goes out as usual."""
    rows = Message.objects.filter(state__in=list(WHY))
    over = rows.filter(expires_at__lte=Now(), due_at__lte=Now())
    forget_codes(over)
    over.update(state=State.EXPIRED, lease=None, lease_until=None)
    count = 0
    for state, why in WHY.items():
        caught = rows.filter(state=state)
        if state == State.PENDING:
            caught = caught.filter(due_at__lte=Now())
        count += caught.update(state=State.STOPPED, lease=None, lease_until=None, error=why)
    return count


@transaction.atomic
def send_held_back(*, messages: models.QuerySet[Message]) -> int:
    """They wait for the next drain, as if they were due now. A second time finds none.

    Who may, the room above asks, and keeps on record.
    """
    rows = messages.filter(state=State.STOPPED)
    return rows.filter(Q(expires_at=None) | Q(expires_at__gt=Now())).update(
        state=State.PENDING, due_at=Now(), attempts=0, error=""
    )


@transaction.atomic
def let_go_held_back(*, messages: models.QuerySet[Message]) -> int:
    rows = messages.filter(state=State.STOPPED)
    forget_codes(rows)
    return rows.update(state=State.VOID, error=LET_GO)
