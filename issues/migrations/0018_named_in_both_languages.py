from django.db import migrations

from kit.named import Named

COLUMNS = {
    "category": {
        "call_first": "whom to call first",
        "code": "code",
        "icon": "icon",
        "is_active": "in use",
        "is_private": "private",
        "is_time_blurred": "hour not shown",
        "lead": "who leads",
        "name": "name",
        "name_en": "name in English",
        "position": "order",
        "questions": "what is asked",
        "tier": "urgency",
    },
    "issue": {
        "answers": "what was asked and said",
        "category": "category",
        "changed_at": "last changed",
        "closed_at": "closed at",
        "due_at": "due at",
        "dwelling": "home",
        "escalation_count": "times the next level was called",
        "floor": "floor",
        "holder": "who has it",
        "holder_organisation": "organisation that has it",
        "is_satisfied": "reporter is satisfied",
        "joined_count": "neighbours who joined",
        "logged_by": "logged by",
        "merged_into": "joined with",
        "next_alarm": "next reminder, %",
        "next_alarm_at": "next reminder at",
        "offered_at": "passed on at",
        "offered_organisation": "passed on to",
        "offered_to": "passed on to whom there",
        "place": "place",
        "previous_holder": "who had it before",
        "previous_organisation": "organisation that had it before",
        "reopened_count": "times sent back",
        "reported_at": "reported at",
        "reporter": "reporter",
        "resolve_by": "done by",
        "resolved_at": "said to be done at",
        "resolved_by": "done by whom",
        "respond_by": "respond by",
        "responded_at": "first answer",
        "stage_due_at": "this step is due at",
        "stage_started_at": "this step began at",
        "state": "state",
        "suspended_at": "put off at",
        "suspended_until": "put off until",
        "tier": "urgency",
    },
    "issueevent": {
        "at": "when",
        "by": "by whom",
        "by_line": "capacity",
        "kind": "what happened",
        "organisation": "organisation",
        "text": "words",
    },
}
TABLES = {
    "category": ("category", "categories"),
    "issue": ("issue", "issues"),
    "issueevent": ("line of the timeline", "lines of the timeline"),
}


class Migration(migrations.Migration):
    dependencies = [("issues", "0017_open_ones_of_an_organisation")]

    operations = [Named(COLUMNS, TABLES)]
