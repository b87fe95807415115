from django.db import migrations, models

from kit.beside import AddIndexBeside


class Migration(migrations.Migration):
    atomic = False  # issues are reported while the index of a large table is made

    dependencies = [('issues', '0015_fill_tallies')]

    operations = [
        AddIndexBeside(
            model_name='issue',
            index=models.Index(
                condition=models.Q(
                    ('state__in', ['reported', 'accepted', 'in_progress', 'disputed', 'suspended'])
                ),
                fields=['place'],
                include=['due_at', 'reported_at', 'state'],
                name='issue_open_at_place',
            ),
        ),
    ]
