from django.db import migrations

from kit.changes import note


class Migration(migrations.Migration):
    dependencies = [
        ("buildings", "0009_fill_words_of_captains_and_places"),
        ("kit", "0002_what_changed_lately"),
    ]

    operations = [
        note(
            "buildings_place",
            "buildings_dwelling",
            "buildings_residency",
            "buildings_captaincy",
            "buildings_organisation",
            "buildings_service",
            "buildings_membership",
        )
    ]
