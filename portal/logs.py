"""Log lines for a machine to read, without the people they may speak of (LOG_FORMAT=json)."""

import json
import logging
import re
from datetime import UTC, datetime

# What a message or the text of an error may carry of a person: a number, an address, the values of a row.
PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1\d{2}[- ]?\d{4}[- ]?\d{4}(?!\d)")
# Each begins where a word begins: else a long one without an "@" is read again from each of its letters.
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# PostgreSQL shows rows in DETAIL and the statement in LINE; what follows until the next part is theirs.
SHOWN = re.compile(
    r"((?:DETAIL|LINE \d+):).*?(?=\n(?:HINT|CONTEXT|QUERY|LOCATION):|\n\n|\nTraceback|\Z)", re.DOTALL
)
VALUES = re.compile(r"(\)=|row contains )\(.*\)")  # "Key (phone)=(10000000001) already exists"
QUERY = re.compile(r"(?<=[\w./-])\?\S*")  # words looked for, codes
# What opens something to whoever knows it, in an address that is refused: it may still be good.
OPENS = re.compile(r"(/(?:door|here|screen|calendar|stop|confirm-email|reset/key)/)[^/\s\"']+")


def without_people(text: str) -> str:
    for pattern, put in (
        (SHOWN, r"\1 …"),
        (VALUES, r"\1(…)"),
        (EMAIL, "…@…"),
        (PHONE, "1…"),
        (QUERY, "?…"),
        (OPENS, r"\1…"),
    ):
        text = pattern.sub(put, text)
    return text


class JsonLine(logging.Formatter):
    """One object a line: at (UTC, ISO 8601), level, logger, message and, of an error, its traceback."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_people(record.getMessage()),
            "process": record.process,
        }
        if status := getattr(record, "status_code", None):
            line["status"] = status
        if record.exc_info:
            line["error"] = without_people(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


class PlainLine(logging.Formatter):
    """For a person at a terminal; nobody's number stands in it either."""

    def format(self, record: logging.LogRecord) -> str:
        return without_people(super().format(record))
