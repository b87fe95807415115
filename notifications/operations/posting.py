"""Posting: rows in the outbox. Nothing here talks to a provider: that is delivery, after the commit."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone, translation

from kit.subjects import subject_key
from notifications import ways
from notifications.models import Channel, Letter, Message
from notifications.nudge import nudge
from notifications.operations.caps import Cap, keep_within, one_at_a_time, one_at_a_time_in
from notifications.operations.insert import event_of, insert
from notifications.operations.texts import let_out_code
from people.models import User

# Makes (title, body) in whatever language is active when it is called; see each room's messages.py.
Words = Callable[[], tuple[str, str]]

DEFAULT_CHANNELS = None  # every channel, as each person wants it
# From so many people on it is in their inboxes with the commit. To fewer it comes with the next drain, within
# ten seconds, and can be taken back until then; to write 700,000 rows twice would cost more than it is worth.
AT_ONCE = 1000


@transaction.atomic
def post(
    *,
    to: Iterable[User],
    kind: str,
    words: Words,
    url: str,
    subject: models.Model,
    dedupe: str,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    channels: Iterable[str] | None = DEFAULT_CHANNELS,
    by_day: bool = False,
    calendar: str = "",
    essential: bool = False,
    cap: Cap | None = None,
    cap_in: Iterable[str] | None = None,
    share: tuple[int, int] | None = None,
) -> int:
    """Puts one row per person and channel in the outbox; returns how many are new.

    `dedupe` names the event ("meeting 12 r3 -2h"); with person and channel it is unique: twice tells once.
    `channels` are offered (all, unless named): each person gets the inbox, if it is among them, and of the
    others those that reach them and that they want (`notifications.ways`). `essential`: all are offered,
    quiet hours do not hold, and whoever switched everything off is told on the best one all the same.
    `by_day`: never in the quiet hours.
    `cap`: how many of this kind one person gets on one outside channel; beyond it they have the inbox. Two at
    once are counted one after the other; with `cap_in`, paths of places, only where they lie in one another:
    who belongs to two others may get one more, and nobody's alarm waits for another end of the town.
    `calendar`: an iCalendar file for the e-mail.
    `share`: these are some of very many, and no number of theirs is below the first or reaches the second.
    Costs one statement per language, however many people and channels there are (and a lock with a cap).
    """
    due_at = due_at or timezone.now()
    offered = ways.offered(channels, kind, essential=essential)
    if cap and cap_in is not None:
        one_at_a_time_in(f"cap {kind}", cap_in, among=(share[0], share[1] - 1) if share else None)
    elif cap:
        one_at_a_time(f"cap {kind}")
    new = 0
    for language, people in _by_language(to).items():
        with translation.override(language):
            title, body = words()
        row = {
            "kind": kind,
            "title": title[:200],
            "body": body,
            "url": url,
            "subject": subject_key(subject),
            "dedupe": dedupe,
            "due_at": due_at,
            "expires_at": expires_at,
            "by_day": by_day and not essential,
            "people": people,
            "share": share,
            "at_once": bool(share or len(people) >= AT_ONCE) and not (by_day and settings.QUIET_HOURS),
            "calendar": calendar,
            "essential": essential,
            "cap": cap.count if cap else None,
            "since": timezone.now() - cap.within if cap else None,
        }
        new += insert(row | offered)
    return new


def _by_language(to: Iterable[User]) -> dict[str, list[int]]:
    rows = (
        to.values_list("language", "pk")
        if isinstance(to, models.QuerySet)
        else ((p.language, p.pk) for p in to)
    )
    people = defaultdict(list)
    for language, pk in rows:
        people[language].append(pk)
    return people


@transaction.atomic
def post_to_address(
    *,
    channel: str,
    address: str,
    kind: str,
    title: str,
    body: str,
    dedupe: str,
    expires_at: datetime | None = None,
    caps: Iterable[Cap] = (),
    source: str = "",
) -> Message:
    """For an address that no account answers for yet: a sign-in code; someone is waiting for it.

    `source`: the network address from which they ask.
    """
    keep_within(caps, channel, address)
    if channel == Channel.SMS:
        let_out_code(source=source)
    letter = Letter.objects.create(
        event_id=event_of(dedupe), kind=kind, title=title[:200], body=body, expires_at=expires_at
    )
    message = Message.objects.create(
        letter=letter, channel=channel, address=address, due_at=letter.due_at, expires_at=expires_at
    )
    nudge()
    return message
