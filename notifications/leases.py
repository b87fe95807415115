"""Who works on which row. A lease is a uuid and a time by PostgreSQL's clock; nobody's lease outlives them.

pending -> leased -> sending -> sent
A worker that dies in `leased` has sent nothing: the row is simply pending again. One that dies in `sending`
may have sent: the row is `unknown`, and is tried again a few times under the same Message-ID.
What is voided while it is in hand is never tried again (`operations.void`).
"""

from collections.abc import Iterable
from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, Expression, F, Func, OuterRef, Q, QuerySet, TimeField, Value
from django.db.models.functions import Cast, Coalesce, Now
from django.db.models.lookups import GreaterThanOrEqual, LessThan

from notifications.models import CODE, Channel, Hours, Letter, Message, State
from notifications.operations.codes import forget_codes
from notifications.operations.falling_over import fall_over, leave_dead_channels
from notifications.operations.reading import DONE
from notifications.operations.texts import USED_UP, let_out_text

LEASE = timedelta(seconds=90)  # longer than one e-mail can take: EMAIL_TIMEOUT holds for each step of it
GONE_AFTER = timedelta(seconds=30)  # longer than a yes waits to be noted (`delivery.NOTE_SECONDS`)
UNKNOWN_TRIES = 3
# After a try that failed: the wait before the next one. When there is no next, the row has failed.
WAITS = [timedelta(minutes=m) for m in (0.5, 2, 10, 60, 240, 720)]
ONE_MORE = Coalesce(F("attempts"), 0) + 1
DOUBT = {
    "state": State.UNKNOWN,
    "lease": None,
    "lease_until": Now(),
    "attempts": ONE_MORE,
    "error": "the worker stopped while sending",
}
CLOSED = "the account is closed"
# On a pending or unknown row `lease_until` says "not before".
READY = Q(lease_until=None) | Q(lease_until__lte=Now())
IN_ORDER = "SELECT set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true)"
IN_TIME = Q(expires_at=None) | Q(expires_at__gt=Now())


@transaction.atomic
def tidy() -> None:
    """Gives back what dead workers held, and closes what it is too late or too often to send."""
    lapsed = Message.objects.filter(lease_until__lte=Now())
    _locked(lapsed.filter(state=State.LEASED)).update(state=State.PENDING, lease=None, lease_until=None)
    _locked(lapsed.filter(state=State.SENDING)).update(**DOUBT)
    due = Message.objects.filter(due_at__lte=Now())
    late = due.filter(expires_at__lte=Now(), state__in=[State.PENDING, State.UNKNOWN])
    close(_locked(late), State.EXPIRED)
    stopped = Message.objects.filter(state=State.STOPPED, expires_at__lte=Now())
    close(_locked(stopped), State.EXPIRED)
    tried = lapsed.filter(state=State.UNKNOWN, attempts__gt=UNKNOWN_TRIES)
    _fail(_locked(tried), error="perhaps sent, but no answer came back")
    closed = due.filter(state=State.PENDING, recipient__is_active=False)
    close(_locked(closed), State.VOID, error=CLOSED)
    leave_dead_channels()


@transaction.atomic
def take_over(channel: str) -> None:
    """For whoever has the channel to itself: the sessions of those who held these rows have ended.

    What was only taken is given back at once. What was being sent is in doubt, but not before a sender that
    lost nothing but its session (the database started again) has noted the provider's yes.
    """
    held = Message.objects.filter(channel=channel)
    _locked(held.filter(state=State.LEASED)).update(state=State.PENDING, lease=None, lease_until=None)
    begun_long_ago = held.filter(state=State.SENDING, lease_until__lte=Now() + LEASE - GONE_AFTER)
    _locked(begun_long_ago).update(**DOUBT)


def deliver_inbox(limit: int = 10_000) -> int:
    """The row itself is the message: showing it and marking it are one statement, so none is shown twice."""
    with transaction.atomic():
        ids = _take(Message.objects.filter(state=State.PENDING, channel=Channel.INBOX), limit)
        return Message.objects.filter(pk__in=ids).update(
            state=State.SENT, sent_at=Now(), lease=None, lease_until=None, **DONE
        )


def claim(channel: str, limit: int) -> list[Message]:
    """Takes up to `limit` due rows for this worker alone and commits that before anything is sent."""
    lease = uuid4()
    with transaction.atomic():
        due = Message.objects.filter(channel=channel, state__in=[State.PENDING, State.UNKNOWN])
        ids = _take(due, limit)
        Message.objects.filter(pk__in=ids).update(state=State.LEASED, lease=lease, lease_until=Now() + LEASE)
    return sorted(
        Message.objects.filter(lease=lease, pk__in=ids).select_related("recipient"),
        key=lambda message: ids.index(message.pk),
    )


def begin(message: Message) -> bool:
    """leased -> sending, if the row is still ours and still true; a void in between has won."""
    if message.recipient and not message.recipient.is_active:
        close(_held(message, State.LEASED), State.VOID, error=CLOSED)
        return False
    if message.channel == Channel.SMS and not is_counted(message):
        with transaction.atomic():
            if _started(message):
                return _is_let_out(message)
    elif _started(message):  # one statement, and committed with it
        return True
    close(_held(message, State.LEASED), State.EXPIRED)  # it waited too long behind the others of its batch
    return False


def is_counted(message: Message) -> bool:
    """The first try of a code was counted when somebody asked for it (`operations.texts`)."""
    return message.kind == CODE and message.recipient is None and not message.attempts


