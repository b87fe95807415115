"""What the top of a home page says."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from notices.models import Notice, NoticeCategory

ICONS = {
    NoticeCategory.UTILITIES: "water",
    NoticeCategory.DELIBERATION: "meeting",
    NoticeCategory.SAFETY: "alert",
    NoticeCategory.ACTIVITY: "heart",
    NoticeCategory.POSTING: "doc",
    NoticeCategory.OTHER: "notice",
}


def greeting(name: str, now: datetime) -> str:
    hour = timezone.localtime(now).hour
    if 5 <= hour < 12:
        return _("Good morning, %(name)s") % {"name": name}
    if 12 <= hour < 18:
        return _("Good afternoon, %(name)s") % {"name": name}
    return _("Good evening, %(name)s") % {"name": name}


def urgent_icon(notice: Notice | None) -> str:
    return ICONS[notice.category] if notice else ""
