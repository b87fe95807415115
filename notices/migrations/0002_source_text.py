from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="source",
            field=models.TextField(blank=True, default="", verbose_name="text"),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="notice",
            name="body",
            field=models.TextField(help_text="Cleaned HTML."),
        ),
        migrations.AddField(
            model_name="notice",
            name="withdrawn_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
