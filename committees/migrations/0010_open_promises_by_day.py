from django.db import migrations, models

from kit.beside import AddIndexBeside


class Migration(migrations.Migration):
    atomic = False  # promises are made while the index of a large table is made

    dependencies = [('committees', '0009_fill_words_of_seats')]

    operations = [
        AddIndexBeside(
            model_name='actionitem',
            index=models.Index(
                condition=models.Q(('state__in', ('open', 'reported'))),
                fields=['due_on', 'id'],
                name='action_open_due',
            ),
        ),
    ]
