"""The feed of a place as RFC 4287 has it: ids that never change, full addresses, summaries as plain text."""

from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.template.defaultfilters import truncatechars
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, rfc3339_date
from django.utils.translation import gettext as _

from buildings.models import Place
from buildings.wording import place_name
from kit.lines import printable
from kit.richtext import run_on
from notices.models import Notice

SINCE = "2026-01-01"  # of our tags (RFC 4151)
NEVER = datetime(2026, 1, 1, tzinfo=UTC)
SUMMARY_LENGTH = 300


class PlainAtom(Atom1Feed):
    """Summaries said to be text: a reader that takes them for HTML would lose what stands in < >."""

    def __init__(self, *args, changed_at: datetime, **kwargs) -> None:
        self.changed_at = changed_at
        super().__init__(*args, **kwargs)

    def latest_post_date(self) -> datetime:
        return self.changed_at

    def add_item_elements(self, handler, item: dict) -> None:
        handler.addQuickElement("title", item["title"], {"type": "text"})
        handler.addQuickElement("link", "", {"href": item["link"], "rel": "alternate"})
        handler.addQuickElement("id", item["unique_id"])
        handler.addQuickElement("published", rfc3339_date(item["pubdate"]))
        handler.addQuickElement("updated", rfc3339_date(item["updateddate"]))
        handler.startElement("author", {})
        handler.addQuickElement("name", item["author_name"])
        handler.endElement("author")
        for category in item["categories"]:
            handler.addQuickElement("category", "", {"term": category})
        handler.addQuickElement("summary", item["description"], {"type": "text"})


def host() -> str:
    return urlsplit(settings.BASE_URL).hostname or ""


def tag_of(what: str, host: str) -> str:
    return f"tag:{host},{SINCE}:{what}"


def atom_of(place: Place, notices: Iterable[Notice], changed_at: datetime | None, language: str) -> str:
    own = settings.BASE_URL + reverse("notices:feed", args=[place.pk])
    feed = PlainAtom(
        title=_("Notices for %(place)s") % {"place": printable(place_name(place, within=None))},
        link=f"{settings.BASE_URL}{reverse('notices:list')}?place={place.pk}",
        description="",
        language=language,
        feed_url=own,
        feed_guid=tag_of(f"place-{place.pk}", host()),
        author_name=_("Linli"),
        changed_at=changed_at or NEVER,
    )
    for notice in notices:
        feed.add_item(**entry_of(notice))
    return feed.writeString("utf-8")


def entry_of(notice: Notice) -> dict:
    return {
        "title": printable(notice.title),
        "link": settings.BASE_URL + notice.get_absolute_url(),
        "description": printable(summary_of(notice)),
        "unique_id": tag_of(f"notice-{notice.pk}", notice.feed_host or host()),
        "author_name": printable(str(notice.organisation)),
        "pubdate": notice.publish_at,
        "updateddate": notice.updated_at or notice.publish_at,
        "categories": [notice.category],
    }


def summary_of(notice: Notice) -> str:
    facts = [notice.when_text, notice.where_text, notice.ask_text]
    return truncatechars(run_on("\n".join([*filter(None, facts), notice.source])), SUMMARY_LENGTH)
