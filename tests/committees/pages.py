"""What is read on a page."""

import re
from html import unescape

from kit.lines import NO_BREAK


def text_of(response) -> str:
    return unescape(re.sub(r"(<[^>]+>| )+", " ", response.content.decode())).replace(NO_BREAK, " ")
