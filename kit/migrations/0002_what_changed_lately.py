import django.utils.timezone
from django.db import migrations, models

FUNCTION = """
CREATE FUNCTION kit_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO kit_change ("table", at) VALUES (TG_TABLE_NAME, statement_timestamp());
    RETURN NULL;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("kit", "0001_words_for_search")]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("table", models.CharField(max_length=63)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={"indexes": [models.Index(fields=["table", "id"], name="change_of_table")]},
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION kit_note_change"),
    ]
