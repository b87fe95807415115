"""Text that a spreadsheet program must not take for a formula."""

import re
import unicodedata

STARTS_A_FORMULA = "=+-@"
# A workbook is XML, which has no way to write these; one of them would be the end of the whole table.
UNWRITABLE = re.compile(r"[\x00-\x08\x0c\x0e-\x1f\ufffe\uffff]")


def safe_cell(value: object) -> object:
    """Text that starts like a formula gets a leading apostrophe; numbers and other text stay as they are.

    Full-width signs count (some programs fold ＝ to =), and so do blanks before the sign, which some strip.
    """
    if not isinstance(value, str) or not value:
        return value
    value = UNWRITABLE.sub("", value.replace("\v", "\n"))  # VT: a line's end, as Word pastes it
    if value[:1] in ("\t", "\r", "\n"):
        return f"'{value}"
    first = unicodedata.normalize("NFKC", value).lstrip()[:1]
    return f"'{value}" if first and first in STARTS_A_FORMULA else value


def safe_row(values: list[object] | tuple[object, ...]) -> list[object]:
    return [safe_cell(value) for value in values]
