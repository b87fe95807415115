"""Who is told what when a notice goes out."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from buildings.queries import neighbours_of
from notices.models import Notice
from notifications import operations as outbox
from notifications.models import Channel

PUBLISHED = "notices.published"


def tell_neighbours(notice: Notice, *, now: datetime) -> int:
    """To everyone in its places, once each: whoever was told already is not told again.

    Called a second time, after places were added or the notice became urgent, it reaches only those (and the
    channel) that it had not reached.
    """
    paths = list(notice.places.values_list("path", flat=True))
    channels = (Channel.INBOX, Channel.EMAIL) if notice.is_urgent else (Channel.INBOX,)
    return outbox.post(
        to=neighbours_of(paths),
        kind=PUBLISHED,
        words=lambda: words_of(notice),
        url=reverse("notices:detail", args=[notice.pk]),
        subject=notice,
        dedupe=f"notice {notice.pk}",
        due_at=now,
        expires_at=notice.expires_at,
        channels=channels,
    )


def words_of(notice: Notice) -> tuple[str, str]:
    title = _("Urgent: %(title)s") % {"title": notice.title} if notice.is_urgent else notice.title
    facts = [part for part in (notice.when_text, notice.where_text, notice.ask_text) if part]
    return title, "\n".join([*facts, _("From %(organisation)s") % {"organisation": notice.organisation}])
