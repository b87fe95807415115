from functools import lru_cache

import segno
from django.utils.safestring import SafeString, mark_safe


# To find its pattern takes longer than a page; the screen in a meeting's room shows the same all evening.
@lru_cache(maxsize=128)
def qr_code(address: str) -> SafeString:
    """An inline SVG of paths and attributes only, for the strict CSP; dark on white whatever the theme."""
    code = segno.make(address, error="m", micro=False)
    svg = code.svg_inline(
        omitsize=True, border=1, dark="#0c2421", light="#fff", svgclass=None, lineclass=None
    )
    return mark_safe(svg)  # noqa: S308
