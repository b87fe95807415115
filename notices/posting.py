"""公示: what is posted publicly has a period, so that everybody knows until when they may object. Pure."""

from datetime import datetime

from django.utils.translation import gettext as _

from kit.refused import Refused

POSTING = "posting"  # NoticeCategory.POSTING; nothing of the database in here


def check_posting(*, category: str, expires_at: datetime | None) -> None:
    """Asked when it is let out, and again when it is changed while it hangs."""
    if category == POSTING and expires_at is None:
        raise Refused(
            _("A public posting needs its last day: until then everybody may say something about it."),
            field="expires_at",
        )
