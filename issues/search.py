"""Issues by their words: the title and what was said at first. Nothing of what went to mediation, not even
for those whom it concerned: their page says no word of it either."""

import re

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from buildings.models import Place
from issues.models import Issue
from issues.queries.lists import NEWEST, with_names
from issues.rows import row_of
from kit.bigrams import fold
from kit.search import FEW, Asked, Hit, Shelf, in_one_text, marked, matching, snippet
from kit.traces import Needs
from people.models import User

NUMBER = re.compile(r"(?:(?<!\d)\d{4}-|#|编号)(\d{1,18})(?![\d-])")  # 1124-37, or #37


def find(user: User, asked: Asked, place: Place | None) -> QuerySet[Issue]:
    if not user.is_authenticated:
        return Issue.objects.none()

    def rows() -> QuerySet[Issue]:
        readable = Issue.objects.readable_by(user)
        return readable.below(place.path) if place else readable

    if (number := NUMBER.search(fold(asked.text))) and (one := rows().filter(pk=number[1])):
        return one
    return matching(rows, asked, newest=Issue.objects.order_by(*NEWEST), may_be=FEW)


def needs(asked: Asked) -> Needs:
    """A number stands in no text."""
    return [] if NUMBER.search(fold(asked.text)) else in_one_text("issues_issue")(asked)


def hit(issue: Issue, asked: Asked, user: User) -> Hit:
    row = row_of(issue, timezone.now(), user)
    meta = f"{row.label} · {row.meta}"
    return Hit(row.url, marked(row.title, asked), snippet(issue.text, asked), meta)


SHELF = Shelf("issues", pgettext_lazy("navigation", "Issues"), "flag", NEWEST, find, with_names, hit, needs)
