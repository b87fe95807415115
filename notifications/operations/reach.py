"""Who is reached on which channel, as pieces of SQL: posting, falling over and the digest ask the same.

SETS and JOINS work on a set of people (`people`, a CTE with one column, id), joined whole, never one by one:
a fan-out to a district is one pass over each table. ONE_BY_ONE looks each person up by index: for a set whose
size the planner cannot know.
"""

# device: whoever has a browser that can be woken. refused: whose consent to a channel is withdrawn.
_SETS = """
device AS MATERIALIZED (
    SELECT DISTINCT user_id FROM notifications_pushdevice JOIN people ON user_id = people.id{near}
    WHERE ended_at IS NULL
), refused AS MATERIALIZED (
    SELECT user_id, CASE item WHEN 'emails' THEN 'email' ELSE 'sms' END AS channel
    FROM people_consent JOIN people ON user_id = people.id{near}
    WHERE item IN ('emails', 'texts') GROUP BY user_id, item HAVING bool_and(withdrawn_at IS NOT NULL)
)
"""
SETS = _SETS.format(near="")
# Of a share of very many, whose numbers lie in a range: only that part of each table is read.
NEAR = " AND {} >= %(first)s AND {} < %(until)s"
SETS_OF_SHARE = _SETS.format(near=NEAR.replace("{}", "user_id"))

MARK = """
LEFT JOIN notifications_addressmark mark ON mark.channel = way.channel AND mark.cleared_at IS NULL
    AND mark.address = CASE way.channel WHEN 'email' THEN person.email WHEN 'sms' THEN person.phone END
"""

# Beside `person` (people_user) and `way` (a channel).
JOINS = (
    """
LEFT JOIN device ON device.user_id = person.id
LEFT JOIN refused ON refused.user_id = person.id AND refused.channel = way.channel
"""
    + MARK
)

ONE_BY_ONE = f"""
LEFT JOIN LATERAL (
    SELECT user_id FROM notifications_pushdevice WHERE user_id = person.id AND ended_at IS NULL LIMIT 1
) AS device ON true
LEFT JOIN LATERAL (
    SELECT user_id FROM people_consent WHERE user_id = person.id
        AND item = CASE way.channel WHEN 'email' THEN 'emails' WHEN 'sms' THEN 'texts' END
    GROUP BY user_id HAVING bool_and(withdrawn_at IS NOT NULL)
) AS refused ON true
{MARK}
"""  # noqa: S608 (the pieces are constants)

# An address that they confirmed, no mark on it (it bounced), no consent withdrawn.
REACHES = """
person.is_active AND refused.user_id IS NULL AND mark.id IS NULL AND CASE way.channel
    WHEN 'push' THEN device.user_id IS NOT NULL
    WHEN 'email' THEN person.email IS NOT NULL
    WHEN 'sms' THEN person.phone IS NOT NULL AND person.phone_verified
    ELSE false
END
"""
