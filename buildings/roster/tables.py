"""One sheet's table as homes: walks its rows from the header down."""

import re
from dataclasses import dataclass, field

from buildings.roster import cells, people_cells, rooms
from buildings.roster.headers import Header, find_header
from buildings.roster.lines import IDENTIFYING, Home, Line, is_remark
from buildings.roster.problems import Problem
from buildings.roster.shapes import Column, SheetRead
from buildings.roster.sheets import Row, Sheet, column_letter
from buildings.roster.titles import meaning, tidy

TOTAL = re.compile(r"小计|合计|总计|共计|累计|^total", re.I)
GRAND_TOTAL = re.compile(r"合计|总计|^total", re.I)
BUILDING_IN_TITLE = re.compile(
    rf"({rooms.PHASE}?{rooms.CODE}(?:栋|幢|座|号楼))(?:{rooms.GAP}({rooms.STAIR_PART}))?"
)
# "1-3栋", "1栋、2栋": the doors below are of several.
SEVERAL_BUILDINGS = re.compile(
    rf"{rooms.CODE}(?:栋|幢|座|号楼)?[-—~、,/&至到和及]{rooms.CODE}(?:栋|幢|座|号楼)"
)
HEADING = re.compile(rf"\D{{0,20}}?{BUILDING_IN_TITLE.pattern}\D{{0,12}}")
PHASE = re.compile(rooms.PHASE)
BARE_BUILDING = re.compile(r"\d{1,3}#?|[A-Za-z]")


