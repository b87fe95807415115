"""HTML to PDF on this machine alone: type and style come from its own files, nothing else is fetched."""

from collections import OrderedDict
from hashlib import sha256
from importlib import resources
from threading import Lock

from django.contrib.staticfiles import finders
from django.utils.functional import Promise

from kit.refused import Refused

FONT = "linli:sans"
FACE = f'@font-face{{font-family:"Linli Sans";src:url("{FONT}")}} body{{font-family:"Linli Sans",sans-serif}}'


MOST_KEPT = 16_000_000  # bytes, in each process


def pdf_of(
    html: str,
    *,
    styles: str | tuple[str, ...],
    more: str = "",
    without: str | Promise,
    aloud: bool = False,
) -> bytes:
    """`styles`: static files; `more`: CSS besides; `without`: said where no letters can be drawn; `aloud`: a
    screen reader finds headings, lists and tables in it, for a third more bytes: not for what is hung up."""
    try:
        import weasyprint
    except (ImportError, OSError) as missing:  # the Python part is there, Pango is not
        raise Refused(without) from missing
    from weasyprint.text.fonts import FontConfiguration

    fonts, fetch = FontConfiguration(), _OwnFiles()
    names = (styles,) if isinstance(styles, str) else styles
    sheets = [
        weasyprint.CSS(string=FACE, font_config=fonts, url_fetcher=fetch),
        *(
            weasyprint.CSS(filename=finders.find(name), font_config=fonts, url_fetcher=fetch)
            for name in names
        ),
        weasyprint.CSS(string=more, font_config=fonts, url_fetcher=fetch),
    ]
    page = weasyprint.HTML(string=html, url_fetcher=fetch)
    return page.write_pdf(stylesheets=sheets, font_config=fonts, pdf_tags=aloud)


class Kept:
    """What is the same for all who fetch it is drawn once: a record with 4,000 votes takes half a minute of a
    processor. By all that it is made of, so that nothing old is given; what was fetched last stays."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self.most, self._lock = most, Lock()
        self._made: OrderedDict[bytes, bytes] = OrderedDict()

    def pdf_of(self, html: str, *, styles: tuple[str, ...], more: str, without: str | Promise) -> bytes:
        key = sha256("\0".join([html, *styles, more]).encode()).digest()
        with self._lock:
            known = self._made.pop(key, None)
        pdf = known or pdf_of(html, styles=styles, more=more, without=without, aloud=True)
        with self._lock:
            self._made[key] = pdf
            while sum(map(len, self._made.values())) > self.most:
                self._made.popitem(last=False)
        return pdf


class _OwnFiles:
    """A fetcher that knows one address: the Chinese type that came with the installation."""

    def __call__(self, url: str, *args, **kwargs):
        from weasyprint.urls import URLFetcherResponse

        if url != FONT:
            raise ValueError("nothing is fetched for a sheet")
        font = resources.files("pylopdf_fonts_zh_cn") / "NotoSansSC-Regular.otf"
        return URLFetcherResponse(url, font.read_bytes(), {"Content-Type": "font/otf"})

    fetch = __call__
