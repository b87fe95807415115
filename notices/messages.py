"""Who is told what when a notice goes out, and while it is prepared."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from notices.addresses import Address
from notices.models import Notice, NoticeRead
from notices.queries.recipients import recipients, robots_for
from notices.queries.reviewers import reviewers_of
from notifications import operations as outbox
from notifications.models import Channel, Message, Robot, State
from notifications.operations import Cap
from notifications.operations.caps import one_at_a_time
from people.models import User

PUBLISHED, URGENT = "notices.published", "notices.emergency"
REVIEW, SENT_BACK, KEPT_BACK = "notices.review", "notices.sent_back", "notices.kept_back"
TO_READERS = (PUBLISHED, URGENT)
TO_WRITERS = (REVIEW, SENT_BACK, KEPT_BACK)  # each asks for something
# So many emergencies one person gets in a day outside the inbox: more would make them deaf to all.
FEW = Cap(count=4, within=timedelta(hours=24))


def people_of(
    notice: Notice, addresses: Sequence[Address], *, again: int = 0, within: tuple[int, int] | None = None
) -> QuerySet[User]:
    """Whom it is for; when it is told again, those who have neither opened it nor said that they know.
    `within`: of these numbers (`notices.queries.recipients`)."""
    to = recipients(addresses, notice.audience, within)
    if again:
        to = to.filter(~Exists(NoticeRead.objects.filter(notice=notice, user=OuterRef("pk"))))
    return to


def event_of(notice: Notice, *, again: int = 0) -> str:
    """Twice under one name tells once: whoever was told already is not told again."""
    if again:
        return f"notice {notice.pk} again {again}"
    return f"notice {notice.pk}{' urgent' if notice.is_urgent else ''}"


def tell_groups(notice: Notice, addresses: Sequence[Address], *, again: int = 0, now: datetime) -> None:
    """Where it is public. Told again, those whose group has not heard too many: nobody sees there who has
    read what."""
    if notice.is_public:
        robots = robots_for(addresses)
        _tell_groups(
            notice, _not_weary(robots, now) if again else robots, event_of(notice, again=again), now=now
        )


def tell_people(
    notice: Notice,
    addresses: Iterable[Address],
    to: Iterable[User],
    *,
    again: int = 0,
    share: tuple[int, int] | None = None,
    now: datetime,
) -> None:
    """Once each. Told a second time, after places were added, it reaches only those that it had not reached;
    once it has become an emergency, everybody."""
    dedupe = event_of(notice, again=again)
    if notice.is_urgent:
        _alarm(notice, to, addresses, dedupe, share=share, now=now)
        return
    _post(notice, to, dedupe, channels=(Channel.INBOX,), share=share, now=now)
    _post(notice, to, dedupe, channels=(Channel.PUSH, Channel.EMAIL), by_day=True, share=share, now=now)


def _not_weary(robots: QuerySet[Robot], now: datetime) -> list[Robot]:
    """Those that said fewer than FEW emergencies: a group has no inbox where the rest would wait. Held one
    after the other, as people's are."""
    robots = sorted(robots, key=lambda robot: robot.pk)
    for robot in robots:
        one_at_a_time(f"cap {URGENT} group {robot.pk}")
    said = Message.objects.filter(
        channel=Channel.ROBOT,
        letter__kind=URGENT,
        address__in=[robot.address for robot in robots],
        letter__created_at__gt=now - FEW.within,
    ).exclude(state=State.VOID)
    counts = Counter(said.values_list("address", flat=True))
    return [robot for robot in robots if counts[robot.address] < FEW.count]


def _alarm(notice: Notice, to: Iterable[User], addresses: Iterable[Address], dedupe: str, **more) -> int:
    paths = {address.place.path for address in addresses}
    return _post(notice, to, dedupe, kind=URGENT, essential=True, cap=FEW, cap_in=paths, **more)


def _post(
    notice: Notice, to: Iterable[User], dedupe: str, *, now: datetime, kind: str = PUBLISHED, **more
) -> int:
    return outbox.post(
        to=to,
        kind=kind,
        words=lambda: words_of(notice),
        url=notice.get_absolute_url(),
        subject=notice,
        dedupe=dedupe,
        due_at=now,
        expires_at=notice.expires_at,
        **more,
    )


def _tell_groups(notice: Notice, robots: Iterable[Robot], dedupe: str, *, now: datetime) -> int:
    with translation.override(settings.LANGUAGE_CODE):  # a group's language, not the one of who publishes
        title, body = words_of(notice)
    return outbox.post_to_robot(
        robots=robots,
        kind=URGENT if notice.is_urgent else PUBLISHED,
        title=title,
        body=body,
        url=notice.get_absolute_url(),
        subject=notice,
        dedupe=dedupe,
        due_at=now,
        expires_at=notice.expires_at,
        by_day=not notice.is_urgent,
        essential=notice.is_urgent,
    )


def words_of(notice: Notice) -> tuple[str, str]:
    title = _("Urgent: %(title)s") % {"title": notice.title} if notice.is_urgent else notice.title
    facts = [part for part in (notice.when_text, notice.where_text, notice.ask_text) if part]
    return title, "\n".join([*facts, _("From %(organisation)s") % {"organisation": notice.organisation}])


# --- while it is prepared -----------------------------------------------------------------------------------


def ask_for_review(notice: Notice, *, now: datetime) -> int:
    def words() -> tuple[str, str]:
        title = _("Please look through: %(title)s") % {"title": notice.title}
        body = _("%(name)s wrote it. It goes out when you say yes.") % {"name": notice.submitted_by}
        return title, body

    return outbox.post(
        to=reviewers_of(notice.organisation).exclude(pk=notice.submitted_by_id),
        kind=REVIEW,
        words=words,
        url=notice.get_absolute_url(),
        subject=notice,
        dedupe=f"notice {notice.pk} review {notice.submitted_at:%Y%m%d%H%M%S%f}",
        due_at=now,
        by_day=not notice.is_urgent,
        channels=(Channel.INBOX, Channel.PUSH, Channel.EMAIL),
    )


def tell_kept_back(notice: Notice, to: QuerySet[User], *, now: datetime) -> int:
    """Its hour came, and it did not go out."""

    def words() -> tuple[str, str]:
        title = _("It did not go out: %(title)s") % {"title": notice.title}
        return title, "\n".join([notice.sent_back_reason, _("It is a draft again. Please look through it.")])

    return outbox.post(
        to=to,
        kind=KEPT_BACK,
        words=words,
        url=notice.get_absolute_url(),
        subject=notice,
        dedupe=f"notice {notice.pk} kept {now:%Y%m%d%H%M%S%f}",
        due_at=now,
        by_day=not notice.is_urgent,
        channels=(Channel.INBOX, Channel.PUSH, Channel.EMAIL),
    )


def tell_sent_back(notice: Notice, *, now: datetime) -> int:
    def words() -> tuple[str, str]:
        title = _("Please change it once more: %(title)s") % {"title": notice.title}
        return title, notice.sent_back_reason

    return outbox.post(
        to=User.objects.filter(pk=notice.submitted_by_id, is_active=True),
        kind=SENT_BACK,
        words=words,
        url=reverse("notices:edit", args=[notice.pk]),
        subject=notice,
        dedupe=f"notice {notice.pk} back {now:%Y%m%d%H%M%S%f}",
        due_at=now,
        channels=(Channel.INBOX, Channel.PUSH),
    )
