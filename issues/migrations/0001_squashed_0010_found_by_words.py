"""The room in one step, for a database that begins today; those begun before went through the ten it replaces."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from kit.at_once import AtOnce
from kit.search import search_column


EVENTS = """
CREATE FUNCTION issues_event_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events of an issue are never changed or deleted' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER event_is_final BEFORE UPDATE OR DELETE ON issues_issueevent
    FOR EACH ROW EXECUTE FUNCTION issues_event_is_final();
"""
DROP_EVENTS = """
DROP TRIGGER event_is_final ON issues_issueevent;
DROP FUNCTION issues_event_is_final();
"""
DISSUASIONS = """
CREATE FUNCTION issues_dissuasion_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a dissuasion record is never changed or deleted' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER dissuasion_is_final BEFORE UPDATE OR DELETE ON issues_dissuasionrecord
    FOR EACH ROW EXECUTE FUNCTION issues_dissuasion_is_final();
"""
DROP_DISSUASIONS = """
DROP TRIGGER dissuasion_is_final ON issues_dissuasionrecord;
DROP FUNCTION issues_dissuasion_is_final();
"""


class Migration(AtOnce):
    initial = True
    replaces = [
        ("issues", "0001_initial"),
        ("issues", "0002_events_are_final"),
        ("issues", "0003_clocks_and_hands"),
        ("issues", "0004_fill_clocks_and_hands"),
        ("issues", "0005_clocks_and_hands_are_firm"),
        ("issues", "0006_dissuasions_are_final"),
        ("issues", "0007_found_by_time_and_by_door"),
        ("issues", "0008_found_by_when_it_was_done"),
        ("issues", "0009_volunteer_teams"),
        ("issues", "0010_found_by_words"),
    ]
    dependencies = [
        ("kit", "0001_words_for_search"),
        ("buildings", "0003_place_on_the_plan"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Category',
            fields=[
                ('code', models.SlugField(max_length=20, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=40)),
                ('name_en', models.CharField(max_length=40)),
                ('icon', models.CharField(max_length=20)),
                ('lead', models.CharField(choices=[('street_office', 'Subdistrict office'), ('party_committee', 'Community Party committee'), ('residents_committee', "Residents' committee"), ('neighbour_council', 'Neighbourhood council'), ('owners_committee', "Owners' committee"), ('property_company', 'Property company'), ('club', 'Club'), ('volunteer_team', 'Volunteer team'), ('mediation_studio', 'Mediation studio'), ('partner', 'Partner')], max_length=20)),
                ('tier', models.CharField(choices=[('p0', 'Danger'), ('p1', 'Water, power, lifts'), ('p2', 'Everyday'), ('p3', 'Takes planning')], max_length=2)),
                ('is_private', models.BooleanField(default=False)),
                ('is_time_blurred', models.BooleanField(default=False)),
                ('call_first', models.JSONField(blank=True, default=list)),
                ('questions', models.JSONField(blank=True, default=list)),
                ('position', models.PositiveSmallIntegerField()),
                ('is_active', models.BooleanField(default=True)),
            ],
            options={
                'verbose_name_plural': 'categories',
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='Issue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client_key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('floor', models.SmallIntegerField(blank=True, null=True)),
                ('spot', models.CharField(blank=True, max_length=40, verbose_name='exact spot')),
                ('title', models.CharField(max_length=80, verbose_name='title')),
                ('text', models.TextField(blank=True, max_length=2000, verbose_name='In a few words')),
                ('answers', models.JSONField(blank=True, default=list)),
                ('is_danger', models.BooleanField(default=False, verbose_name='Dangerous, someone must come at once')),
                ('is_private', models.BooleanField(default=False, verbose_name='Only those who answer for it may see it')),
                ('tier', models.CharField(choices=[('p0', 'Danger'), ('p1', 'Water, power, lifts'), ('p2', 'Everyday'), ('p3', 'Takes planning')], max_length=2)),
                ('state', models.CharField(choices=[('reported', 'Reported'), ('accepted', 'Accepted'), ('in_progress', 'In hand'), ('disputed', 'Whose it is, is being decided'), ('suspended', 'Put off'), ('resolved', 'Said to be done'), ('confirmed', 'Done'), ('unrated', 'Closed, not rated'), ('withdrawn', 'Withdrawn'), ('merged', 'Joined with another'), ('mediation', 'Passed to mediation')], default='reported', max_length=12)),
                ('caller', models.CharField(blank=True, max_length=40, verbose_name='who rang')),
                ('offered_at', models.DateTimeField(null=True)),
                ('respond_by', models.DateTimeField()),
                ('resolve_by', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('stage_started_at', models.DateTimeField()),
                ('stage_due_at', models.DateTimeField()),
                ('next_alarm', models.PositiveSmallIntegerField(null=True)),
                ('next_alarm_at', models.DateTimeField(null=True)),
                ('escalation_count', models.PositiveSmallIntegerField(default=0)),
                ('suspended_at', models.DateTimeField(null=True)),
                ('suspended_until', models.DateField(null=True)),
                ('joined_count', models.PositiveIntegerField(default=0)),
                ('reported_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('responded_at', models.DateTimeField(null=True)),
                ('resolved_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('reopened_count', models.PositiveSmallIntegerField(default=0)),
                ('is_satisfied', models.BooleanField(null=True)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='issues', to='issues.category')),
                ('dwelling', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='issues', to='buildings.dwelling')),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='held_issues', to=settings.AUTH_USER_MODEL)),
                ('holder_organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='held_issues', to='buildings.organisation')),
                ('logged_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='logged_issues', to=settings.AUTH_USER_MODEL)),
                ('merged_into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='gathered', to='issues.issue')),
                ('offered_organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='offered_issues', to='buildings.organisation')),
                ('offered_to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='issues', to='buildings.place')),
                ('previous_holder', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('previous_organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='buildings.organisation')),
                ('reporter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reported_issues', to=settings.AUTH_USER_MODEL)),
                ('resolved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-reported_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Follower',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='followed_issues', to=settings.AUTH_USER_MODEL)),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='followers', to='issues.issue')),
                ('merged_from', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='issues.issue')),
            ],
        ),
        migrations.CreateModel(
            name='DissuasionRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client_key', models.UUIDField(editable=False, unique=True)),
                ('at', models.DateTimeField(verbose_name='when')),
                ('dissuader', models.CharField(max_length=60, verbose_name='who spoke to them')),
                ('dissuaded', models.CharField(max_length=60, verbose_name='whom')),
                ('about', models.CharField(max_length=200, verbose_name='about what')),
                ('witness', models.CharField(blank=True, max_length=60, verbose_name='who saw it')),
                ('outcome', models.CharField(choices=[('stopped', 'It stopped'), ('promised', 'They promised to stop'), ('refused', 'They would not'), ('not_met', 'Nobody was met')], max_length=8, verbose_name='what came of it')),
                ('note', models.CharField(blank=True, max_length=400, verbose_name='a note')),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='buildings.organisation')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dissuasions', to='issues.issue')),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='IssueEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('kind', models.CharField(choices=[('reported', 'Reported'), ('accepted', 'Accepted'), ('dispatched', 'Passed on'), ('answered', 'Answered'), ('started', 'Work began'), ('resolved', 'Said to be done'), ('confirmed', 'Confirmed'), ('reopened', 'Reopened'), ('withdrawn', 'Withdrawn'), ('linked', 'Brought to a meeting'), ('escalated', 'Called the next level'), ('handed', 'Handed over'), ('disputed', 'Said not to be theirs'), ('decided', 'Decided whose it is'), ('suspended', 'Put off'), ('resumed', 'Taken up again'), ('merged', 'Joined with another'), ('gathered', 'Another was joined to it'), ('mediation', 'Passed to mediation'), ('lapsed', 'Closed, nobody said how it was')], max_length=10)),
                ('by_role', models.CharField(blank=True, choices=[('neighbour', 'Neighbour'), ('building', 'Building captain'), ('stair', 'Stair captain'), ('lane', 'Lane captain'), ('road', 'Street captain'), ('member', 'Member of an organisation')], max_length=9)),
                ('by_line', models.CharField(blank=True, max_length=120)),
                ('text', models.TextField(blank=True)),
                ('is_relay', models.BooleanField(default=False)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('holder', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('holder_organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='buildings.organisation')),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='issues.issue')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='buildings.organisation')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='IssuePhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(upload_to='')),
                ('width', models.PositiveSmallIntegerField()),
                ('height', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('event', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='issues.issueevent')),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='issues.issue')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=20, verbose_name='name')),
                ('query', models.CharField(blank=True, max_length=400)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='issue_views', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddIndex(
            model_name='issue',
            index=models.Index(fields=['place', '-reported_at', '-id'], name='issue_by_place'),
        ),
        migrations.AddIndex(
            model_name='issue',
            index=models.Index(fields=['-reported_at', '-id'], name='issue_by_time'),
        ),
        migrations.AddIndex(
            model_name='issue',
            index=models.Index(condition=models.Q(('state__in', ['reported', 'accepted', 'in_progress', 'disputed', 'suspended'])), fields=['dwelling'], name='issue_open_at_home'),
        ),
        migrations.AddIndex(
            model_name='issue',
            index=models.Index(condition=models.Q(('state__in', ['reported', 'accepted', 'in_progress', 'disputed', 'suspended'])), fields=['due_at', 'id'], name='issue_open_due'),
        ),
        migrations.AddIndex(
            model_name='issue',
            index=models.Index(condition=models.Q(('next_alarm_at__isnull', False)), fields=['next_alarm_at'], name='issue_alarm'),
        ),
        migrations.AddIndex(
            model_name='issue',
            index=models.Index(condition=models.Q(('state', 'resolved')), fields=['resolved_at'], name='issue_waits_for_word'),
        ),
        migrations.AddIndex(
            model_name='issue',
            index=models.Index(condition=models.Q(('state__in', ['resolved', 'confirmed', 'unrated'])), fields=['resolved_at'], name='issue_done_when'),
        ),
        migrations.AddConstraint(
            model_name='issue',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state__in', ['confirmed', 'unrated', 'withdrawn', 'merged', 'mediation'])), models.Q(models.Q(('state__in', ['confirmed', 'unrated', 'withdrawn', 'merged', 'mediation']), _negated=True), ('closed_at__isnull', True)), _connector='OR'), name='issue_closed_has_a_time'),
        ),
        migrations.AddConstraint(
            model_name='issue',
            constraint=models.CheckConstraint(condition=models.Q(('resolve_by__gte', models.F('respond_by'))), name='issue_clocks_in_order'),
        ),
        migrations.AddConstraint(
            model_name='issue',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['resolved', 'confirmed', 'unrated']), _negated=True), models.Q(('resolved_at__isnull', False), ('resolved_by__isnull', False)), _connector='OR'), name='issue_resolved_by_someone_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='issue',
            constraint=models.CheckConstraint(condition=models.Q(('is_satisfied__isnull', True), ('state', 'confirmed'), _connector='OR'), name='issue_satisfaction_is_said_not_guessed'),
        ),
        migrations.AddConstraint(
            model_name='issue',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['reported', 'accepted', 'in_progress', 'disputed', 'suspended']), ('next_alarm_at__isnull', True), _connector='OR'), name='issue_no_alarm_when_nothing_runs'),
        ),
        migrations.AddConstraint(
            model_name='issue',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('next_alarm__isnull', True), ('next_alarm_at__isnull', True)), models.Q(('next_alarm__isnull', False), ('next_alarm_at__isnull', False)), _connector='OR'), name='issue_alarm_has_a_time'),
        ),
        migrations.AddConstraint(
            model_name='issue',
            constraint=models.CheckConstraint(condition=models.Q(('stage_due_at__gt', models.F('stage_started_at'))), name='issue_stage_takes_time'),
        ),
        migrations.AddConstraint(
            model_name='issue',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'suspended'), ('suspended_at__isnull', False), ('suspended_until__isnull', False)), models.Q(models.Q(('state', 'suspended'), _negated=True), ('suspended_at__isnull', True), ('suspended_until__isnull', True)), _connector='OR'), name='issue_put_off_has_an_end'),
        ),
        migrations.AddConstraint(
            model_name='issue',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', False), ('state', 'merged')), models.Q(models.Q(('state', 'merged'), _negated=True), ('merged_into__isnull', True)), _connector='OR'), name='issue_joined_names_the_other'),
        ),
        migrations.AddConstraint(
            model_name='issue',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(('merged_into', models.F('id')), _negated=True), _connector='OR'), name='issue_is_not_joined_with_itself'),
        ),
        migrations.AddConstraint(
            model_name='issue',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('offered_at__isnull', True), ('offered_organisation__isnull', True), ('offered_to__isnull', True)), models.Q(('offered_at__isnull', False), ('offered_organisation__isnull', False), ('state__in', ['reported', 'accepted', 'in_progress', 'disputed', 'suspended'])), _connector='OR'), name='issue_offered_while_open'),
        ),
        migrations.AddConstraint(
            model_name='follower',
            constraint=models.UniqueConstraint(fields=('issue', 'user'), name='follower_once'),
        ),
        migrations.AddConstraint(
            model_name='savedview',
            constraint=models.UniqueConstraint(fields=('user', 'name'), name='saved_view_name_once'),
        ),
        migrations.RunSQL(EVENTS, DROP_EVENTS),
        migrations.RunSQL(DISSUASIONS, DROP_DISSUASIONS),
        search_column("issues_issue", ["title", "text"]),
    ]
