from django.db import transaction
from django.utils.translation import gettext as _

from issues import rules
from journal.operations import record
from kit.refused import Refused
from people.models import User

MOST = 20_000  # rows of one table: more is a copy of everything


@transaction.atomic
def note_export(*, by: User, query: str, rows: int, kind: str) -> None:
    """Somebody takes a list away: who, when, of what, how much. Refused when there is too much of it."""
    if not rules.may_export(user=by):
        raise Refused(_("Only those who serve here take a list away."))
    if rows > MOST:
        words = {"rows": f"{rows:,}", "most": f"{MOST:,}"}
        raise Refused(
            _("These are %(rows)s issues; one table holds %(most)s at most. Please narrow it down first.")
            % words
        )
    record(by=by, verb="issues.exported", subject=by, data={"filter": query, "rows": rows, "kind": kind})
