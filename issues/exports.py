"""The queue as a table to take away: no name, no phone number, no door of whoever reported it."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from buildings.wording import place_name
from issues.models import Issue, IssueQuerySet, IssueState, Tier
from issues.rows import title_of, who_has
from kit.safe_cells import safe_row

BOM = "\ufeff"  # tells a spreadsheet program that the Chinese is UTF-8
SAID_OR_SILENT = {IssueState.CONFIRMED, IssueState.UNRATED}
WIDTHS = [11, 14, 44, 26, 6, 18, 12, 24, 17, 17, 17, 17, 8, 8, 10]


def header() -> list[str]:
    return [
        _("Number"),
        _("Kind of issue"),
        _("Title"),
        _("Place"),
        _("Floor"),
        _("State"),
        _("Urgency"),
        _("Who has it now"),
        _("Reported at"),
        _("Due at"),
        _("First answer"),
        _("Said to be done at"),
        _("Times sent back"),
        _("Neighbours who joined"),
        _("Satisfied?"),
    ]


def cells(issue: Issue) -> list[object]:
    """In the order of `header`; moments as the clock on the wall here shows them."""
    return [
        issue.number,
        issue.category.label,
        title_of(issue),
        place_of(issue),
        issue.floor,
        str(IssueState(issue.state).label),
        str(Tier(issue.tier).label),
        who_has(issue),
        _local(issue.reported_at),
        _local(issue.due_at if issue.is_open else None),
        _local(issue.responded_at),
        _local(issue.resolved_at),
        issue.reopened_count,
        issue.joined_count,
        satisfied(issue),
    ]


def place_of(issue: Issue) -> str:
    return place_name(issue.place, within=None)  # a table is read far from its page: the estate is named


def satisfied(issue: Issue) -> str:
    """Silence is silence; of what nobody could rate yet nothing is said."""
    if issue.is_satisfied is None:
        return pgettext("of an issue", "Not rated") if issue.state in SAID_OR_SILENT else ""
    if issue.is_satisfied:
        return pgettext("the reporter's answer", "Satisfied")
    return pgettext("the reporter's answer", "Not satisfied")


def _local(at: datetime | None) -> datetime | None:
    return timezone.localtime(at).replace(tzinfo=None, microsecond=0) if at else None


def rows_of(issues: IssueQuerySet) -> Iterator[list[object]]:
    """Read in portions: twenty thousand rows never stand in memory as issues."""
    for issue in issues.iterator(chunk_size=1000):
        yield safe_row(cells(issue))


def csv_lines(rows: Iterable[list[object]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield BOM + writer.writerow(header())
    for row in rows:
        yield writer.writerow(
            [f"{cell:%Y-%m-%d %H:%M}" if isinstance(cell, datetime) else cell for cell in row]
        )


class _Echo:
    """A file that gives back what is written in it."""

    def write(self, text: str) -> str:
        return text


def workbook(rows: Iterable[list[object]]) -> bytes:
    from openpyxl import Workbook  # long to read, and few pages are tables

    book = Workbook(write_only=True)
    sheet = book.create_sheet(pgettext("name of a sheet", "Issues"))
    sheet.freeze_panes = "A2"
    for number, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[chr(64 + number)].width = width
    sheet.append(header())
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
