"""The room in one step, for a database that begins today; those begun before went through the four it replaces."""

import committees.models.kinds
import committees.models.meetings
import committees.models.series
import datetime
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from kit.at_once import AtOnce


# (code, who convenes, who is called, quorum of, voters, days of notice, binding, cadence, agenda, open, more)
KINDS = [
    ("joint", ["party_committee", "residents_committee", "neighbour_council", "street_office"],
     [("party_committee", 1), ("residents_committee", 1), ("neighbour_council", 3), ("owners_committee", 1),
      ("property_company", 1), ("captains", 4)],
     "parties", "parties", 3, False, "FREQ=MONTHLY", [], True, {"posted_at": "各栋大堂公告栏"}),
    ("hall", ["residents_committee", "party_committee", "neighbour_council"],
     [("neighbour_council", 1), ("residents_committee", 1)],
     "nobody", "nobody", 3, False, "FREQ=MONTHLY", [("街坊发言，每人两分钟", 40), ("大家商定了什么", 15)], True,
     {"posted_at": "议事厅门口"}),
    ("captains", ["residents_committee", "party_committee"], [("residents_committee", 1), ("captains", 20)],
     "people", "people", 2, False, "FREQ=MONTHLY", [("各楼一个月的情况", 30), ("下个月分工", 20)], False, {}),
    ("lanes", ["residents_committee", "party_committee"], [("residents_committee", 1), ("captains", 20)],
     "people", "people", 2, False, "FREQ=MONTHLY", [("各巷一个月的情况", 30), ("下个月分工", 20)], True,
     {"posted_at": "各巷口公告栏"}),
    ("council", ["neighbour_council"], [("neighbour_council", 9)],
     "people", "people", 3, False, "FREQ=MONTHLY", [], False, {}),
    ("owners_committee", ["owners_committee"], [("owners_committee", 7), ("residents_committee", 1)],
     "people", "people", 7, False, "FREQ=MONTHLY;INTERVAL=2", [], False,
     {"has_substitutes": False, "majority_is_of_all": True, "posted_at": "各栋大堂公告栏"}),
    ("owners_assembly", ["owners_committee"], [("owners_committee", 7), ("residents_committee", 1)],
     "nobody", "nobody", 15, True, "FREQ=YEARLY", [], True, {"posting_days": 15, "posted_at": "各栋大堂公告栏"}),
    ("residents", ["residents_committee"], [("residents_committee", 5)],
     "nobody", "nobody", 7, False, "FREQ=YEARLY", [], True, {"posted_at": "社区公开栏"}),
    ("representatives", ["residents_committee"], [("residents_committee", 5), ("captains", 30)],
     "people", "people", 7, False, "FREQ=YEARLY", [], True, {"posted_at": "社区公开栏"}),
]


def fill_kinds(apps, schema_editor):
    MeetingKind = apps.get_model("committees", "MeetingKind")
    names = ("quorum_of", "voters", "notice_days", "notice_is_binding", "cadence")
    for position, (code, convenors, invites, *middle, agenda, is_open, more) in enumerate(KINDS, start=1):
        MeetingKind.objects.create(
            code=code,
            convenors=convenors,
            invites=[{"kind": kind, "seats": seats} for kind, seats in invites],
            agenda=[{"title": title, "minutes": minutes} for title, minutes in agenda],
            is_open=is_open,
            position=position,
            **dict(zip(names, middle)),
            **more,
        )


CREATE = """
CREATE FUNCTION committees_minutes_are_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state = 'sealed' THEN
        RAISE EXCEPTION 'sealed minutes are never changed, and none are deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER minutes_are_final BEFORE UPDATE OR DELETE ON committees_minutes
    FOR EACH ROW EXECUTE FUNCTION committees_minutes_are_final();
CREATE FUNCTION committees_word_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what a party said about minutes, and a correction, is never changed or deleted'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER confirmation_is_final BEFORE UPDATE OR DELETE ON committees_confirmation
    FOR EACH ROW EXECUTE FUNCTION committees_word_is_final();
CREATE TRIGGER erratum_is_final BEFORE UPDATE OR DELETE ON committees_erratum
    FOR EACH ROW EXECUTE FUNCTION committees_word_is_final();
CREATE TRIGGER action_report_is_final BEFORE UPDATE OR DELETE ON committees_actionreport
    FOR EACH ROW EXECUTE FUNCTION committees_word_is_final();
"""
DROP = """
DROP TRIGGER action_report_is_final ON committees_actionreport;
DROP TRIGGER erratum_is_final ON committees_erratum;
DROP TRIGGER confirmation_is_final ON committees_confirmation;
DROP TRIGGER minutes_are_final ON committees_minutes;
DROP FUNCTION committees_word_is_final();
DROP FUNCTION committees_minutes_are_final();
"""


