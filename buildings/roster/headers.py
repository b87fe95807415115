"""Finds a table's header and tells which column is what.

A header is one to three rows of text that name a door and at least two more things we know. Titles are
recognised by their words, not by their place: order, extra columns and spelling differ from company to
company.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from buildings.roster import titles as words
from buildings.roster.cells import plain
from buildings.roster.sheets import Row, Sheet
from buildings.roster.titles import LONGEST_TITLE, meaning, meaning_of, tidy

DEEPEST = 3  # rows a header may have
FIELDS_NEEDED = 3
SAY_LITTLE = {"note", "serial", "role", "phase", "estate"}  # of a home
LINES_ABOVE = 4  # where a table's own title may stand


@dataclass
class Header:
    rows: tuple[int, ...]
    fields: dict[str, list[int]]  # field -> columns, the used ones only
    titles: dict[int, str]
    unused: list[int] = field(default_factory=list)
    says_owner: bool = True  # the title of the names; a plain 姓名 does not
    texts: tuple[frozenset, ...] = ()  # each header row's (column, text), to know a repetition
    beside: int = 0  # the column where the same titles begin anew: a second table, beside this one

    def column(self, name: str) -> int | None:
        return self.fields[name][0] if self.fields.get(name) else None

    def title(self, column: int) -> str:
        return self.titles.get(column, "")

    def leave_out(self, name: str, column: int) -> None:
        """A column that turned out to be of no use."""
        self.fields[name].remove(column)
        self.unused.append(column)

    @property
    def doubtful_names(self) -> list[int]:
        """In a table without owners: columns of names that might be meant as theirs."""
        if "owner" in self.fields:
            return []
        return [column for column in self.unused if words.may_be_owners(self.titles[column])]

    def repeats(self, row: Row) -> bool:
        said = _texts(row)
        return bool(said) and any(
            2 * len(said & texts) >= len(said) and len(said & texts) > 1 for texts in self.texts
        )


def find_header(sheet: Sheet, start: int) -> Header | None:
    """A header whose first row is row `start` of the sheet's list, or None."""
    first = sheet.rows[start]
    if not _could_begin(first):
        return None
    best = None
    for depth in range(1, DEEPEST + 1):
        rows = sheet.rows[start : start + depth]
        if len(rows) < depth or not all(_is_titles(row) for row in rows[1:]):
            break
        header = _read(sheet, rows)
        if header and (best is None or _count(header) > _count(best)):
            best = header
    return best


def _could_begin(row: Row) -> bool:
    """At least two known titles, of fields or of groups of fields; a title line above the table has one."""
    if not any(
        type(v) is str and len(v) < 40 and words.HINT.search(v) and not re.search(r"\d", v)
        for v in row.values.values()
    ):
        return False
    known = 0
    for value in row.values.values():
        title = _title(value)
        known += bool(title and (meaning(title) or words.GROUPS.search(title)))
    return known >= 2 and any(meaning(_title(value)) for value in row.values.values())


def _title(value: object) -> str:
    if type(value) is not str or len(value) > 4 * LONGEST_TITLE:
        return ""
    title = tidy(value)
    return title if len(title) <= LONGEST_TITLE and not re.search(r"[:。;]|^\d+$", title) else ""


def _is_titles(row: Row) -> bool:
    """A further header row: nothing but titles, at least one of which we know."""
    titles = [_title(value) for value in row.values.values()]
    return all(titles) and any(meaning(title) for title in titles)


def _read(sheet: Sheet, rows: list[Row]) -> Header | None:
    columns = sorted({column for row in rows for column in row.values} | _merged_columns(sheet, rows))
    titles, meanings = {}, {}
    for column in columns:
        parts = _parts(sheet, rows, column)
        if parts:
            titles[column] = "·".join(parts)
            meanings[column] = meaning_of(parts)
    beside = _second_table(meanings, titles)
    meanings |= {column: "" for column in meanings if beside and column >= beside}
    above = _title_lines(sheet, rows[0])
    is_other = any(map(words.is_other_table, above))
    fields = _choose(meanings, titles, names_are_owners=not is_other)
    if "door" not in fields or len(set(fields) - SAY_LITTLE) < FIELDS_NEEDED:
        return None
    if _is_of_cars(meanings, titles, above) or _tells_of_others(fields, [*above, *titles.values()]):
        return None
    used = {column for chosen in fields.values() for column in chosen}
    return Header(
        rows=tuple(row.number for row in rows),
        fields=fields,
        titles=titles,
        says_owner=any(meanings[column] == "owner" for column in fields.get("owner", [])),
        unused=[column for column in titles if column not in used],
        texts=tuple(_texts(row) for row in rows),
        beside=beside,
    )


def _title_lines(sheet: Sheet, first: Row) -> list[str]:
    """The sheet's name, and the lines of one cell that stand above its table."""
    alone = [row for row in sheet.rows[:LINES_ABOVE] if row.number < first.number and len(row.values) == 1]
    return [
        plain(text)[:80] for text in (sheet.title, *(text for row in alone for text in row.values.values()))
    ]


