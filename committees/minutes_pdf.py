"""The minutes on paper: A4, with the parties' signature block, the seal, and a code for the page."""

from datetime import UTC, datetime

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from committees.minutes_words import told
from committees.models import Meeting, Minutes
from kit.pdf import Kept
from kit.qr import qr_code

STYLES = ("linli/paper_pdf.css", "committees/minutes_pdf.css")
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)  # so that every date on paper has its year
kept = Kept()
MISSING = gettext_lazy(
    "This computer cannot make PDFs: the Pango libraries are missing. The page itself prints."
)


def minutes_pdf(meeting: Meeting, document: dict, *, whole: bool, address: str, language: str) -> bytes:
    html = minutes_html(meeting, document, whole=whole, address=address, language=language)
    foot = foot_of_pages(hash_of(meeting.minutes, whole), language)
    return kept.pdf_of(html, styles=STYLES, more=foot, without=MISSING)


def minutes_html(meeting: Meeting, document: dict, *, whole: bool, address: str, language: str) -> str:
    """`whole`: with names, reasons and signatures, for the parties. `address` stands in the code."""
    minutes = meeting.minutes
    with override(language):
        context = {
            "meeting": meeting,
            "minutes": minutes,
            "doc": told(document, LONG_AGO),
            "whole": whole,
            "hash": hash_of(minutes, whole),
            "errata": list(minutes.errata.all()),
            "address": address,
            "qr": qr_code(address),
        }
        return render_to_string("committees/minutes_pdf.html", context)


def hash_of(minutes: Minutes, whole: bool) -> str:
    if not minutes.is_sealed:
        return ""
    return minutes.sha256 if whole else minutes.document["public_sha256"]


def foot_of_pages(fingerprint: str, language: str) -> str:
    """CSS: the seal on the left, the page's number on the right."""
    seal = f'@bottom-left{{content:"SHA-256 {fingerprint}"}}' if fingerprint else ""
    with override(language):
        return f"@page{{@bottom-right{{content:{page_numbers()}}}{seal}}}"


def page_numbers() -> str:
    """第 1 / 3 页, as CSS writes it: "第 " counter(page) " / " counter(pages) " 页"."""
    words = _("Page %(page)s of %(pages)s") % {"page": "\0page\0", "pages": "\0pages\0"}
    counters = {"page": "counter(page)", "pages": "counter(pages)"}
    return " ".join(counters.get(part) or f'"{part}"' for part in words.split("\0") if part)
