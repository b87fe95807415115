"""The sheets of all buildings of a notice as one PDF. Sizes are hundredths of the sheet's width."""

from django.utils.translation import gettext_lazy as _

from kit import pdf

STYLES = "notices/poster_pdf.css"
A4, A3 = "A4", "A3"
WIDTHS = {A4: 210, A3: 297}  # mm


def pdf_of(html: str, size: str) -> bytes:
    """Refused, with a sentence, where the libraries that draw letters are not installed."""
    more = f"@page{{size:{size}}} html{{font-size:{WIDTHS[size] / 100}mm}}"
    without = _("This computer cannot make PDFs: the Pango libraries are missing. The single sheets print.")
    return pdf.pdf_of(html, styles=STYLES, more=more, without=without)
