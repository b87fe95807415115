from django.db import migrations

from kit.changes import note


class Migration(migrations.Migration):
    dependencies = [("committees", "0006_found_while_to_come"), ("kit", "0002_what_changed_lately")]

    operations = [
        note(
            "committees_meeting",
            "committees_meetingkind",
            "committees_invitation",
            "committees_party",
            "committees_agendaitem",
            "committees_resolution",
            "committees_actionitem",
            "committees_minutes",
            "committees_publicposting",
        )
    ]
