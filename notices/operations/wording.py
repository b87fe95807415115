"""What a writer typed, pasted or sent from the editor: cleaned HTML to show, and the same as plain text."""

from django.utils.translation import gettext as _

from kit.lines import printable
from kit.pasted import Picture, looks_like_html, plain_of, tidy_html
from kit.refused import Refused
from kit.richtext import plain_to_html
from notices.models import FileKind, Notice

TITLE_LENGTH = Notice._meta.get_field("title").max_length
LONGEST = 20_000  # characters of plain text
LONGEST_HTML = 200_000  # before it is cleaned; a paste from WeChat is mostly tags


def plain(text: str) -> str:
    """Line ends as we keep them, Word's among them (VT); without control characters."""
    return printable(text.replace("\r\n", "\n").replace("\v", "\n")).strip()


def title_of(text: str) -> str:
    title = " ".join(plain(text).split())
    if not title:
        raise Refused(_("Please write a title."), field="title")
    if len(title) > TITLE_LENGTH:
        raise Refused(
            _("The title is too long; %(count)d characters at most.") % {"count": TITLE_LENGTH}, field="title"
        )
    return title


def pictures_of(notice: Notice | None) -> dict[str, Picture]:
    """By their addresses: those that may stand in its text. One query."""
    if notice is None or notice.pk is None:
        return {}
    rows = notice.files.filter(kind=FileKind.PICTURE)
    return {row.get_absolute_url(): Picture(row.alt, row.width, row.height) for row in rows}


def body_of(text: str, notice: Notice | None = None) -> dict[str, str]:
    """{"body": clean HTML, "source": its plain form}.

    Plain text has no sign for a picture: those that stood in the text follow it. What was not changed at all
    keeps its tables as well.
    """
    text = plain(text)
    if notice and text == notice.source:
        return {"body": notice.body, "source": notice.source}
    pictures = pictures_of(notice)
    body = tidy_html(text, pictures) if looks_like_html(text) else _with_pictures(text, notice, pictures)
    source = plain_of(body) if looks_like_html(text) else text
    _insist_on_length(body, source)
    return {"body": body, "source": source}


def _with_pictures(text: str, notice: Notice | None, pictures: dict[str, Picture]) -> str:
    body = plain_to_html(text)
    stood = [address for address in pictures if notice and f'"{address}"' in notice.body]
    return with_pictures(body, stood, pictures) if body else body


def with_pictures(body: str, addresses: list[str], pictures: dict[str, Picture]) -> str:
    images = "".join(f'\n<p><img src="{address}"></p>' for address in addresses)
    return tidy_html(body + images, pictures) if images else body


def _insist_on_length(body: str, source: str) -> None:
    if not body:
        raise Refused(_("Please write what people should know."), field="body")
    if len(source) > LONGEST or len(body) > LONGEST_HTML:
        raise Refused(
            _("This is longer than %(most)d characters. Please shorten it.") % {"most": LONGEST}, field="body"
        )
