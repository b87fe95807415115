"""One row of a table, read cell by cell."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from buildings.roster import cells, people_cells, rooms
from buildings.roster.headers import Header
from buildings.roster.problems import Problem
from buildings.roster.shapes import Owner, RosterRow
from buildings.roster.sheets import Row, column_letter

if TYPE_CHECKING:
    from buildings.roster.tables import Table

# What tells of a home besides its door.
IDENTIFYING = ("building", "floor", "area", "owner", "phone", "presence")


@dataclass
class Home:
    """A row on its way to a RosterRow; blocked when it cannot be imported."""

    row: RosterRow
    header: Header
    is_blocked: bool = False
    is_of_others: bool = False  # the row is about somebody who lives there, not about an owner
    is_joint: bool = False  # its column of what a person is to the home says 共有人: one of several owners
    phase: str = ""  # of the estate: where each phase counts its buildings anew, it is part of their names
    estate: str = ""  # as a column of the table calls it
    is_elsewhere: bool = False  # in another estate than the one whose roster this is

    def problem(self, field: str, code: str, **values: object) -> Problem:
        column = self.header.column(field) or self.header.column("door")
        where, title = column_letter(column), self.header.title(column)
        return Problem(self.row.sheet, self.row.row_number, where, title, code, values)


def is_remark(value: object) -> bool:
    """ "审核：": a label and what belongs to it."""
    return isinstance(value, str) and bool(re.search(r"[:：]", value))


class Line:
    """One row of a table, read cell by cell; what is wrong goes into the table's problems."""

    def __init__(self, table: "Table", row: Row):
        self.table, self.row, self.header = table, row, table.header
        self.is_blocked = self.is_of_others = False

    def say(self, code: str, name: str, column: int | None = None, **values: object) -> None:
        column = column or self.header.column(name)
        title = self.header.title(column) if column else ""
        where = column_letter(column) if column else ""
        problem = Problem(self.table.sheet.title, self.row.number, where, title, code, values)
        self.is_blocked |= problem.is_error
        self.table.problems.append(problem)

    def cell(self, name: str) -> object:
        """The value of a field; a formula without a result or an error cell is said, and counts as empty."""
        value = self.table.value(self.row, self.header.column(name))
        found = cells.trouble(value)
        if not found:
            return value
        self.say(found[0], name, **found[1])
        return None

    def said(self) -> set[str]:
        """Which fields that tell of a home this row fills in itself."""
        filled = set()
        for name in IDENTIFYING:
            values = [self.row.values.get(column) for column in self.header.fields.get(name, [])]
            if any(
                value is not None and not cells.is_empty(cells.plain(value)) and not is_remark(value)
                for value in values
            ):
                filled.add(name)
        return filled

    def home(self) -> Home:
        room = self._room()
        building = self._building(room)
        stair = self._stair(room, building)
        row = RosterRow(
            sheet=self.table.sheet.title,
            row_number=self.row.number,
            building=building,
            stair=stair,
            floor=self._floor(),
            door=room.door,
            area=self._area(),
            owners=self.owners(),
            presence="",
            note=cells.plain(self.table.value(self.row, self.header.column("note")))[:200],
        )
        row.presence = self._presence(row.owners)
        said = (self.is_blocked, self.is_of_others, self._is_joint())
        return Home(row, self.header, *said, self._phase(), self._estate())

    def _room(self) -> rooms.Room:
        value = self.cell("door")
        if value is None and self.is_blocked:
            return rooms.Room("")
        room, code = rooms.room(value, has_building=self._building_is_told())
        if room is None:
            day = cells.as_date(value)
            said = people_cells.shown(value) if day is None else day
            self.say(code, "door", value=said)
        return room or rooms.Room("")

    def _building_is_told(self) -> bool:
        return "building" in self.header.fields or self.table.is_of_one_building

    def _building(self, room: rooms.Room) -> str:
        table = self.table
        own = rooms.building(self._word("building"), table.estate_name)
        if own and room.building and rooms.building_key(own) != rooms.building_key(room.building):
            self.say(
                "room_differs",
                "door",
                value=people_cells.shown(self.cell("door")),
                other=room.building,
                building=own,
            )
        named = own or room.building
        if named and rooms.building_key(named) != rooms.building_key(table.building):
            table.building, table.stair = named, None
        building = named or table.building or table.building_above
        if not building and not self.is_blocked:
            self.say("no_building", "building" if "building" in self.header.fields else "door")
        return building

    def _phase(self) -> str:
        """一期, 东区; a bare number may count anything."""
        said = cells.simple(self.table.value(self.row, self.header.column("phase")))
        if re.fullmatch(rooms.PHASE, said):
            self.table.phase = said
        return self.table.phase

    def _estate(self) -> str:
        """Named in the row, or in the last one that did."""
        said = cells.simple(self.table.value(self.row, self.header.column("estate")))[:60]
        self.table.estate_said = self.table.estate_said if cells.is_empty(said) else said
        return self.table.estate_said

    def _word(self, name: str) -> object:
        """The cell of a building or stair; "1-2", which a spreadsheet took for a date, is said."""
        return self._detail(name, "door_is_date")

    def _stair(self, room: rooms.Room, building: str) -> str | None:
        own = rooms.stair(rooms.without_building(self._word("stair"), building)) or room.stair or None
        if not own and room.prefix and rooms.building_key(room.prefix) != rooms.building_key(building):
            own = rooms.stair(room.prefix)
        if own:
            self.table.stair = own
        names_building = self.header.column("building") in self.row.values or room.building
        return own or (None if names_building else self.table.stair or self.table.stair_above)

    def _detail(self, name: str, code: str = "cell_is_date") -> object:
        value = self.cell(name)
        day = cells.as_date(value)
        if day is not None:
            self.say(code, name, value=day)
        return value if day is None else None

    def _floor(self) -> int | None:
        value = self._detail("floor")
        number, code = cells.floor(value)
        if code:
            self.say(code, "floor", value=people_cells.shown(value))
        return number

    def _area(self) -> Decimal | None:
        column = self.header.column("area")
        if column is None:
            return None
        if column not in self.row.values and self.row.number in self.table.covered(column):
            self.say("area_shared", "area")
            return None
        value = self._detail("area", "door_is_date")
        if value is None and self.is_blocked:
            return None
        number, code = cells.area(value)
        if code:
            self.say(code, "area", value=people_cells.shown(value), area=number)
        return number

    def owners(self, *, own_only: bool = False) -> tuple[Owner, ...]:
        found: list[Owner] = []
        if self._names_others():
            return ()
        for name_column, phone_columns in self._owner_columns():
            if own_only and name_column not in self.row.values:
                continue
            for owner in self._owners_of(name_column, phone_columns):
                if owner.name not in {known.name for known in found}:
                    found.append(owner)
        return self.each_with_own_phone(found)

    def _names_others(self) -> bool:
        """Whether a column such as 与业主关系 says that the person of this row is no owner."""
        columns = self.header.fields.get("owner", [])
        if all(self.table.value(self.row, column) is None for column in columns):
            return False
        for column in self.header.fields.get("role", []):
            value = self._text("role", column)
            if self._is_of_others(value):
                self.is_of_others = True
                self.say("not_owner", "role", column, value=people_cells.shown(value))
                break
        return self.is_of_others

    def _is_joint(self) -> bool:
        roles = self.header.fields.get("role", [])
        return any("共有" in cells.plain(self.table.value(self.row, column)) for column in roles)

    def _is_of_others(self, value: object) -> bool:
        """A word that we do not know (住户) makes no owner out of somebody who is only called 姓名."""
        role, text = people_cells.role(value), cells.plain(value)
        is_unknown = not (role or cells.is_empty(text) or people_cells.NEUTRAL_ROLE.search(text))
        return role == "other" or (is_unknown and not self.header.says_owner)

    def each_with_own_phone(self, owners: list[Owner], known: Collection[Owner] = ()) -> tuple[Owner, ...]:
        """One number for several owners of a home is the first's, wherever it stands again."""
        taken = {owner.phone for owner in known if owner.phone}
        own: list[Owner] = []
        for owner in owners:
            own.append(Owner(owner.name) if owner.phone in taken else owner)
            taken |= {owner.phone} - {None}
        if own != owners:
            everyone = len(owners) + len(known)
            self.say("phone_shared", "phone", owners=everyone, phones=len(taken))
        return tuple(own)

    def _owner_columns(self) -> Iterator[tuple[int, list[int]]]:
        """Each column of names with its phones': the columns that follow it, or one each in their order."""
        names = self.header.fields.get("owner", [])
        phones = self.header.fields.get("phone", [])
        if len(phones) == len(names) > 1 and min(phones) > max(names):
            yield from ((name, [phone]) for name, phone in zip(names, phones, strict=True))
            return
        for index, column in enumerate(names):
            until = names[index + 1] if index + 1 < len(names) else 10**6
            since = column if index else 0
            yield column, [phone for phone in phones if since < phone < until]

    def _owners_of(self, column: int, phone_columns: list[int]) -> tuple[Owner, ...]:
        text, beside = people_cells.without_phones(self._text("owner", column))
        names, said = people_cells.owners(text)
        numbers: list[str] = []
        for phone_column in phone_columns:
            found, remarks = people_cells.phones(self._text("phone", phone_column))
            numbers = numbers or found
            for code, values in remarks if names else []:
                self.say(code, "phone", phone_column, **values)
        owners, remarks = people_cells.pair(names, numbers or beside)
        for code, values in said:
            self.say(code, "owner", column, **values)
        for code, values in remarks:
            self.say(code, "phone", phone_columns[0] if phone_columns else column, **values)
        return owners

    def _text(self, name: str, column: int) -> object:
        value = self.table.value(self.row, column)
        found = cells.trouble(value)
        if found:
            self.say(found[0], name, column, **found[1])
            return None
        day = cells.as_date(value)
        if day is not None:
            self.say("cell_is_date", name, column, value=day)
        return value if day is None else None

    def _presence(self, owners: tuple[Owner, ...]) -> str:
        value = self._detail("presence")
        state, code = cells.presence(value)
        if code:
            self.say(code, "presence", value=people_cells.shown(value))
        state = state or self._presence_in_owner_cell()
        if owners and state == "unsold":
            self.say("unsold_with_owner", "presence" if "presence" in self.header.fields else "owner")
        elif not owners and state != "unsold" and self._should_have_owners():
            self.say("owner_missing", "owner")
        return state

    def _should_have_owners(self) -> bool:
        return "owner" in self.header.fields and not (self.is_blocked or self.is_of_others)

    def _presence_in_owner_cell(self) -> str:
        text = cells.plain(self.table.value(self.row, self.header.column("owner"))).strip(cells.APOSTROPHES)
        return cells.presence(text)[0] if people_cells.NO_OWNER.match(text) else ""
