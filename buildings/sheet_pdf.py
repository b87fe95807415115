"""The sheets of a whole estate as one PDF."""

from django.utils.translation import gettext_lazy as _

from kit import pdf

STYLES = "buildings/sheet.css"


def pdf_of(html: str) -> bytes:
    """Refused, with a sentence, where the libraries that draw letters are not installed."""
    without = _("This computer cannot make PDFs: the Pango libraries are missing. The single sheets print.")
    return pdf.pdf_of(html, styles=STYLES, without=without)
