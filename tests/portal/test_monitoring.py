"""What a monitor, a balancer and a collector of logs are told."""

import json
import logging
import sys
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from kit.workdays import known_until
from notices.models import NoticeShare
from portal.logs import JsonLine, PlainLine
from portal.views import health
from tests.factories import MessageFactory
from tests.issues.estate import new_estate
from tests.notices.ground import new_ground

TOKEN = "a monitor's own secret of some length"


def scraped(client) -> dict[tuple, float]:
    answer = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    found = text_string_to_metric_families(answer.content.decode())
    return {(one.name, *one.labels.values()): one.value for family in found for one in family.samples}


@pytest.mark.django_db
def test_the_figures_tell_what_is_left_lying(client, settings):
    settings.METRICS_TOKEN = TOKEN
    assert scraped(client)["linli_messages_oldest_due_seconds",] == 0
    assert scraped(client)["linli_notices_untold_seconds",] == 0
    now = timezone.now()
    notice = new_ground().publish(now=now)
    NoticeShare.objects.create(notice=notice, first=1, until=2, due_at=now - timedelta(minutes=10))
    MessageFactory(channel="sms", due_at=now - timedelta(minutes=10))
    MessageFactory(channel="sms", due_at=now + timedelta(minutes=10))
    MessageFactory(channel="email", state="failed")
    MessageFactory(channel="email", state="failed", created_at=now - timedelta(days=3))
    MessageFactory(state="stopped")
    estate = new_estate()
    issue = estate.report()
    type(issue).objects.filter(pk=issue.pk).update(next_alarm_at=now - timedelta(hours=1))
    told = scraped(client)
    assert told["linli_messages_due", "sms"] == 1
    assert 600 <= told["linli_notices_untold_seconds",] < 700
    assert 600 <= told["linli_messages_oldest_due_seconds",] < 700
    assert told["linli_messages_failed_today", "email"] == 1
    assert told["linli_messages_held_back",] == 1
    assert told["linli_issues_alarms_missed",] == 1
    assert told["linli_issues_without_holder",] == 0
    assert told["linli_tallies_mended",] == 0
    assert (
        told["linli_holidays_known_days",] == (known_until(timezone.localdate()) - timezone.localdate()).days
    )
    assert told["linli_queue_up",] == 1
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    assert scraped(client)["linli_queue_up",] == 0


@pytest.mark.django_db(transaction=True)
def test_when_the_newest_whole_backup_was_made(client, settings, tmp_path, monkeypatch):
    settings.METRICS_TOKEN, settings.MEDIA_ROOT = TOKEN, tmp_path / "media"
    settings.VAR_DIR = tmp_path
    monkeypatch.setenv("BACKUP_PASSPHRASE", "浸水的灯笼 lantern 4711 lake")
    assert scraped(client)["linli_backup_timestamp_seconds",] == 0
    before = timezone.now().timestamp()
    call_command("backup", tmp_path / "one.backup")
    made = scraped(client)["linli_backup_timestamp_seconds",]
    assert before <= made <= timezone.now().timestamp()
    with pytest.raises(CommandError):
        call_command("backup", tmp_path / "one.backup")
    assert scraped(client)["linli_backup_timestamp_seconds",] == made


@pytest.mark.django_db
def test_without_its_token_there_are_no_figures(client, settings):
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404
    settings.METRICS_TOKEN = TOKEN
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"authorization": "Bearer another"}).status_code == 404


@pytest.mark.django_db
def test_ready_only_when_the_tables_are_as_the_code_needs_them(client, monkeypatch):
    monkeypatch.setattr(health, "_ready", set())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE django_migrations SET name = name || '_' WHERE app = 'ballots'")
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("UPDATE django_migrations SET name = rtrim(name, '_') WHERE app = 'ballots'")
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_a_log_line_carries_nobody():
    name = "黄木棉家，三楼 (房东) 天花滴水\n请找李四"
    record = logging.LogRecord("linli", logging.WARNING, __file__, 1, "", (), None)
    record.msg = "SMS to 10000020001 and zhang.san@example.org: http://a:80/search/?q=黄木棉 refused"
    line = json.loads(JsonLine().format(record))
    assert line["level"] == "WARNING"
    assert line["message"] == "SMS to 1… and …@…: http://a:80/search/?… refused"
    try:
        MessageFactory(recipient=None, title=name)
    except IntegrityError:  # "Failing row contains (…)"
        record.exc_info = sys.exc_info()
    told = JsonLine().format(record)
    assert "Traceback" in told
    assert not any(word in told for word in ("黄木棉", "房东", "李四"))
    assert "10000020001" not in PlainLine("%(message)s").format(record)


@pytest.mark.parametrize(
    "address",
    [
        "/door/HK7P-2M9Q-XW4R/",  # refused for want of a tick, it still opens the door
        "/meetings/7/here/9fQ2_x/",
        "/meetings/7/screen/9fQ2_x/pulse/",
        "/meetings/calendar/9fQ2_x.ics",
        "/inbox/stop/7-issues.9fQ2_x/",
        "/accounts/confirm-email/Nw:9fQ2_x/",
        "/accounts/password/reset/key/7-9fQ2_x/",
    ],
)
def test_nor_what_opens_something_to_whoever_knows_it(address):
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, "", (), None)
    record.msg = f"Unprocessable Entity: {address}"
    for said in (JsonLine().format(record), PlainLine("%(message)s").format(record)):
        assert "Unprocessable Entity: /" in said
        assert not any(secret in said for secret in ("HK7P", "XW4R", "9fQ2_x"))