@dataclass
class Table:
    sheet: Sheet
    estate_name: str
    understood: SheetRead
    header: Header | None = None
    homes: list[Home] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    by_row: dict[int, Home] = field(default_factory=dict)
    building: str = ""  # the last one named, for the cells left blank below it
    stair: str | None = None
    phase: str = ""  # 一期, the last one named, or that of the sheet's name
    estate_said: str = ""  # the last one that a column named
    building_above: str = ""  # named by the sheet's title or a heading, for tables without such a column
    stair_above: str | None = None  # named beside it: "1栋2单元"
    is_of_one_building: bool = False  # all homes below that title or heading are in one building
    last_row: int = 0
    grand_totals: list[tuple[int, int, object]] = field(default_factory=list)  # row, column, area
    roles: dict[int, bool] = field(
        default_factory=dict
    )  # column -> whether its cells tell owners from others
    # Column -> row -> the first row of the merged cell that covers it.
    spans: dict[int, dict[int, int]] = field(default_factory=dict)

    # --- walking ---

    def read(self) -> "Table":
        self.rows = {row.number: row for row in self.sheet.rows}
        skip_to = 0
        for index, row in enumerate(self.sheet.rows):
            if index < skip_to:
                continue
            depth = self._header_at(index, row)
            if depth:
                skip_to = index + depth
            elif self.header is None:
                self._before_the_table(row)
            elif not (self._total(row) or self._heading(row)):
                self._line(row)
        self.understood.homes = len(self.homes)
        return self

    def _header_at(self, index: int, row: Row) -> int:
        """How many rows of header begin here."""
        if self.header and self.header.repeats(row):
            self.understood.repeated_headers.append(row.number)
            return 1
        found = find_header(self.sheet, index)
        if not found:
            return 0
        for column in [column for column in found.fields.get("role", []) if not self._tells_roles(column)]:
            found.leave_out("role", column)
        if self.header is None:
            self._begin(found)
            self._say_beside(found)
        else:
            self.understood.repeated_headers += found.rows
        self.header = found
        return len(found.rows)

    def _tells_roles(self, column: int) -> bool:
        """身份 may be about owners and tenants, or about anything else (党员)."""
        if column not in self.roles:
            values = (row.values.get(column) for row in self.sheet.rows)
            texts = {text for text in values if type(text) is str and meaning(tidy(text)) != "role"}
            self.roles[column] = any(map(people_cells.role, texts))
        return self.roles[column]

    def _begin(self, header: Header) -> None:
        names = {column: name for name, columns in header.fields.items() for column in columns}
        self.understood.header_rows = header.rows
        self.understood.columns = [
            Column(column_letter(column), title, names.get(column, ""))
            for column, title in sorted(header.titles.items())
        ]
        name = self.sheet.title
        in_title = BUILDING_IN_TITLE.search(name)
        is_bare = BARE_BUILDING.fullmatch(name) and "building" not in header.fields
        if in_title:
            self._is_below(in_title, name)
        elif is_bare and not self.building_above:
            self.building_above = rooms.building(name, self.estate_name)
        if self.building_above and "building" not in header.fields:
            self.understood.building_from = "title"
        found = PHASE.search(name)
        self.phase = found[0] if found else ""
        self._ask_for_owners(header)

    def _is_below(self, found: re.Match, text: str) -> None:
        """A title or heading names the building, and perhaps the stair, of the rows below it."""
        self.building_above = rooms.building(found[1], self.estate_name)
        self.stair_above = rooms.stair(found[2])
        self.is_of_one_building = not SEVERAL_BUILDINGS.search(cells.plain(text))

    def _say_beside(self, header: Header) -> None:
        if header.beside:
            where, title = column_letter(header.beside), header.title(header.beside)
            problem = Problem(self.sheet.title, header.rows[-1], where, title, "table_beside", {})
            self.problems.append(problem)

    def _ask_for_owners(self, header: Header) -> None:
        for column in header.doubtful_names:
            where, title = column_letter(column), header.title(column)
            problem = Problem(self.sheet.title, header.rows[-1], where, title, "names_not_owners", {})
            self.problems.append(problem)

    def _before_the_table(self, row: Row) -> None:
        for value in row.values.values():
            found = BUILDING_IN_TITLE.search(cells.plain(value)) if isinstance(value, str) else None
            if found and len(value) < 60:
                self._is_below(found, value)
                return  # what stands further right heads another table

    def _total(self, row: Row) -> bool:
        """Subtotals and totals are passed over; the grand total is kept for comparison."""
        note = self.header.column("note")
        texts = [
            cells.plain(v).replace(" ", "")
            for c, v in row.values.items()
            if type(v) is str and c != note and len(v) < 30
        ]
        word = next((text for text in texts if TOTAL.search(text)), None)
        if word is None:
            return False
        self.understood.totals.append(row.number)
        column = self.header.column("area")
        if column and GRAND_TOTAL.search(word):
            self.grand_totals.append((row.number, column, cells.figure(row.values.get(column))))
        self.building, self.stair = "", None
        return True

    def _heading(self, row: Row) -> bool:
        """A line that only names the building of the rows below it."""
        texts = [cells.plain(value) for value in row.values.values()]
        found = HEADING.fullmatch(texts[0]) if len(texts) == 1 else None
        first_of_merged = row.number + 1 in self.covered(self.header.column("building") or 0)
        if not found or first_of_merged:
            return False
        self._is_below(found, texts[0])
        self.building, self.stair = "", None
        self.understood.building_from = self.understood.building_from or "heading"
        self.understood.headings.append(row.number)
        return True

    # --- merged cells ---

    def covered(self, column: int) -> dict[int, int]:
        if column not in self.spans:
            self.spans[column] = self.sheet.covered(column)
        return self.spans[column]

    def value(self, row: Row, column: int | None) -> object:
        """The cell's value, or that of the merged cell which covers it from above."""
        if column is None:
            return None
        value = row.values.get(column)
        if value is None:
            top = self.covered(column).get(row.number)
            if top in self.rows and top not in self.header.rows:
                return self.rows[top].values.get(column)
        return value

    # --- a row ---

    def _line(self, row: Row) -> None:
        line = Line(self, row)
        if row.hidden:
            self.understood.hidden_rows += 1
        door = self.header.column("door")
        above = self.by_row.get(self.covered(door).get(row.number, 0))
        if above and door not in row.values:
            self._more_owners(line, above, is_merged=True)
        elif door not in row.values and self._is_further_owner(row):
            self._more_owners(line, self.by_row[self.last_row], is_merged=False)
        elif self._is_note(row) or (door not in row.values and len(line.said()) < 2):
            if any(isinstance(value, str) for value in row.values.values()):
                self.understood.notes.append(row.number)  # a row of nothing but a serial number is blank
        else:
            self._home(line)

    def _is_note(self, row: Row) -> bool:
        """A sentence below the table that stands in the column of doors."""
        value = row.values.get(self.header.column("door"))
        is_alone = len(row.values) == 1 and len(str(value)) > 4 and not str(value)[-1].isdigit()
        return isinstance(value, str) and (is_remark(value) or is_alone)

    def _is_further_owner(self, row: Row) -> bool:
        """Right below a home, naming an owner and nothing of a home of its own."""
        own = {
            name
            for name in IDENTIFYING
            if any(column in row.values for column in self.header.fields.get(name, []))
        }
        owner = row.values.get(self.header.column("owner"))
        is_next = self.last_row == row.number - 1 and self.last_row in self.by_row
        return is_next and "owner" in own and own <= {"owner", "phone"} and not is_remark(owner)

    def _more_owners(self, line: Line, home: Home, *, is_merged: bool) -> None:
        owners = line.owners(own_only=True)
        known = {owner.name for owner in home.row.owners}
        further = [owner for owner in owners if owner.name not in known]
        home.row.owners += line.each_with_own_phone(further, home.row.owners)
        if owners and not is_merged:
            line.say("further_owner", "owner", door_name=home.row.name)
        self.by_row[line.row.number] = home
        self.last_row = line.row.number

    def _home(self, line: Line) -> None:
        home = line.home()
        self.homes.append(home)
        self.by_row[line.row.number] = home
        self.last_row = line.row.number
