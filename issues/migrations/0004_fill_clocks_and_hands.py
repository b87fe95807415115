"""What rows from before say of the new columns: a person who answers, a stage that has some time left."""

from django.db import migrations

FILL = """
UPDATE issues_issue AS issue SET
    is_private = category.is_private,
    due_at = CASE WHEN responded_at IS NULL THEN respond_by ELSE resolve_by END,
    stage_started_at = reported_at,
    stage_due_at = GREATEST(
        CASE WHEN responded_at IS NULL THEN respond_by ELSE resolve_by END, reported_at + interval '1 second'
    ),
    next_alarm = CASE WHEN state IN ('reported', 'accepted', 'in_progress') THEN 100 END,
    next_alarm_at = CASE WHEN state IN ('reported', 'accepted', 'in_progress') THEN now() + interval '1 day' END,
    holder_id = COALESCE(
        holder_id,
        (
            SELECT member.user_id FROM buildings_membership AS member
            WHERE member.organisation_id = issue.holder_organisation_id
                AND (member.ended_on IS NULL OR member.ended_on > current_date)
            ORDER BY (member.office <> 'head'), member.started_on, member.id LIMIT 1
        ),
        resolved_by_id,
        logged_by_id
    )
FROM issues_category AS category WHERE category.code = issue.category_id
"""


class Migration(migrations.Migration):
    dependencies = [("issues", "0003_clocks_and_hands")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
