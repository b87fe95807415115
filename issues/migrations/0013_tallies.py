import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('issues', '0012_changes_are_noted'),
    ]

    operations = [
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('is_fresh', models.BooleanField()),
                ('reported', models.IntegerField()),
                ('counted', models.IntegerField()),
                ('answered', models.IntegerField()),
                ('in_time', models.IntegerField()),
                ('done', models.IntegerField()),
                ('solved', models.IntegerField()),
                ('said', models.IntegerField()),
                ('content', models.IntegerField()),
                ('rated', models.IntegerField()),
                ('unrated', models.IntegerField()),
                ('finished', models.IntegerField()),
                ('gone', models.IntegerField()),
                ('waiting', models.IntegerField()),
                ('to_answer', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=24)),
                ('to_finish', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=24)),
                ('category', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='issues.category')),
                ('place', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='buildings.place')),
            ],
            options={
                'verbose_name_plural': 'tallies',
                'indexes': [models.Index(fields=['place', 'day'], name='tally_by_place'), models.Index(condition=models.Q(('is_fresh', True)), fields=['place', 'day'], name='tally_fresh')],
            },
        ),
    ]
