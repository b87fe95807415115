"""What the queue's page says: its tabs, the chips of a filter, and what came of a step."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from issues.models import Category, Issue, SavedView, Tier
from issues.operations import Outcome
from issues.queries.queue import MINE, OURS, OVERDUE, TODAY, WAITING, Asked, Counts


@dataclass(frozen=True)
class Tab:
    key: str
    label: str
    query: str
    current: bool
    count: int | None = None
    is_hot: bool = False


@dataclass(frozen=True)
class Chip:
    """One condition of the filter, and the address without it."""

    label: str
    query: str


def tabs(asked: Asked, counts: Counts, views: Iterable[SavedView], is_staff: bool) -> list[Tab]:
    own = [
        ("all", pgettext("tab of the queue", "All"), Asked(), counts.running, False),
        (WAITING, pgettext("tab of the queue", "Waiting for us"), Asked(who=WAITING), counts.waiting, True),
        (OURS, pgettext("tab of the queue", "With us"), Asked(who=OURS), counts.ours, False),
        (OVERDUE, pgettext("tab of the queue", "Overdue"), Asked(when=OVERDUE), counts.overdue, True),
        (TODAY, pgettext("tab of the queue", "Due today"), Asked(when=TODAY), counts.today, False),
    ]
    if is_staff:
        whose = pgettext("tab of the queue", "Whose is it?")
        own.append(("disputed", whose, Asked(state=("disputed",)), counts.disputed, True))
    found = [
        Tab(key, label, one.query, one == asked, count, hot and bool(count))
        for key, label, one, count, hot in own
    ]
    known = {tab.query for tab in found}
    saved = [
        Tab(f"view-{v.pk}", v.name, v.query, v.query == asked.query) for v in views if v.query not in known
    ]
    return found + saved


def chips(asked: Asked, categories: dict[str, Category], place: str) -> list[Chip]:
    found = []
    if asked.who:
        found.append(Chip(who_labels()[asked.who], asked.without("who").query))
    if asked.when:
        found.append(Chip(when_labels()[asked.when], asked.without("when").query))
    found += [Chip(group_labels()[g], asked.without("state", g).query) for g in asked.state]
    found += [
        Chip(categories[code].label if code in categories else code, asked.without("category", code).query)
        for code in asked.category
    ]
    found += [Chip(str(Tier(tier).label), asked.without("tier", tier).query) for tier in asked.tier]
    if place:
        found.append(Chip(place, asked.without("place").query))
    if asked.reopened:
        found.append(Chip(_("Sent back before"), asked.without("reopened").query))
    if asked.q:
        found.append(Chip(_("“%(words)s”") % {"words": asked.q}, asked.without("q").query))
    return found


def who_labels() -> dict[str, str]:
    return {
        WAITING: pgettext("tab of the queue", "Waiting for us"),
        OURS: pgettext("tab of the queue", "With us"),
        MINE: _("With me"),
    }


def when_labels() -> dict[str, str]:
    return {
        OVERDUE: pgettext("tab of the queue", "Overdue"),
        TODAY: pgettext("tab of the queue", "Due today"),
    }


def group_labels() -> dict[str, str]:
    return {
        "new": pgettext("state of an issue", "Waiting to be taken on"),
        "taken": pgettext("group of states", "Being worked on"),
        "disputed": pgettext("state of an issue", "Whose it is, is being decided"),
        "off": pgettext("state of an issue", "Put off"),
        "word": pgettext("state of an issue", "Waiting for the reporter's word"),
        "closed": pgettext("group of states", "Over"),
    }


# --- what came of it ----------------------------------------------------------------------------------------


def done_words(act: str, count: int, into: Issue | None = None) -> str:
    words = {
        "accept": ngettext("%(n)d taken on.", "%(n)d taken on.", count),
        "start": ngettext("Work began on %(n)d.", "Work began on %(n)d.", count),
        "dispatch": ngettext("%(n)d passed on.", "%(n)d passed on.", count),
        "decide": ngettext("%(n)d decided.", "%(n)d decided.", count),
        "merge": ngettext(
            "%(n)d joined with number %(number)s.", "%(n)d joined with number %(number)s.", count
        ),
    }[act]
    return words % {"n": count, "number": into.number if into else ""}


def outcome_words(act: str, outcome: Outcome, into: Issue | None = None) -> str | SafeString:
    """One message: what was done, then what was not, with the reason, each with a link to it."""
    done = done_words(act, len(outcome.done), into) if outcome.done else ""
    if not outcome.refused:
        return done
    reasons: dict[str, list[Issue]] = {}
    for issue, why in outcome.refused:
        reasons.setdefault(why, []).append(issue)
    count = len(outcome.refused)
    head = ngettext("%(n)d was not done:", "%(n)d were not done:", count) % {"n": count}
    parts = format_html_join(" ", "{} {}", ((_links(issues), why) for why, issues in reasons.items()))
    return format_html("{} {} {}", done, head, parts) if done else format_html("{} {}", head, parts)


def _links(issues: list[Issue]) -> SafeString:
    rows = ((issue.get_absolute_url(), issue.number) for issue in issues)
    return format_html_join(" ", '<a class="nb" href="{}">{}</a>', rows)
