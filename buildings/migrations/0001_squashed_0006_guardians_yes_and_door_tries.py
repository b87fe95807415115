"""The room in one step, for a database that begins today; those begun before went through the six it replaces."""

import django.contrib.postgres.constraints
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

from kit.at_once import AtOnce


CREATE = """
CREATE FUNCTION buildings_place_set_path() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE above text;
BEGIN
    IF NEW.parent_id IS NULL THEN
        NEW.path := '/' || NEW.id || '/';
        RETURN NEW;
    END IF;
    SELECT path INTO above FROM buildings_place WHERE id = NEW.parent_id FOR SHARE;
    IF position('/' || NEW.id || '/' IN above) > 0 THEN
        RAISE EXCEPTION 'place % cannot contain itself', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'place_does_not_contain_itself';
    END IF;
    NEW.path := above || NEW.id || '/';
    RETURN NEW;
END $$;

CREATE TRIGGER place_path BEFORE INSERT OR UPDATE ON buildings_place
    FOR EACH ROW EXECUTE FUNCTION buildings_place_set_path();

-- Whoever moves takes everything below along: touching the children runs the trigger above for each of them.
CREATE FUNCTION buildings_place_carry_children() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE buildings_place SET parent_id = parent_id WHERE parent_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER place_path_below AFTER UPDATE ON buildings_place
    FOR EACH ROW WHEN (OLD.path IS DISTINCT FROM NEW.path) EXECUTE FUNCTION buildings_place_carry_children();
"""
DROP = """
DROP TRIGGER place_path_below ON buildings_place;
DROP TRIGGER place_path ON buildings_place;
DROP FUNCTION buildings_place_carry_children();
DROP FUNCTION buildings_place_set_path();
"""


