"""Numbers that come in addresses and forms, written by anybody."""

LONGEST = 18  # figures of a number that the database's bigint holds


def whole_number(text: object) -> int | None:
    """12 of "12"; None for anything but plain figures, and for more of them than a row's number can have."""
    figures = str(text or "")
    return int(figures) if figures.isascii() and figures.isdecimal() and len(figures) <= LONGEST else None
