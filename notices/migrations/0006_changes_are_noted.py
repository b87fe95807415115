from django.db import migrations

from kit.changes import note


class Migration(migrations.Migration):
    dependencies = [("notices", "0005_hour_of_the_alarm"), ("kit", "0002_what_changed_lately")]

    operations = [
        note(
            "notices_notice",
            "notices_noticeplace",
            "notices_noticefile",
            "notices_boardphoto",
            "notices_noticecomment",
        )
    ]
