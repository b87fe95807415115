"""What is kept to reach a person is let go of with them."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q

from notifications.models import AddressMark, Channel, Hours, Message, Preference, PushDevice, State
from notifications.operations.voiding import NOT_BEGUN
from people.models import User

# What is told to others as well keeps its words for them. Rows of this person get a letter without any.
WORDLESS = """
WITH mine AS MATERIALIZED (
    SELECT DISTINCT letter_id FROM notifications_delivery WHERE id = ANY(%(rows)s)
), shared AS MATERIALIZED (
    SELECT letter_id, nextval(pg_get_serial_sequence('notifications_letter', 'id'))::int AS instead FROM mine
    WHERE EXISTS (
        SELECT FROM notifications_delivery other
        WHERE other.letter_id = mine.letter_id AND other.id <> ALL(%(rows)s)
    )
), wiped AS (
    UPDATE notifications_letter SET title = '', body = '', calendar = ''
    WHERE id IN (SELECT letter_id FROM mine EXCEPT SELECT letter_id FROM shared)
), made AS (
    INSERT INTO notifications_letter (
        id, event_id, kind, title, body, url, subject, calendar, due_at, expires_at, by_day, is_essential,
        created_at
    )
    SELECT instead, event_id, kind, '', '', url, subject, '', due_at, expires_at, by_day, is_essential,
        created_at
    FROM shared JOIN notifications_letter ON id = letter_id
)
UPDATE notifications_delivery mine_too SET letter_id = instead
FROM shared WHERE mine_too.letter_id = shared.letter_id AND mine_too.id = ANY(%(rows)s)
"""


@transaction.atomic
def forget_person(*, person: User, now: datetime | None = None) -> None:
    """Called while their addresses are still known. Rows of the outbox stay, without words and address."""
    found = Message.objects.filter(Q(recipient=person) | _to_their_addresses(person))
    keys = list(found.values_list("pk", flat=True))
    rows = Message.objects.filter(pk__in=keys)
    rows.filter(state__in=NOT_BEGUN).update(state=State.VOID, lease=None, lease_until=None)
    with connection.cursor() as cursor:
        cursor.execute(WORDLESS, {"rows": keys})
    rows.exclude(error="").update(error="")
    rows.filter(recipient=None).update(address="-")
    AddressMark.objects.filter(_to_their_addresses(person)).delete()
    for model in (Preference, Hours, PushDevice):
        model.objects.filter(user=person).delete()


def _to_their_addresses(person: User) -> Q:
    at_phone = Q(channel=Channel.SMS, address=person.phone or "none")
    return at_phone | Q(channel=Channel.EMAIL, address=person.email or "none")
