import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import notifications.models.fields
from django.conf import settings
from django.db import migrations, models

# For whoever reads the outbox by SQL: trials, and people at a prompt. In words, as one row for each delivery.
OUTBOX = """
CREATE VIEW notifications_outbox AS
SELECT told.id, recipient_id, COALESCE(address, '') AS address,
    (ARRAY['email', 'inbox', 'push', 'robot', 'sms'])[channel] AS channel,
    (ARRAY['pending', 'leased', 'sending', 'unknown', 'sent', 'void', 'expired', 'failed', 'held', 'told',
        'stopped'])[state] AS state,
    kind, title, url, subject, dedupe, COALESCE(told.due_at, letter.due_at) AS due_at,
    COALESCE(told.expires_at, letter.expires_at) AS expires_at, sent_at, read_at,
    COALESCE(attempts, 0) AS attempts, lease_until, COALESCE(error, '') AS error, created_at
FROM notifications_delivery AS told
JOIN notifications_letter AS letter ON letter.id = letter_id
JOIN notifications_event AS event ON event.id = event_id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0008_held_back_after_a_restore'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(
                    name='Message',
                ),
            ],
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('dedupe', models.CharField(max_length=160)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('dedupe',), name='event_once')],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='notifications.event')),
                ('kind', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=200)),
                ('body', models.TextField(blank=True)),
                ('url', models.CharField(blank=True, max_length=200)),
                ('subject', models.CharField(blank=True, max_length=80)),
                ('calendar', models.TextField(blank=True)),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField(null=True)),
                ('by_day', models.BooleanField(default=False)),
                ('is_essential', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('is_thinned', models.BooleanField(db_default=False)),
            ],
            options={
                'indexes': [models.Index(fields=['subject'], name='letter_subject'), models.Index(fields=['kind', 'created_at'], name='letter_kind'), models.Index(fields=['created_at'], name='letter_made'), models.Index(condition=models.Q(('is_thinned', False)), fields=['created_at'], name='letter_whole')],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', notifications.models.fields.KeyField(primary_key=True, serialize=False)),
                ('recipient', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to=settings.AUTH_USER_MODEL)),
                ('sent_at', models.DateTimeField(null=True)),
                ('read_at', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField(null=True)),
                ('expires_at', models.DateTimeField(null=True)),
                ('lease_until', models.DateTimeField(null=True)),
                ('digest', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='notifications.message')),
                ('instead_of', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='notifications.message')),
                ('letter', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='notifications.letter')),
                ('channel', notifications.models.fields.WordField(codes={'email': 1, 'inbox': 2, 'push': 3, 'robot': 4, 'sms': 5})),
                ('state', notifications.models.fields.WordField(codes={'expired': 7, 'failed': 8, 'held': 9, 'leased': 2, 'pending': 1, 'sending': 3, 'sent': 5, 'stopped': 11, 'told': 10, 'unknown': 4, 'void': 6}, default='pending')),
                ('attempts', notifications.models.fields.SpareCountField(default=0, null=True)),
                ('lease', models.UUIDField(null=True)),
                ('error', notifications.models.fields.SpareCharField(blank=True, default='', max_length=200, null=True)),
                ('address', notifications.models.fields.SpareCharField(blank=True, default='', max_length=254, null=True)),
            ],
            options={
                'verbose_name': 'message',
                'verbose_name_plural': 'messages',
                'db_table': 'notifications_delivery',
                'indexes': [models.Index(fields=['recipient', 'sent_at'], name='delivery_of_person'), django.contrib.postgres.indexes.BTreeIndex(fields=['letter'], fillfactor=100, name='delivery_letter'), models.Index(condition=models.Q(('state__in', ['pending', 'unknown'])), fields=['channel', 'expires_at', 'due_at', 'id'], name='delivery_waiting'), models.Index(condition=models.Q(('state__in', ['leased', 'sending', 'unknown'])), fields=['lease_until'], name='delivery_leased'), models.Index(condition=models.Q(('state', 'held')), fields=['recipient', 'channel'], name='delivery_held'), models.Index(condition=models.Q(('state', 'stopped')), fields=['due_at'], name='delivery_stopped'), models.Index(condition=models.Q(('state', 'failed')), fields=['channel'], name='delivery_failed'), models.Index(condition=models.Q(('digest__isnull', False)), fields=['digest'], name='delivery_in_digest'), models.Index(condition=models.Q(('instead_of__isnull', False)), fields=['instead_of'], name='delivery_instead_of'), models.Index(condition=models.Q(('address__isnull', False)), fields=['address'], name='delivery_address'), django.contrib.postgres.indexes.BrinIndex(fields=['sent_at'], name='delivery_went')],
                'constraints': [models.CheckConstraint(condition=models.Q(('recipient__isnull', False), ('address__isnull', False), _connector='OR'), name='delivery_has_an_addressee'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='delivery_sent_has_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'told'), _negated=True), ('digest__isnull', False), _connector='OR'), name='delivery_told_has_a_digest'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['pending', 'leased', 'sending', 'unknown', 'held', 'stopped']), _negated=True), ('due_at__isnull', False), _connector='OR'), name='delivery_waits_for_a_time'), models.CheckConstraint(condition=models.Q(('channel', django.db.models.expressions.CombinedExpression(models.F('id'), '&', models.Value(7)))), name='delivery_key_has_its_channel'), models.CheckConstraint(condition=models.Q(('recipient__isnull', True), ('recipient', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('id'), '>>', models.Value(3)), '&', models.Value(536870911))), _connector='OR'), name='delivery_key_has_its_person')],
            },
        ),
        migrations.RunSQL(
            "ALTER INDEX notifications_delivery_pkey SET (fillfactor = 100)", migrations.RunSQL.noop
        ),
        migrations.RunSQL(OUTBOX, "DROP VIEW notifications_outbox"),
    ]
