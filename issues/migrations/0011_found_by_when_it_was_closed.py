from django.db import migrations, models

from kit.beside import AddIndexBeside


class Migration(migrations.Migration):
    atomic = False  # issues are reported while the index of a large table is made

    dependencies = [('issues', '0010_found_by_words')]

    operations = [
        AddIndexBeside(
            model_name='issue',
            index=models.Index(condition=models.Q(('state__in', ['confirmed', 'unrated', 'withdrawn', 'merged', 'mediation'])), fields=['closed_at'], name='issue_closed_when'),
        ),
    ]
