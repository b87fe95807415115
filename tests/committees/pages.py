"""What is read on a page."""

import re
from html import unescape


def text_of(response) -> str:
    return unescape(re.sub(r"(<[^>]+>| )+", " ", response.content.decode()))
