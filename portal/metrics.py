"""What a monitor asks for, in the text format of Prometheus: whether anything is left lying.

Read from the tables at each scrape, by indexes, so that any web process answers alike.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from redis.exceptions import RedisError

from issues.models import OPEN_STATES, Issue
from issues.operations.handing import orphans
from issues.queries.tallied import mended_since
from journal.models import Entry
from kit.times import local_date
from kit.workdays import known_until
from notices.models import NoticeShare
from notifications.models import Message, State
from portal import broker
from portal.backup.operations import BACKED_UP

Figure = tuple[str, str, list[tuple[dict[str, str], float]]]  # name, help, [(labels, value)]
PATIENCE = 1  # seconds that a queue without an answer may hold a scrape


def figures(now: datetime | None = None) -> Iterator[Figure]:
    now = now or timezone.now()
    yield from _outbox(now)
    yield from _issues(now)
    share = NoticeShare.objects.aggregate(at=Min("due_at"))["at"]
    untold = (now - share).total_seconds() if share else 0.0
    yield (
        "linli_notices_untold_seconds",
        "How long the oldest notice has been out of which some people are not told yet",
        [({}, untold)],
    )
    today = local_date(now)
    ahead = float((known_until(today) - today).days)
    yield "linli_holidays_known_days", "For how many days ahead public holidays are known", [({}, ahead)]
    yield "linli_queue_up", "1 when Redis answers", [({}, float(_queue_answers()))]
    # After a restore, that of the backup before it.
    backup = Entry.objects.of_site(BACKED_UP).order_by("-id").first()
    yield (
        "linli_backup_timestamp_seconds",
        "When the newest whole backup was made; 0 for none",
        [({}, backup.at.timestamp() if backup else 0.0)],
    )


def _outbox(now: datetime) -> Iterator[Figure]:
    due = Message.objects.filter(state=State.PENDING, due_at__lte=now)
    by_channel = due.values_list("channel").annotate(Count("id")).order_by("channel")
    yield "linli_messages_due", "Messages whose time has come", _labelled("channel", by_channel)
    oldest = due.aggregate(at=Min("due_at"))["at"]
    late = (now - oldest).total_seconds() if oldest else 0.0
    yield "linli_messages_oldest_due_seconds", "How long the oldest of them has waited", [({}, late)]
    stopped = Message.objects.filter(state=State.STOPPED).count()
    yield "linli_messages_held_back", "Messages that a person must release", [({}, float(stopped))]
    failed = Message.objects.filter(state=State.FAILED, letter__created_at__gte=now - timedelta(days=1))
    counted = failed.values_list("channel").annotate(Count("id")).order_by("channel")
    yield (
        "linli_messages_failed_today",
        "Messages of the last day that could not be sent",
        _labelled("channel", counted),
    )


def _issues(now: datetime) -> Iterator[Figure]:
    still_open = Issue.objects.filter(state__in=OPEN_STATES)
    overdue = still_open.filter(next_alarm_at__lte=now - timedelta(minutes=5)).count()
    yield (
        "linli_issues_alarms_missed",
        "Alarms of issues five minutes past their time",
        [({}, float(overdue))],
    )
    without = orphans(now).count()
    yield (
        "linli_issues_without_holder",
        "Open issues nobody in office answers for",
        [({}, float(without))],
    )

    yield (
        "linli_tallies_mended",
        "Days of issues' tallies that the last day's counting anew found wrong",
        [({}, float(mended_since(now - timedelta(days=1))))],
    )


def _labelled(name: str, rows) -> list[tuple[dict[str, str], float]]:
    return [({name: label}, float(count)) for label, count in rows]


def _queue_answers() -> bool:
    client = broker.client(
        settings.CELERY_BROKER_URL, settings.CELERY_BROKER_TRANSPORT_OPTIONS, patience=PATIENCE
    )
    try:
        return bool(client.ping())
    except RedisError:
        return False
    finally:
        client.close()


class Figures:
    """A collector of the Prometheus client's: it asks the tables when it is asked."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for name, about, values in figures():
            family = GaugeMetricFamily(name, about, labels=list(values[0][0]) if values else [])
            for labels, value in values:
                family.add_metric(list(labels.values()), value)
            yield family


def as_text() -> bytes:
    registry = CollectorRegistry()  # not the library's own: each web process would tell of itself
    registry.register(Figures())
    return generate_latest(registry)