class Migration(AtOnce):
    initial = True
    replaces = [
        ("committees", "0001_initial"),
        ("committees", "0002_meetings_in_full"),
        ("committees", "0003_minutes_of_their_own"),
        ("committees", "0004_minutes_are_final"),
    ]
    dependencies = [
        ("buildings", "0004_alone_on_its_cell"),
        ("issues", "0008_found_by_when_it_was_done"),
        ("notices", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MeetingKind',
            fields=[
                ('quorum_of', models.CharField(choices=[('parties', 'Parties'), ('people', 'Delegates'), ('nobody', 'Nobody')], default='parties', max_length=7, verbose_name='quorum counts')),
                ('quorum_numerator', models.PositiveSmallIntegerField(default=1)),
                ('quorum_denominator', models.PositiveSmallIntegerField(default=2)),
                ('quorum_is_strict', models.BooleanField(default=True, verbose_name='more than, not at least')),
                ('voters', models.CharField(choices=[('parties', 'Parties'), ('people', 'Delegates'), ('nobody', 'Nobody')], default='parties', max_length=7, verbose_name='who votes')),
                ('majority_numerator', models.PositiveSmallIntegerField(default=1)),
                ('majority_denominator', models.PositiveSmallIntegerField(default=2)),
                ('majority_is_strict', models.BooleanField(default=True, verbose_name='more than, not at least')),
                ('majority_is_of_all', models.BooleanField(default=False, verbose_name='of all who may vote, not of those who do')),
                ('has_substitutes', models.BooleanField(default=True, verbose_name='who cannot come may send somebody')),
                ('reminder_minutes', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveIntegerField(), blank=True, default=committees.models.kinds.usual_reminders, size=None, verbose_name='reminders')),
                ('confirm_hours', models.PositiveSmallIntegerField(default=24, verbose_name='hours to confirm the minutes')),
                ('post_within_days', models.PositiveSmallIntegerField(default=3, verbose_name='posted within days')),
                ('posting_days', models.PositiveSmallIntegerField(default=7, verbose_name='stays posted for days')),
                ('posted_at', models.CharField(blank=True, max_length=60, verbose_name='where it is posted')),
                ('code', models.CharField(max_length=16, primary_key=True, serialize=False)),
                ('name', models.CharField(blank=True, max_length=40, verbose_name='name')),
                ('force', models.CharField(blank=True, max_length=120, verbose_name='what its resolutions bind')),
                ('convenors', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('invites', models.JSONField(default=list)),
                ('notice_days', models.PositiveSmallIntegerField(default=3, verbose_name='days of notice')),
                ('notice_is_binding', models.BooleanField(default=False)),
                ('cadence', models.CharField(blank=True, max_length=200, verbose_name='how often')),
                ('agenda', models.JSONField(default=list)),
                ('is_open', models.BooleanField(default=True, verbose_name='residents may sit in')),
                ('endorsements', models.PositiveSmallIntegerField(default=3, verbose_name='seconders a topic needs')),
                ('speech_seconds', models.PositiveSmallIntegerField(default=120, validators=[django.core.validators.MinValueValidator(30), django.core.validators.MaxValueValidator(600)])),
                ('speeches_each', models.PositiveSmallIntegerField(default=2)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('is_active', models.BooleanField(default=True)),
            ],
            options={
                'ordering': ['position', 'code'],
                'constraints': [models.CheckConstraint(condition=models.Q(('quorum_numerator__gt', 0), models.Q(('quorum_numerator__lt', models.F('quorum_denominator')), models.Q(('quorum_is_strict', False), ('quorum_numerator', models.F('quorum_denominator'))), _connector='OR')), name='kind_quorum_is_a_share'), models.CheckConstraint(condition=models.Q(('majority_numerator__gt', 0), models.Q(('majority_numerator__lt', models.F('majority_denominator')), models.Q(('majority_is_strict', False), ('majority_numerator', models.F('majority_denominator'))), _connector='OR')), name='kind_majority_is_a_share'), models.CheckConstraint(condition=models.Q(('posting_days__gt', 0)), name='kind_is_posted_for_a_while')],
            },
        ),
        migrations.RunPython(fill_kinds, migrations.RunPython.noop),
        migrations.CreateModel(
            name='MeetingSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client_key', models.UUIDField(unique=True)),
                ('title', models.CharField(max_length=80, verbose_name='what it is called')),
                ('venue', models.CharField(max_length=80, verbose_name='where we meet')),
                ('online_url', models.CharField(blank=True, max_length=200, validators=[django.core.validators.URLValidator(['https', 'http'])], verbose_name='link for those online')),
                ('starts_at', models.DateTimeField(verbose_name='the first one')),
                ('minutes', models.PositiveSmallIntegerField(default=90, verbose_name='how long')),
                ('rule', models.CharField(max_length=200, verbose_name='how often')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_on', models.DateField(null=True)),
                ('trouble', models.CharField(blank=True, max_length=200)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='series', to='committees.meetingkind')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meeting_series', to='buildings.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meeting_series', to='buildings.place')),
            ],
            options={
                'verbose_name_plural': 'meeting series',
                'ordering': ['place', 'title'],
                'constraints': [models.CheckConstraint(condition=models.Q(('minutes__gt', 0)), name='series_takes_some_time')],
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quorum_of', models.CharField(choices=[('parties', 'Parties'), ('people', 'Delegates'), ('nobody', 'Nobody')], default='parties', max_length=7, verbose_name='quorum counts')),
                ('quorum_numerator', models.PositiveSmallIntegerField(default=1)),
                ('quorum_denominator', models.PositiveSmallIntegerField(default=2)),
                ('quorum_is_strict', models.BooleanField(default=True, verbose_name='more than, not at least')),
                ('voters', models.CharField(choices=[('parties', 'Parties'), ('people', 'Delegates'), ('nobody', 'Nobody')], default='parties', max_length=7, verbose_name='who votes')),
                ('majority_numerator', models.PositiveSmallIntegerField(default=1)),
                ('majority_denominator', models.PositiveSmallIntegerField(default=2)),
                ('majority_is_strict', models.BooleanField(default=True, verbose_name='more than, not at least')),
                ('majority_is_of_all', models.BooleanField(default=False, verbose_name='of all who may vote, not of those who do')),
                ('has_substitutes', models.BooleanField(default=True, verbose_name='who cannot come may send somebody')),
                ('reminder_minutes', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveIntegerField(), blank=True, default=committees.models.kinds.usual_reminders, size=None, verbose_name='reminders')),
                ('confirm_hours', models.PositiveSmallIntegerField(default=24, verbose_name='hours to confirm the minutes')),
                ('post_within_days', models.PositiveSmallIntegerField(default=3, verbose_name='posted within days')),
                ('posting_days', models.PositiveSmallIntegerField(default=7, verbose_name='stays posted for days')),
                ('posted_at', models.CharField(blank=True, max_length=60, verbose_name='where it is posted')),
                ('client_key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('series_on', models.DateField(null=True)),
                ('title', models.CharField(max_length=80, verbose_name='what it is called')),
                ('lead', models.CharField(blank=True, max_length=200, verbose_name='what it is about')),
                ('venue', models.CharField(max_length=80, verbose_name='where we meet')),
                ('venue_note', models.CharField(blank=True, max_length=80)),
                ('online_url', models.CharField(blank=True, max_length=200, validators=[django.core.validators.URLValidator(['https', 'http'])], verbose_name='link for those online')),
                ('starts_at', models.DateTimeField(verbose_name='begins')),
                ('ends_at', models.DateTimeField(verbose_name='ends')),
                ('is_open', models.BooleanField(default=True, verbose_name='residents may sit in')),
                ('seats_for_residents', models.PositiveSmallIntegerField(default=0)),
                ('state', models.CharField(choices=[('convened', 'Convened'), ('closed', 'Closed'), ('cancelled', 'Cancelled')], default='convened', max_length=9)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('cancel_reason', models.CharField(blank=True, max_length=200)),
                ('quorum_fixed', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='quorum')),
                ('reminder_words', models.CharField(blank=True, max_length=200, verbose_name='added to each reminder')),
                ('reminder_channels', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), default=committees.models.meetings.usual_channels, size=None)),
                ('reminder_round', models.PositiveSmallIntegerField(default=0)),
                ('opened_at', models.DateTimeField(null=True)),
                ('pulse', models.PositiveIntegerField(default=0)),
                ('checkin_code', models.CharField(default=committees.models.meetings.new_code, max_length=32)),
                ('screen_code', models.CharField(default=committees.models.meetings.new_code, max_length=32)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('closed_at', models.DateTimeField(null=True)),
                ('chair', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('convened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('minutes_notice', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='minutes_of_meeting', to='notices.notice')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='convened_meetings', to='buildings.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='buildings.place')),
                ('previous', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='next', to='committees.meeting')),
                ('kind', models.ForeignKey(db_column='kind', default='joint', on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='committees.meetingkind')),
                ('series', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='committees.meetingseries')),
            ],
            options={
                'ordering': ['-starts_at', '-id'],
                'indexes': [models.Index(fields=['-starts_at', '-id'], name='meeting_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='meeting_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'cancelled'), _negated=True), models.Q(('cancel_reason', ''), _negated=True), _connector='OR'), name='meeting_cancelled_has_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at__isnull', False), _connector='OR'), name='meeting_closed_has_a_time'), models.CheckConstraint(condition=models.Q(('quorum_numerator__gt', 0), models.Q(('quorum_numerator__lt', models.F('quorum_denominator')), models.Q(('quorum_is_strict', False), ('quorum_numerator', models.F('quorum_denominator'))), _connector='OR')), name='meeting_quorum_is_a_share'), models.CheckConstraint(condition=models.Q(('majority_numerator__gt', 0), models.Q(('majority_numerator__lt', models.F('majority_denominator')), models.Q(('majority_is_strict', False), ('majority_numerator', models.F('majority_denominator'))), _connector='OR')), name='meeting_majority_is_a_share'), models.CheckConstraint(condition=models.Q(('posting_days__gt', 0)), name='meeting_is_posted_for_a_while'), models.CheckConstraint(condition=models.Q(('quorum_fixed__isnull', True), ('quorum_fixed__gt', 0), _connector='OR'), name='meeting_quorum_is_somebody'), models.UniqueConstraint(condition=models.Q(('series__isnull', False)), fields=('series', 'series_on'), name='meeting_once_for_a_day_of_a_series')],
            },
        ),
        migrations.CreateModel(
            name='Minutes',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(blank=True, verbose_name='minutes')),
                ('version', models.PositiveIntegerField(default=1)),
                ('state', models.CharField(choices=[('draft', 'Being written'), ('confirming', 'With the parties'), ('sealed', 'Sealed')], default='draft', max_length=10)),
                ('sent_at', models.DateTimeField(null=True)),
                ('sealed_at', models.DateTimeField(null=True)),
                ('document', models.JSONField(null=True)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('meeting', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='minutes', to='committees.meeting')),
            ],
            options={
                'verbose_name_plural': 'minutes',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'sealed'), _negated=True), models.Q(('document__isnull', False), ('sealed_at__isnull', False), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='minutes_sealed_have_a_seal'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirming'), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='minutes_sent_have_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Erratum',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('text', models.TextField(max_length=1000, verbose_name='what is corrected, and how it is right')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('minutes', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='errata', to='committees.minutes')),
            ],
            options={
                'verbose_name_plural': 'errata',
                'ordering': ['minutes', 'number'],
                'constraints': [models.UniqueConstraint(fields=('minutes', 'number'), name='erratum_number_once')],
            },
        ),
        migrations.CreateModel(
            name='Party',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('seats', models.PositiveSmallIntegerField(default=1)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parties', to='committees.meeting')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='buildings.organisation')),
            ],
            options={
                'verbose_name_plural': 'parties',
                'ordering': ['meeting', 'position', 'id'],
                'constraints': [models.UniqueConstraint(fields=('meeting', 'name'), name='party_once_in_a_meeting'), models.CheckConstraint(condition=models.Q(('seats__gt', 0)), name='party_has_a_seat')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reply', models.CharField(choices=[('none', 'No answer yet'), ('coming', 'Coming'), ('online', 'Online'), ('late', 'Coming late'), ('proxy', 'Sends somebody'), ('declined', 'Not coming')], default='none', max_length=8)),
                ('reason', models.CharField(blank=True, max_length=120, verbose_name='why you cannot come')),
                ('says', models.CharField(blank=True, max_length=300, verbose_name='what you would like to say')),
                ('replied_at', models.DateTimeField(null=True)),
                ('returns', models.PositiveSmallIntegerField(default=0)),
                ('stands_in_for', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='substitutes', to='committees.invitation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='committees.meeting')),
                ('party', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='committees.party')),
            ],
            options={
                'ordering': ['meeting', 'party__position', 'id'],
                'constraints': [models.UniqueConstraint(fields=('meeting', 'user'), name='invited_once'), models.CheckConstraint(condition=models.Q(models.Q(('reply', 'declined'), _negated=True), ('party__isnull', True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='delegate_away_has_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('answer', models.CharField(choices=[('confirmed', 'Confirmed'), ('objected', 'Objects')], max_length=9)),
                ('wording', models.TextField(blank=True, max_length=1000, verbose_name='what you object to')),
                ('signed_by', models.CharField(max_length=40, verbose_name='who signed')),
                ('on_paper', models.BooleanField(default=False)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('minutes', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='confirmations', to='committees.minutes')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='confirmations', to='committees.party')),
            ],
            options={
                'ordering': ['party__position', 'id'],
                'constraints': [models.UniqueConstraint(fields=('minutes', 'party', 'version'), name='confirmed_once_a_version'), models.CheckConstraint(condition=models.Q(models.Q(('answer', 'objected'), _negated=True), models.Q(('wording', ''), _negated=True), _connector='OR'), name='objection_has_a_wording')],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=40, verbose_name='name')),
                ('is_online', models.BooleanField(default=False)),
                ('arrived_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('left_at', models.DateTimeField(null=True)),
                ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('invitation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='committees.invitation')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='committees.meeting')),
                ('party', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='committees.party')),
            ],
            options={
                'ordering': ['arrived_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('invitation__isnull', False), models.Q(('name', ''), _negated=True), _connector='OR'), name='attendance_is_somebodys'), models.CheckConstraint(condition=models.Q(('left_at__isnull', True), ('left_at__gte', models.F('arrived_at')), _connector='OR'), name='attendance_leaves_after_it_comes'), models.UniqueConstraint(condition=models.Q(('left_at__isnull', True)), fields=('invitation',), name='attendance_here_once')],
            },
        ),
        migrations.CreateModel(
            name='PublicPosting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(verbose_name='posted from')),
                ('ends_on', models.DateField(verbose_name='until, that day included')),
                ('meeting', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='posting', to='committees.meeting')),
                ('posted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='posting_ends_after_it_starts')],
            },
        ),
        migrations.CreateModel(
            name='PostingProof',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('where', models.CharField(max_length=60, verbose_name='where it hangs')),
                ('file', models.FileField(upload_to='')),
                ('width', models.PositiveSmallIntegerField()),
                ('height', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('posting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proofs', to='committees.publicposting')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='PostingComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client_key', models.UUIDField(unique=True)),
                ('text', models.TextField(max_length=500, verbose_name='your comment')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('answer_by', models.DateTimeField()),
                ('answer', models.TextField(blank=True, max_length=1000, verbose_name='answer')),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('posting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='committees.publicposting')),
            ],
            options={
                'ordering': ['-at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='comment_answer_is_whole')],
            },
        ),
        migrations.CreateModel(
            name='SeriesException',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='which day')),
                ('reason', models.CharField(max_length=120, verbose_name='why')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('series', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exceptions', to='committees.meetingseries')),
            ],
            options={
                'ordering': ['series', 'on'],
                'constraints': [models.UniqueConstraint(fields=('series', 'on'), name='series_left_out_once')],
            },
        ),
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client_key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=120, verbose_name='what should be talked about')),
                ('text', models.TextField(blank=True, max_length=1000, verbose_name='why, and what you would like')),
                ('state', models.CharField(choices=[('raised', 'Waiting to be looked at'), ('ready', 'Waiting for a meeting'), ('scheduled', 'On an agenda'), ('settled', 'Dealt with'), ('passed_on', 'Passed on'), ('declined', 'Not taken up'), ('withdrawn', 'Taken back')], default='raised', max_length=9)),
                ('power', models.CharField(blank=True, choices=[('meeting', "This meeting's parties can settle it"), ('owners', 'The owners decide it together (Civil Code, article 278)'), ('authority', 'An authority or a utility decides it'), ('residents', "The residents' assembly decides it"), ('elsewhere', 'It belongs elsewhere')], max_length=9)),
                ('answer', models.CharField(blank=True, max_length=300, verbose_name='answer')),
                ('raised_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('issue', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='topics', to='issues.issue')),
                ('looked_at_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='topics', to='buildings.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='topics', to='buildings.place')),
                ('raised_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='topics', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-raised_at', '-id'],
                'indexes': [models.Index(fields=['place', 'state'], name='topic_tray')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['passed_on', 'declined']), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='topic_turned_away_has_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['ready', 'scheduled', 'settled']), _negated=True), models.Q(('power', ''), _negated=True), _connector='OR'), name='topic_ready_was_looked_at'), models.UniqueConstraint(condition=models.Q(('issue__isnull', False), ('state__in', ['raised', 'ready', 'scheduled'])), fields=('issue',), name='topic_once_for_an_open_issue')],
            },
        ),
        migrations.CreateModel(
            name='AgendaItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=120, verbose_name='item')),
                ('minutes', models.PositiveSmallIntegerField(default=15, verbose_name='minutes')),
                ('presenter', models.CharField(blank=True, max_length=60, verbose_name='presented by')),
                ('is_follow_up', models.BooleanField(default=False)),
                ('summary', models.TextField(blank=True, verbose_name='what was said')),
                ('version', models.PositiveIntegerField(default=0)),
                ('added_minutes', models.PositiveSmallIntegerField(default=0)),
                ('running_since', models.DateTimeField(null=True)),
                ('spent', models.DurationField(default=datetime.timedelta)),
                ('ended_at', models.DateTimeField(null=True)),
                ('issue', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agenda_items', to='issues.issue')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agenda', to='committees.meeting')),
                ('topic', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agenda_items', to='committees.topic')),
            ],
            options={
                'ordering': ['meeting', 'position'],
                'constraints': [models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('meeting', 'position'), name='agenda_position_once'), models.UniqueConstraint(condition=models.Q(('running_since__isnull', False)), fields=('meeting',), name='agenda_one_clock_runs')],
            },
        ),
        migrations.CreateModel(
            name='AgendaPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='what it is')),
                ('file', models.FileField(upload_to='')),
                ('size', models.PositiveIntegerField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='committees.agendaitem')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Motion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(blank=True, max_length=2000, verbose_name='exact wording')),
                ('version', models.PositiveIntegerField(default=0)),
                ('state', models.CharField(choices=[('draft', 'Being worded'), ('voting', 'Being voted on'), ('decided', 'Decided'), ('withdrawn', 'Taken back')], default='draft', max_length=9)),
                ('method', models.CharField(blank=True, choices=[('hands', 'By show of hands'), ('phones', "On the delegates' phones"), ('consensus', 'Nobody objects'), ('noted', 'Noted, without a vote')], max_length=9)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('opened_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='motions', to='committees.agendaitem')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='motions', to='committees.meeting')),
                ('moved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'voting')), fields=('meeting',), name='motion_one_vote_at_a_time'), models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('item',), name='motion_one_draft_for_an_item'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'withdrawn']), models.Q(('text', ''), _negated=True), _connector='OR'), name='motion_voted_on_has_words')],
            },
        ),
        migrations.CreateModel(
            name='MotionVote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('choice', models.CharField(choices=[('for', 'Yes'), ('against', 'No'), ('abstain', 'Abstain')], max_length=7)),
                ('count', models.PositiveSmallIntegerField(default=1)),
                ('cast_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('cast_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('invitation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='votes', to='committees.invitation')),
                ('motion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='votes', to='committees.motion')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='votes', to='committees.party')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('invitation__isnull', False)), fields=('motion', 'invitation'), name='vote_once_for_a_delegate'), models.UniqueConstraint(condition=models.Q(('invitation__isnull', True)), fields=('motion', 'party', 'choice'), name='vote_one_row_for_a_choice'), models.CheckConstraint(condition=models.Q(('count__gt', 0)), name='vote_counts_somebody')],
            },
        ),
        migrations.CreateModel(
            name='Resolution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client_key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('number', models.PositiveSmallIntegerField()),
                ('text', models.TextField(verbose_name='exact wording')),
                ('outcome', models.CharField(choices=[('adopted', 'Adopted'), ('rejected', 'Not adopted'), ('noted', 'Noted')], default='adopted', max_length=8)),
                ('votes_for', models.PositiveSmallIntegerField(default=0, verbose_name='parties for')),
                ('votes_against', models.PositiveSmallIntegerField(default=0, verbose_name='against')),
                ('abstentions', models.PositiveSmallIntegerField(default=0, verbose_name='abstaining')),
                ('is_beyond_power', models.BooleanField(default=False, verbose_name='for the owners to decide together')),
                ('budget', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='budget')),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('agenda_item', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='resolutions', to='committees.agendaitem')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='resolutions', to='committees.meeting')),
                ('motion', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='resolution', to='committees.motion')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['meeting', 'number'],
                'constraints': [models.UniqueConstraint(fields=('meeting', 'number'), name='resolution_number_once'), models.CheckConstraint(condition=models.Q(('budget__isnull', True), ('budget__gte', 0), _connector='OR'), name='resolution_costs_no_less_than_nothing')],
            },
        ),
        migrations.CreateModel(
            name='ActionItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=200, verbose_name='what is to be done')),
                ('due_on', models.DateField(verbose_name='by')),
                ('state', models.CharField(choices=[('open', 'In hand'), ('reported', 'Said to be done'), ('done', 'Done'), ('dropped', 'Dropped')], default='open', max_length=8)),
                ('progress', models.CharField(blank=True, max_length=200, verbose_name='how it stands')),
                ('done_at', models.DateTimeField(null=True)),
                ('accepted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='action_items', to='buildings.organisation')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='action_items', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='action_items', to='committees.meeting')),
                ('resolution', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='action_items', to='committees.resolution')),
            ],
            options={
                'ordering': ['due_on', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('organisation__isnull', False), ('person__isnull', False), _connector='OR'), name='action_item_someone_owes_it'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), ('done_at__isnull', False), _connector='OR'), name='action_done_has_a_time')],
            },
        ),
        migrations.CreateModel(
            name='ActionReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('open', 'In hand'), ('reported', 'Said to be done'), ('done', 'Done'), ('dropped', 'Dropped')], max_length=8)),
                ('text', models.CharField(max_length=200)),
                ('due_on', models.DateField(null=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('action_item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='committees.actionitem')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='action_reports', to='committees.meeting')),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='ActionPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(upload_to='')),
                ('width', models.PositiveSmallIntegerField()),
                ('height', models.PositiveSmallIntegerField()),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='committees.actionreport')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Speech',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('for', 'For it'), ('against', 'Against it'), ('neither', 'A question or a fact')], max_length=7)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('started_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('off_topic', models.PositiveSmallIntegerField(default=0)),
                ('off_topic_at', models.DateTimeField(null=True)),
                ('attendance', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='speeches', to='committees.attendance')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='speeches', to='committees.agendaitem')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='speeches', to='committees.meeting')),
            ],
            options={
                'verbose_name_plural': 'speeches',
                'ordering': ['asked_at', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('item', 'attendance'), name='speech_one_hand_at_a_time'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('started_at__isnull', False)), fields=('meeting',), name='speech_one_speaks')],
            },
        ),
        migrations.CreateModel(
            name='Endorsement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='endorsements', to='committees.topic')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('topic', 'user'), name='endorsed_once')],
            },
        ),
        migrations.CreateModel(
            name='CalendarAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(default=committees.models.series.new_token, max_length=64, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calendar_addresses', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'calendar addresses',
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('user',), name='calendar_one_address')],
            },
        ),
        migrations.CreateModel(
            name='Charter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quorum_of', models.CharField(choices=[('parties', 'Parties'), ('people', 'Delegates'), ('nobody', 'Nobody')], default='parties', max_length=7, verbose_name='quorum counts')),
                ('quorum_numerator', models.PositiveSmallIntegerField(default=1)),
                ('quorum_denominator', models.PositiveSmallIntegerField(default=2)),
                ('quorum_is_strict', models.BooleanField(default=True, verbose_name='more than, not at least')),
                ('voters', models.CharField(choices=[('parties', 'Parties'), ('people', 'Delegates'), ('nobody', 'Nobody')], default='parties', max_length=7, verbose_name='who votes')),
                ('majority_numerator', models.PositiveSmallIntegerField(default=1)),
                ('majority_denominator', models.PositiveSmallIntegerField(default=2)),
                ('majority_is_strict', models.BooleanField(default=True, verbose_name='more than, not at least')),
                ('majority_is_of_all', models.BooleanField(default=False, verbose_name='of all who may vote, not of those who do')),
                ('has_substitutes', models.BooleanField(default=True, verbose_name='who cannot come may send somebody')),
                ('reminder_minutes', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveIntegerField(), blank=True, default=committees.models.kinds.usual_reminders, size=None, verbose_name='reminders')),
                ('confirm_hours', models.PositiveSmallIntegerField(default=24, verbose_name='hours to confirm the minutes')),
                ('post_within_days', models.PositiveSmallIntegerField(default=3, verbose_name='posted within days')),
                ('posting_days', models.PositiveSmallIntegerField(default=7, verbose_name='stays posted for days')),
                ('posted_at', models.CharField(blank=True, max_length=60, verbose_name='where it is posted')),
                ('seats', models.PositiveSmallIntegerField(verbose_name='seats')),
                ('term_months', models.PositiveSmallIntegerField(default=36, verbose_name='a term in months')),
                ('offices', models.JSONField(default=list)),
                ('text', models.TextField(blank=True, verbose_name="the charter's words")),
                ('adopted_on', models.DateField(verbose_name='adopted on')),
                ('council', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='charter', to='buildings.organisation')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('quorum_numerator__gt', 0), models.Q(('quorum_numerator__lt', models.F('quorum_denominator')), models.Q(('quorum_is_strict', False), ('quorum_numerator', models.F('quorum_denominator'))), _connector='OR')), name='charter_quorum_is_a_share'), models.CheckConstraint(condition=models.Q(('majority_numerator__gt', 0), models.Q(('majority_numerator__lt', models.F('majority_denominator')), models.Q(('majority_is_strict', False), ('majority_numerator', models.F('majority_denominator'))), _connector='OR')), name='charter_majority_is_a_share'), models.CheckConstraint(condition=models.Q(('posting_days__gt', 0)), name='charter_is_posted_for_a_while'), models.CheckConstraint(condition=models.Q(('seats__gt', 0)), name='charter_has_seats'), models.CheckConstraint(condition=models.Q(('term_months__gt', 0)), name='charter_has_a_term')],
            },
        ),
        migrations.CreateModel(
            name='CouncilSeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='from')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='until, that day not included')),
                ('number', models.PositiveSmallIntegerField(verbose_name='seat')),
                ('duty', models.CharField(blank=True, max_length=40, verbose_name='task')),
                ('term_ends_on', models.DateField(blank=True, null=True, verbose_name='the term ends on')),
                ('end_reason', models.CharField(blank=True, choices=[('term', 'The term is over'), ('resigned', 'Stepped down'), ('moved', 'Moved away'), ('recalled', 'Voted out'), ('died', 'Passed away'), ('other', 'Other')], max_length=8, verbose_name='why it ended')),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='buildings.organisation')),
                ('holder', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='buildings.membership')),
                ('substitute', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='substituted_seats', to='buildings.membership')),
                ('succeeds', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='successor', to='committees.councilseat')),
            ],
            options={
                'ordering': ['council', 'number'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('ended_on__gt', models.F('started_on')), _connector='OR'), name='seat_ends_after_it_starts', violation_error_message='The end must come after the start.'), models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True)), fields=('council', 'number'), name='seat_number_once_in_a_council'), models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True), ('holder__isnull', False)), fields=('holder',), name='seat_one_for_a_member'), models.CheckConstraint(condition=models.Q(('substitute__isnull', True), models.Q(('substitute', models.F('holder')), _negated=True), _connector='OR'), name='seat_substitute_is_another')],
            },
        ),
        migrations.AddField(
            model_name='meeting',
            name='live_item',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='committees.agendaitem'),
        ),
        migrations.RunSQL(CREATE, DROP),
    ]
