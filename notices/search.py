"""Notices by their words: what hangs on the board now or once did, for this reader. Never what waits for its
hour, was taken down, or is still being written, not even for those who wrote it."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buildings.models import Place
from kit.richtext import run_on
from kit.search import OTHERS, Asked, Hit, Shelf, in_one_text, marked, matching, snippet
from kit.times import ago
from notices.models import Notice
from people.models import User

ORDER = ("-publish_at", "-id")


def find(user: User, asked: Asked, place: Place | None) -> QuerySet[Notice]:
    def rows() -> QuerySet[Notice]:
        visible = Notice.objects.visible_to(user).published()
        return visible.around({place.path}) if place else visible

    newest = Notice.objects.published().order_by(*ORDER)
    return matching(rows, asked, newest=newest, may_be=OTHERS)  # 3栋 stands in those of other estates' 3栋


def fetch(rows: QuerySet[Notice]) -> QuerySet[Notice]:
    return rows.select_related("organisation").defer("body")


def hit(notice: Notice, asked: Asked, user: User) -> Hit:
    return Hit(
        url=notice.get_absolute_url(),
        title=marked(notice.title, asked),
        lead=lead(notice, asked),
        meta=f"{notice.organisation} · {ago(notice.publish_at, now=timezone.now())}",
    )


def lead(notice: Notice, asked: Asked) -> str:
    """Where it was found in the text, else in the three facts."""
    facts = (notice.when_text, notice.where_text, notice.ask_text)
    return snippet(run_on(notice.source), asked) or snippet(" · ".join(filter(None, facts)), asked)


SHELF = Shelf("notices", _("Notices"), "notice", ORDER, find, fetch, hit, in_one_text("notices_notice"))
