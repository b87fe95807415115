"""The room in one step, for a database that begins today; those begun before went through the four it replaces."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import notices.models.audience
import uuid
from django.conf import settings
from django.db import migrations, models

from kit.at_once import AtOnce
from kit.search import search_column


class Migration(AtOnce):
    initial = True
    replaces = [
        ("notices", "0001_initial"),
        ("notices", "0002_audience_review_and_reach"),
        ("notices", "0003_found_by_words"),
        ("notices", "0004_urgent_and_by_kind"),
    ]
    dependencies = [
        ("kit", "0001_words_for_search"),
        ("buildings", "0005_claims_and_guardians"),
        ("notifications", "0004_ways_to_reach_someone"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name='GroupRobot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='buildings.place')),
                ('robot', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='group', to='notifications.robot')),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client_key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=80, verbose_name='title')),
                ('category', models.CharField(choices=[('utilities', 'Water and power'), ('deliberation', 'Meetings and votes'), ('safety', 'Safety'), ('activity', 'Activities'), ('posting', 'Public posting'), ('other', 'Other')], default='other', max_length=12, verbose_name='kind')),
                ('is_urgent', models.BooleanField(default=False, verbose_name='emergency')),
                ('urgent_reason', models.CharField(blank=True, max_length=200, verbose_name='why it cannot wait')),
                ('repeats', models.PositiveSmallIntegerField(default=0, verbose_name='tell again')),
                ('repeat_minutes', models.PositiveSmallIntegerField(default=60, verbose_name='minutes between')),
                ('repeated', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('repeat_at', models.DateTimeField(editable=False, null=True)),
                ('when_text', models.CharField(blank=True, max_length=80, verbose_name='when')),
                ('where_text', models.CharField(blank=True, max_length=80, verbose_name='where')),
                ('ask_text', models.CharField(blank=True, max_length=120, verbose_name='what to do')),
                ('body', models.TextField(help_text='Cleaned HTML.')),
                ('source', models.TextField(blank=True, verbose_name='text')),
                ('audience', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('residents', 'Residents'), ('owners', 'Owners'), ('captains', 'Captains'), ('council', 'Council members'), ('volunteers', 'Volunteers')], max_length=10), default=notices.models.audience.EVERYONE, size=None, verbose_name='for whom there')),
                ('is_public', models.BooleanField(default=True, verbose_name='readable without signing in')),
                ('asks_acknowledgement', models.BooleanField(default=False, verbose_name='ask each home to confirm')),
                ('allows_comments', models.BooleanField(default=False, verbose_name='neighbours may ask')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('review', 'Waiting for review'), ('published', 'Published'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10)),
                ('publish_at', models.DateTimeField(blank=True, null=True, verbose_name='publish at')),
                ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='ends')),
                ('announced_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=200)),
                ('submitted_at', models.DateTimeField(editable=False, null=True)),
                ('sent_back_reason', models.CharField(blank=True, max_length=200)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('updated_at', models.DateTimeField(null=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='buildings.organisation')),
                ('submitted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-publish_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='BoardPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hung_on', models.DateField()),
                ('file', models.FileField(upload_to='')),
                ('width', models.PositiveSmallIntegerField()),
                ('height', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='buildings.place')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='board_photos', to='notices.notice')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='NoticePlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('floor_from', models.SmallIntegerField(blank=True, null=True, verbose_name='from floor')),
                ('floor_to', models.SmallIntegerField(blank=True, null=True, verbose_name='to floor')),
                ('dwelling', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='buildings.dwelling')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='addresses', to='notices.notice')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='buildings.place')),
            ],
        ),
        migrations.AddField(
            model_name='notice',
            name='places',
            field=models.ManyToManyField(related_name='notices', through='notices.NoticePlace', to='buildings.place'),
        ),
        migrations.CreateModel(
            name='NoticeRead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('read_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('acknowledged_at', models.DateTimeField(null=True)),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reads', to='notices.notice')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Told',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('way', models.CharField(choices=[('door', 'At the door'), ('phone', 'By phone'), ('slip', 'A slip at the door')], max_length=5)),
                ('on', models.DateField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('dwelling', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='buildings.dwelling')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='told', to='notices.notice')),
            ],
            options={
                'verbose_name_plural': 'told',
            },
        ),
        migrations.CreateModel(
            name='NoticeComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client_key', models.UUIDField(unique=True)),
                ('text', models.TextField(max_length=500, verbose_name='your question or comment')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('answer_by', models.DateTimeField()),
                ('answer', models.TextField(blank=True, max_length=1000, verbose_name='answer')),
                ('answered_at', models.DateTimeField(null=True)),
                ('hidden_at', models.DateTimeField(null=True)),
                ('hidden_reason', models.CharField(blank=True, max_length=200)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hidden_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='notices.notice')),
            ],
            options={
                'ordering': ['-at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='notice_answer_is_whole'), models.CheckConstraint(condition=models.Q(('hidden_at__isnull', True), models.Q(('hidden_by__isnull', False), models.Q(('hidden_reason', ''), _negated=True)), _connector='OR'), name='notice_comment_hidden_with_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='NoticeFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('picture', 'Picture'), ('paper', 'Paper')], max_length=7)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('mime', models.CharField(max_length=80)),
                ('file', models.FileField(upload_to='')),
                ('size', models.PositiveIntegerField()),
                ('width', models.PositiveSmallIntegerField(null=True)),
                ('height', models.PositiveSmallIntegerField(null=True)),
                ('alt', models.CharField(blank=True, max_length=120, verbose_name='what it shows')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='notices.notice')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('file',), name='notice_file_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='noticeplace',
            constraint=models.UniqueConstraint(fields=('notice', 'place', 'floor_from', 'floor_to', 'dwelling'), name='notice_once_per_address', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='noticeplace',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('floor_from__isnull', True), ('floor_to__isnull', True)), models.Q(('dwelling__isnull', True), ('floor_from__lte', models.F('floor_to'))), _connector='OR'), name='notice_floors_in_order'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('state', 'published')), fields=['-publish_at', '-id'], name='notice_newest'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('announced_at__isnull', True), ('state', 'published')), fields=['publish_at'], name='notice_to_announce'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('repeat_at__isnull', False)), fields=['repeat_at'], name='notice_to_repeat'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('is_urgent', True), ('state', 'published')), fields=['-publish_at', '-id'], name='notice_urgent'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('state', 'published')), fields=['category', '-publish_at', '-id'], name='notice_of_a_kind'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('publish_at__isnull', False), _connector='OR'), name='notice_published_has_an_hour'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__isnull', True), ('publish_at__isnull', True), ('expires_at__gt', models.F('publish_at')), _connector='OR'), name='notice_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), _negated=True), models.Q(('withdrawn_reason', ''), _negated=True), _connector='OR'), name='notice_withdrawn_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'review'), _negated=True), models.Q(('submitted_at__isnull', False), ('submitted_by__isnull', False)), _connector='OR'), name='notice_in_review_was_submitted'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('is_urgent', True), ('state', 'published'), _negated=True), models.Q(('urgent_reason', ''), _negated=True), models.Q(('confirmed_by__isnull', False), models.Q(('confirmed_by', models.F('author')), _negated=True)), _connector='OR'), name='notice_emergency_has_two_people_or_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('audience', []), _negated=True), name='notice_is_for_somebody'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('repeat_minutes__gte', 15), ('repeats__lte', 3)), name='notice_repeats_within_reason'),
        ),
        migrations.AddConstraint(
            model_name='noticeread',
            constraint=models.UniqueConstraint(fields=('notice', 'user'), name='notice_read_once'),
        ),
        migrations.AddConstraint(
            model_name='told',
            constraint=models.UniqueConstraint(fields=('notice', 'dwelling'), name='told_once_a_home'),
        ),
        search_column("notices_notice", ["title", "when_text", "where_text", "ask_text", "source"]),
    ]