class Migration(AtOnce):
    initial = True
    replaces = [
        ("buildings", "0001_initial"),
        ("buildings", "0002_place_path"),
        ("buildings", "0003_place_on_the_plan"),
        ("buildings", "0004_alone_on_its_cell"),
        ("buildings", "0005_claims_and_guardians"),
        ("buildings", "0006_guardians_yes_and_door_tries"),
    ]
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('street_office', 'Subdistrict office'), ('party_committee', 'Community Party committee'), ('residents_committee', "Residents' committee"), ('neighbour_council', 'Neighbourhood council'), ('owners_committee', "Owners' committee"), ('property_company', 'Property company'), ('club', 'Club'), ('volunteer_team', 'Volunteer team'), ('mediation_studio', 'Mediation studio'), ('partner', 'Partner')], max_length=20)),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('short_name', models.CharField(blank=True, max_length=20)),
                ('phone', models.CharField(blank=True, max_length=16, verbose_name='duty phone')),
                ('hours', models.CharField(blank=True, max_length=60, verbose_name='when someone answers')),
            ],
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client_key', models.UUIDField(editable=False, null=True)),
                ('kind', models.CharField(choices=[('street', 'Subdistrict'), ('community', 'Community'), ('estate', 'Estate'), ('lane', 'Lane'), ('road', 'Road'), ('building', 'Building'), ('stair', 'Stair')], max_length=10)),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('path', models.CharField(default=None, editable=False, max_length=200, unique=True)),
                ('position', models.PositiveIntegerField(default=0, help_text='Order among its neighbours: 2 before 10.')),
                ('address', models.CharField(blank=True, max_length=120, verbose_name='address')),
                ('note', models.CharField(blank=True, max_length=200)),
                ('plan_x', models.SmallIntegerField(blank=True, null=True)),
                ('plan_y', models.SmallIntegerField(blank=True, null=True)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='buildings.place')),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Dwelling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('floor', models.SmallIntegerField(blank=True, null=True, verbose_name='floor')),
                ('door', models.CharField(max_length=20, verbose_name='door')),
                ('area', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, verbose_name='exclusive area, m²')),
                ('area_source', models.CharField(choices=[('register', 'Title register'), ('survey', 'Survey'), ('contract', 'Sales contract'), ('roster', "Property company's roster")], default='roster', max_length=8)),
                ('presence', models.CharField(choices=[('unknown', 'Not known'), ('home', 'Lived in'), ('commuter', 'Commuter'), ('rented', 'Rented out'), ('vacant', 'Vacant'), ('unsold', 'Unsold')], default='unknown', max_length=8)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dwellings', to='buildings.place')),
            ],
            options={
                'ordering': ['place', 'floor', 'door'],
            },
        ),
        migrations.CreateModel(
            name='Captaincy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='from')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='until, that day not included')),
                ('client_key', models.UUIDField(editable=False, null=True)),
                ('kind', models.CharField(choices=[('building', 'Building captain'), ('stair', 'Stair captain'), ('lane', 'Lane captain'), ('road', 'Street captain')], max_length=8)),
                ('role', models.CharField(choices=[('lead', 'Lead'), ('deputy', 'Deputy')], default='lead', max_length=6)),
                ('floor_from', models.SmallIntegerField(blank=True, null=True, verbose_name='from floor')),
                ('floor_to', models.SmallIntegerField(blank=True, null=True, verbose_name='to floor')),
                ('selection', models.CharField(choices=[('self', 'Put themselves forward'), ('recommended', 'Recommended by residents'), ('appointed', 'Appointed by the community')], default='recommended', max_length=11)),
                ('phone', models.CharField(blank=True, max_length=16, verbose_name='phone for neighbours')),
                ('phone_is_public', models.BooleanField(default=False)),
                ('about', models.CharField(blank=True, max_length=120)),
                ('appointed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='captaincies', to=settings.AUTH_USER_MODEL)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='captaincies', to='buildings.place')),
            ],
            options={
                'verbose_name_plural': 'captaincies',
            },
        ),
        migrations.CreateModel(
            name='Residency',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='from')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='until, that day not included')),
                ('client_key', models.UUIDField(editable=False, null=True)),
                ('kind', models.CharField(choices=[('owner', 'Owner'), ('tenant', 'Tenant'), ('family', 'Family')], max_length=6)),
                ('lives_here', models.BooleanField(default=True)),
                ('is_minor', models.BooleanField(default=False, verbose_name='under 14')),
                ('dwelling', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='residencies', to='buildings.dwelling')),
                ('guardian', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='wards', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='residencies', to=settings.AUTH_USER_MODEL)),
                ('verified_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'residencies',
            },
        ),
        migrations.CreateModel(
            name='ResidencyClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client_key', models.UUIDField(unique=True)),
                ('kind', models.CharField(choices=[('owner', 'Owner'), ('tenant', 'Tenant'), ('family', 'Family')], max_length=6)),
                ('lives_here', models.BooleanField(default=True)),
                ('is_minor', models.BooleanField(default=False, verbose_name='under 14')),
                ('guardian_phone', models.CharField(blank=True, max_length=16)),
                ('guardian_agreed_at', models.DateTimeField(null=True)),
                ('lease_until', models.DateField(blank=True, null=True, verbose_name='lease until, that day not included')),
                ('note', models.CharField(blank=True, max_length=120, verbose_name='a word to whoever confirms')),
                ('state', models.CharField(choices=[('waiting', 'Waiting for the captain'), ('confirmed', 'Confirmed'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn'), ('lapsed', 'Nobody answered in 30 days')], default='waiting', max_length=9)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('dwelling', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='buildings.dwelling')),
                ('guardian', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('residency', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='claim', to='buildings.residency')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to=settings.AUTH_USER_MODEL)),
                ('vouched_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['asked_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='from')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='until, that day not included')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='buildings.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='buildings.place')),
            ],
        ),
        migrations.AddField(
            model_name='organisation',
            name='places',
            field=models.ManyToManyField(related_name='organisations', through='buildings.Service', to='buildings.place'),
        ),
        migrations.CreateModel(
            name='DoorTry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(max_length=64)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'door tries',
                'indexes': [models.Index(fields=['user', 'at'], name='door_try_user'), models.Index(fields=['address', 'at'], name='door_try_address')],
            },
        ),
        migrations.CreateModel(
            name='DoorCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('kind', models.CharField(choices=[('owner', 'Owner'), ('tenant', 'Tenant'), ('family', 'Family')], max_length=6)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('used_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('dwelling', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='door_codes', to='buildings.dwelling')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('made_at'))), name='door_code_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(models.Q(('used_at__isnull', True), ('used_by__isnull', True)), models.Q(('revoked_at__isnull', True), ('used_at__isnull', False), ('used_by__isnull', False)), _connector='OR'), name='door_code_used_by_someone')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='from')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='until, that day not included')),
                ('office', models.CharField(choices=[('head', 'Head'), ('deputy', 'Deputy head'), ('member', 'Member'), ('secretary', 'Secretary'), ('staff', 'Staff')], default='member', max_length=9)),
                ('title', models.CharField(blank=True, max_length=40, verbose_name='title')),
                ('phone', models.CharField(blank=True, max_length=16, verbose_name='work phone')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='buildings.organisation')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('ended_on__gt', models.F('started_on')), _connector='OR'), name='membership_ends_after_it_starts', violation_error_message='The end must come after the start.'), models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True)), fields=('user', 'organisation'), name='membership_once_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Ownership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='from')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='until, that day not included')),
                ('owner_name', models.CharField(max_length=80)),
                ('phone', models.CharField(blank=True, db_index=True, max_length=16)),
                ('source', models.CharField(choices=[('register', 'Title register'), ('survey', 'Survey'), ('contract', 'Sales contract'), ('roster', "Property company's roster")], default='roster', max_length=8)),
                ('dwelling', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ownerships', to='buildings.dwelling')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('ended_on__gt', models.F('started_on')), _connector='OR'), name='ownership_ends_after_it_starts', violation_error_message='The end must come after the start.'), models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True)), fields=('dwelling', 'owner_name'), name='ownership_once_at_a_time')],
            },
        ),
        migrations.AddIndex(
            model_name='place',
            index=models.Index(django.contrib.postgres.indexes.OpClass('path', name='text_pattern_ops'), name='place_path_prefix'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'street'), ('parent__isnull', True)), models.Q(models.Q(('kind', 'street'), _negated=True), ('parent__isnull', False)), _connector='OR'), name='place_stands_in_a_place'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(('parent__isnull', True), models.Q(('parent', models.F('id')), _negated=True), _connector='OR'), name='place_is_not_its_own_parent'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.UniqueConstraint(fields=('parent', 'name'), name='place_name_once_in_its_parent', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.UniqueConstraint(fields=('client_key',), name='place_made_once'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('plan_x__isnull', True), ('plan_y__isnull', True)), models.Q(('plan_x__isnull', False), ('plan_x__range', (0, 19)), ('plan_y__isnull', False), ('plan_y__range', (0, 19))), _connector='OR'), name='place_on_the_plan_has_both'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.UniqueConstraint(fields=('parent', 'plan_x', 'plan_y'), name='place_alone_on_its_cell'),
        ),
        migrations.AddConstraint(
            model_name='dwelling',
            constraint=models.UniqueConstraint(fields=('place', 'door'), name='dwelling_door_once_in_its_place'),
        ),
        migrations.AddConstraint(
            model_name='dwelling',
            constraint=models.CheckConstraint(condition=models.Q(('area__isnull', True), ('area__gt', 0), _connector='OR'), name='dwelling_area_is_positive'),
        ),
        migrations.AddConstraint(
            model_name='captaincy',
            constraint=models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('ended_on__gt', models.F('started_on')), _connector='OR'), name='captaincy_ends_after_it_starts', violation_error_message='The end must come after the start.'),
        ),
        migrations.AddConstraint(
            model_name='captaincy',
            constraint=models.UniqueConstraint(fields=('client_key',), name='captaincy_made_once'),
        ),
        migrations.AddConstraint(
            model_name='captaincy',
            constraint=models.CheckConstraint(condition=models.Q(('floor_from__isnull', True), ('floor_to__isnull', True), ('floor_from__lte', models.F('floor_to')), _connector='OR'), name='captaincy_floors_in_order', violation_error_message='The first floor must not lie above the last.'),
        ),
        migrations.AddConstraint(
            model_name='captaincy',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('role', 'lead')), expressions=[('place', '='), (models.Func(models.F('floor_from'), models.F('floor_to'), models.Value('[]'), function='int4range', template='int4range(%(expressions)s)'), '&&'), (models.Func(models.F('started_on'), models.F('ended_on'), function='daterange'), '&&')], name='captaincy_one_lead_for_a_floor_at_a_time', violation_error_message='Another captain already leads some of these floors in that time.'),
        ),
        migrations.AddConstraint(
            model_name='residency',
            constraint=models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('ended_on__gt', models.F('started_on')), _connector='OR'), name='residency_ends_after_it_starts', violation_error_message='The end must come after the start.'),
        ),
        migrations.AddConstraint(
            model_name='residency',
            constraint=models.UniqueConstraint(fields=('client_key',), name='residency_made_once'),
        ),
        migrations.AddConstraint(
            model_name='residency',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True)), fields=('user', 'dwelling', 'kind'), name='residency_once_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='residency',
            constraint=models.CheckConstraint(condition=models.Q(('is_minor', False), models.Q(('guardian__isnull', False), models.Q(('guardian', models.F('user')), _negated=True)), _connector='OR'), name='residency_of_a_child_has_a_guardian'),
        ),
        migrations.AddConstraint(
            model_name='residencyclaim',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('user', 'dwelling'), name='claim_waits_once'),
        ),
        migrations.AddConstraint(
            model_name='residencyclaim',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='claim_decided_has_a_time'),
        ),
        migrations.AddConstraint(
            model_name='residencyclaim',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='claim_refused_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='residencyclaim',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), ('residency__isnull', False), _connector='OR'), name='claim_confirmed_is_a_home'),
        ),
        migrations.AddConstraint(
            model_name='residencyclaim',
            constraint=models.CheckConstraint(condition=models.Q(('is_minor', False), models.Q(('guardian__isnull', False), models.Q(('guardian', models.F('user')), _negated=True)), models.Q(('guardian__isnull', True), models.Q(('guardian_phone', ''), _negated=True)), _connector='OR'), name='claim_of_a_child_has_a_guardian'),
        ),
        migrations.AddConstraint(
            model_name='residencyclaim',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), ('is_minor', False), ('guardian_agreed_at__isnull', False), _connector='OR'), name='claim_of_a_child_is_agreed'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('ended_on__gt', models.F('started_on')), _connector='OR'), name='service_ends_after_it_starts', violation_error_message='The end must come after the start.'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True)), fields=('organisation', 'place'), name='service_once_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.UniqueConstraint(fields=('name',), name='organisation_name_once'),
        ),
        migrations.RunSQL(CREATE, DROP),
    ]
