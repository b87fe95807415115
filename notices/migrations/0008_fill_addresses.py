"""What was addressed before, a thousand notices at a time, each thousand in a moment of its own."""

from django.db import migrations

STEP = 1000
# The trigger fills in the rest.
TOUCH = """
UPDATE notices_noticeplace SET place_id = place_id
WHERE notice_id >= %s AND notice_id < %s AND area_id IS NULL
"""


def fill(apps, schema_editor) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(min(id), 0), coalesce(max(id), -1) FROM notices_notice")
        first, last = cursor.fetchone()
        for start in range(first, last + 1, STEP):
            cursor.execute(TOUCH, [start, start + STEP])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("notices", "0007_addresses_in_order")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
