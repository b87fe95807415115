"""Text that a spreadsheet program must not take for a formula."""

import unicodedata

STARTS_A_FORMULA = "=+-@"


def safe_cell(value: object) -> object:
    """Text that starts like a formula gets a leading apostrophe; numbers and other text stay as they are.

    Full-width signs count (some programs fold ＝ to =), and so do blanks before the sign, which some strip.
    """
    if not isinstance(value, str) or not value:
        return value
    if value[0] in "\t\r\n":
        return f"'{value}"
    first = unicodedata.normalize("NFKC", value).lstrip()[:1]
    return f"'{value}" if first and first in STARTS_A_FORMULA else value


def safe_row(values: list[object] | tuple[object, ...]) -> list[object]:
    return [safe_cell(value) for value in values]