def _is_of_cars(meanings: dict[int, str], titles: dict[int, str], above: list[str]) -> bool:
    """A list of parking places: its areas, names and phones belong to those, also where it names doors.

    It begins with them, or has them somewhere and is called after them ("车位"; not "业主及车位").
    """
    first = min((column for column in titles if meanings[column] != "serial"), default=None)
    has_cars = {column for column, title in titles.items() if words.CAR_PLACE.search(title)}
    is_called_so = any(words.CARS.search(text) and words.is_other_table(text) for text in above)
    return first in has_cars or (bool(has_cars) and is_called_so)


def _second_table(meanings: dict[int, str], titles: dict[int, str]) -> int:
    """Where all the titles up to a second door stand once more in the same order; 0 for none.

    Their owners would be taken for further ones of the first table's homes.
    """
    doors = [column for column, name in meanings.items() if name == "door"]
    said = {column: title.rsplit("·", 1)[-1] for column, title in titles.items()}
    first = min(titles, default=0)
    for door in doors[1:]:
        step = door - doors[0]
        block = {column: title for column, title in said.items() if column < first + step}
        again = {column - step: said.get(column) for column in (each + step for each in block)}
        if block == again and len({meanings[column] for column in block} - {""}) > 1:
            return first + step
    return 0


def _tells_of_others(fields: dict[str, list[int]], said: list[str]) -> bool:
    """Where somebody lives or parks, and nothing about the homes themselves."""
    return not fields.keys() & {"owner", "area", "floor", "presence"} and any(
        words.OTHER_TABLE.search(text) for text in said
    )


def _texts(row: Row) -> frozenset:
    return frozenset((column, tidy(value)) for column, value in row.values.items() if type(value) is str)


def _parts(sheet: Sheet, rows: list[Row], column: int) -> list[str]:
    """A column's titles from the top row down; a group's title reaches as far as its merged cell."""
    parts: list[str] = []
    for row in rows:
        text = row.values.get(column)
        if text is None:
            text = _merged_from_left(sheet, row, column)
        title = tidy(text) if isinstance(text, str) else ""
        if title and title not in parts:
            parts.append(title)
    return parts


def _merged_from_left(sheet: Sheet, row: Row, column: int) -> object:
    for _top, left, _bottom, right in sheet.merges_from(row.number):
        if left < column <= right:
            return row.values.get(left)
    return None


def _merged_columns(sheet: Sheet, rows: list[Row]) -> set[int]:
    found: set[int] = set()
    for row in rows:
        for _top, left, _bottom, right in sheet.merges_from(row.number):
            if left in row.values:
                found.update(range(left, min(right, 100) + 1))
    return found


def _choose(
    meanings: dict[int, str], titles: dict[int, str], *, names_are_owners: bool
) -> dict[str, list[int]]:
    by_field: dict[str, list[int]] = {}
    for column, name in meanings.items():
        if name:
            by_field.setdefault(name, []).append(column)
    if "door" not in by_field and "stair" in by_field:
        by_field["door"] = by_field.pop("stair")  # in Guangdong a 单元 is often the flat itself
    says_owner, names = "owner" in by_field, by_field.pop("name", [])
    if names and names_are_owners and not says_owner:
        by_field["owner"] = names[:1]
    _leave_to_others(by_field, titles, says_owner=says_owner)
    return {
        name: columns if name in words.MANY else [_best(name, columns, titles)]
        for name, columns in by_field.items()
    }


def _leave_to_others(by_field: dict[str, list[int]], titles: dict[int, str], *, says_owner: bool) -> None:
    """A phone right of somebody else's name is theirs, unless the table has no other; so is what they are.

    But 人员类型 speaks of whoever is only called 姓名, wherever it stands.
    """
    is_owners = _nearest_is_owner(by_field, titles)
    if phones := [column for column in by_field.get("phone", []) if is_owners(column)]:
        by_field["phone"] = phones
    roles = [
        column
        for column in by_field.pop("role", [])
        if is_owners(column) or not (says_owner or "关系" in titles[column])
    ]
    if "owner" in by_field and roles:
        by_field["role"] = roles


def _nearest_is_owner(by_field: dict[str, list[int]], titles: dict[int, str]) -> Callable[[int], bool]:
    """Whether the nearest person left of a column is an owner, or nobody is named there."""
    used = {column for columns in by_field.values() for column in columns}
    others = {column for column in titles if column not in used and words.names_a_person(titles[column])}
    people = others.union(by_field.get("owner", []))
    return lambda column: max((person for person in people if person < column), default=0) not in others


def _best(name: str, columns: list[int], titles: dict[int, str]) -> int:
    ranks = words.BETTER.get(name, [""])

    def rank(column: int) -> int:
        return next(n for n, better in enumerate(ranks) if re.search(better, titles[column]))

    return min(columns, key=lambda column: (rank(column), column))


def _count(header: Header) -> int:
    return len(header.fields)
