from django.db import migrations

from kit.named import Named

COLUMNS = {
    "message": {
        "attempts": "attempts",
        "channel": "channel",
        "digest": "told in",
        "due_at": "due to go at",
        "error": "what went wrong",
        "expires_at": "too late after",
        "id": "ID",
        "instead_of": "instead of",
        "lease": "with which worker",
        "lease_until": "with a worker until",
        "read_at": "read at",
        "recipient": "for whom",
        "sent_at": "sent at",
        "state": "state",
    },
}


class Migration(migrations.Migration):
    dependencies = [("notifications", "0014_troubled")]

    operations = [Named(COLUMNS)]
