from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("committees", "0013_reminders_go_to_persons")]

    operations = [migrations.AlterModelOptions(name="actionreport", options={"ordering": ["-id"]})]
