from django.db import migrations

from kit.named import Named

COLUMNS = {
    "user": {
        "is_active": "account is open",
        "is_demo": "demonstration",
        "language": "language",
    },
}


class Migration(migrations.Migration):
    dependencies = [("people", "0004_changes_of_names_are_noted")]

    operations = [Named(COLUMNS)]