def _started(message: Message) -> int:
    in_time = _held(message, State.LEASED).filter(IN_TIME)
    return in_time.update(state=State.SENDING, lease_until=Now() + LEASE)


def _is_let_out(message: Message) -> bool:
    """Every text message that is not counted yet is counted now."""
    if let_out_text():
        return True
    _fail(_held(message, State.SENDING), error=USED_UP)
    return False


def sent(message: Message) -> None:
    # Our lease may have lapsed meanwhile, or the row was voided with the message on its way: it went out.
    rows = _held(message, State.SENDING, State.UNKNOWN, State.VOID)
    if message.kind == CODE:
        close(rows, State.SENT, sent_at=Now(), **DONE)
    else:
        rows.update(state=State.SENT, sent_at=Now(), lease=None, lease_until=None, **DONE)


def let_go(message: Message) -> None:
    """Nothing of it is true any more: not sent, and never will be."""
    close(_held(message, State.SENDING), State.VOID)


def back_off(message: Message, reason: str, *, for_good: bool = False) -> None:
    """Surely not sent: try again later, or give up in sight of the staff."""
    row = _held(message, State.SENDING, State.LEASED)
    if for_good or message.attempts >= len(WAITS):
        _fail(row, attempts=ONE_MORE, error=reason[:200])
        return
    row.update(
        state=State.PENDING,
        lease=None,
        lease_until=Now() + WAITS[message.attempts],
        attempts=ONE_MORE,
        error=reason[:200],
    )


def doubt(message: Message, reason: str) -> None:
    """Perhaps sent: wait a while, then try again under the same Message-ID, a few times at most."""
    _held(message, State.SENDING).update(
        state=State.UNKNOWN,
        lease=None,
        lease_until=Now() + WAITS[min(message.attempts, len(WAITS) - 1)],
        attempts=ONE_MORE,
        error=reason[:200],
    )


def give_back(messages: Iterable[Message]) -> None:
    """Not even tried: nothing happened to these rows."""
    for message in messages:
        _held(message, State.LEASED).update(state=State.PENDING, lease=None, lease_until=None)


def close(rows: QuerySet[Message], state: str, **more) -> int:
    """An end state. What a code said is not kept once it has served (or can no longer serve)."""
    ended = {"state": state, "lease": None, "lease_until": None} | more
    with transaction.atomic():  # a worker killed in between would have sent an e-mail and not noted it
        if not settings.DEMO:  # the demo's outbox page is where codes are read
            forget_codes(rows)
        return rows.update(**ended)


@transaction.atomic
def _fail(rows: QuerySet[Message], **more) -> None:
    """Given up, in sight of the staff; the person's next channel takes over."""
    ids = list(rows.values_list("pk", flat=True))
    close(rows, State.FAILED, **more)
    fall_over(Message.objects.filter(pk__in=ids, state=State.FAILED).values_list("pk", flat=True))


def _take(rows: QuerySet[Message], limit: int) -> list[int]:
    """Locks what nobody else is taking. What ends first goes first: a code does not wait behind reminders.

    In the order of the index `delivery_waiting`, whatever the planner thinks of how many wait: to sort all of
    them for each batch would make a long queue slower with every row.
    """
    with connection.cursor() as cursor:
        cursor.execute(IN_ORDER)
    due = awake(rows.filter(READY, IN_TIME, due_at__lte=Now())).order_by(
        F("expires_at").asc(nulls_last=True), "due_at", "id"
    )
    return list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit])


def awake(rows: QuerySet[Message]) -> QuerySet[Message]:
    """Without those that wait for the morning: the site's, or the one of the person. Nothing essential waits.

    A person's own quiet is for what makes a sound: not for the inbox, and not for a code that they asked for.
    """
    asleep = Hours.objects.filter(_between(F("quiet_from"), F("quiet_until"))).values("user")
    # Asked of each row's letter, not joined to it: what is locked are rows, never what they share.
    letter = Letter.objects.filter(pk=OuterRef("letter"))
    heard = Q(channel=Channel.INBOX) | Q(recipient=None) | ~Q(recipient__in=asleep)
    heard |= Q(Exists(letter.filter(kind=CODE)))
    if settings.QUIET_HOURS:
        heard &= ~_between(*map(Value, settings.QUIET_HOURS)) | Q(Exists(letter.filter(by_day=False)))
    return rows.filter(heard | Q(Exists(letter.filter(is_essential=True))))


def _between(start: Expression, end: Expression) -> Q:
    """Whether PostgreSQL's clock stands between two times of the day, over midnight or not."""
    here = f"(%(expressions)s AT TIME ZONE '{settings.TIME_ZONE}')::time"
    clock = Func(Now(), template=here, output_field=TimeField())
    start, end = (Cast(side, TimeField()) for side in (start, end))
    after, before = GreaterThanOrEqual(clock, start), LessThan(clock, end)
    return (Q(LessThan(start, end)) & Q(after) & Q(before)) | (
        ~Q(LessThan(start, end)) & (Q(after) | Q(before))
    )


def _locked(rows: QuerySet[Message]) -> QuerySet[Message]:
    """The same rows without those that another worker is changing at this moment."""
    return Message.objects.filter(pk__in=rows.select_for_update(skip_locked=True, of=("self",)).values("pk"))


def _held(message: Message, *states: str) -> QuerySet[Message]:
    return Message.objects.filter(pk=message.pk, lease=message.lease, state__in=states)
