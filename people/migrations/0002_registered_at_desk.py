from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.AddField("user", "registered_at_desk", models.BooleanField(default=False, editable=False)),
        migrations.RemoveConstraint("user", "person_can_be_reached"),
        migrations.AddConstraint(
            "user",
            models.CheckConstraint(
                condition=models.Q(
                    ("phone__isnull", False),
                    ("email__isnull", False),
                    ("registered_at_desk", True),
                    _connector="OR",
                ),
                name="person_can_be_reached",
            ),
        ),
    ]
