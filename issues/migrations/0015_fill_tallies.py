"""What was reported before is tallied beside the work on it, place by place, each in a moment of its own."""

from django.db import migrations

PLACES = """
SELECT place.id, category.code FROM buildings_place AS place
LEFT JOIN issues_category AS category ON place.parent_id IS NULL
WHERE place.parent_id IS NULL OR EXISTS (
    SELECT FROM buildings_place AS top WHERE top.id = place.parent_id AND top.parent_id IS NULL
)
"""
MEND = "SELECT count(*) FROM issues_tally_mend(%s, %s, false)"


def fill(apps, schema_editor) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM issues_issue)")
        if not cursor.fetchone()[0]:
            return
        cursor.execute(PLACES)
        for key in cursor.fetchall():
            cursor.execute(MEND, key)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("issues", "0014_tallies_are_kept")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
