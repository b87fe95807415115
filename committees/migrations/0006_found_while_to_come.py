from django.db import migrations, models

from kit.beside import AddIndexBeside


class Migration(migrations.Migration):
    atomic = False  # meetings are called while the index of a large table is made

    dependencies = [('committees', '0005_found_by_words')]

    operations = [
        AddIndexBeside(
            model_name='meeting',
            index=models.Index(condition=models.Q(('state', 'convened')), fields=['starts_at', 'id'], name='meeting_to_come'),
        ),
    ]
