"""What can be wrong with a roster, and the sentence for each.

An *error* is a row that cannot be imported as it stands: we would not know which home it is, or a figure with
legal weight (the area) is unreadable, or it contradicts another row. Such rows are left out, and only if a
person says so. A *warning* leaves one doubtful detail out (a phone that is none), or says how something
doubtful was read; the row itself is imported.
"""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

ERRORS: dict[str, Promise] = {
    "other_estate": gettext_lazy(
        "the row is of “%(value)s”, and this is %(estate)s. "
        "Homes of another estate come in on the page of that estate."
    ),
    "no_building": gettext_lazy("the building is missing."),
    "unknown_building": gettext_lazy(
        "there is no %(building)s in this estate. If there is, add it to the estate first, then import again."
    ),
    "lone_building": gettext_lazy(
        "%(building)s has only %(count)s of the rows, the other buildings about %(usual)s each. "
        "If it exists, add it to the estate first, then import again."
    ),
    "unknown_stair": gettext_lazy(
        "%(building)s has no %(stair)s. If it has, add it first, then import again."
    ),
    "stair_needed": gettext_lazy("%(building)s has several doors %(door)s; say which stair."),
    "table_beside": gettext_lazy(
        "from here on the same titles stand once more: a second table beside the first, which was not read. "
        "Put it below the first, or into a sheet of its own, then import again."
    ),
    "no_door": gettext_lazy("the door number is missing."),
    "two_doors": gettext_lazy("“%(value)s” looks like two doors; give each its own row."),
    "door_unclear": gettext_lazy("“%(value)s” cannot be read as a door number."),
    "door_is_date": gettext_lazy(
        "the spreadsheet has turned this cell into a date (%(value)s). Make the cell text and type it again."
    ),
    "room_differs": gettext_lazy(
        "“%(value)s” belongs to %(other)s, but the building column says %(building)s."
    ),
    "formula_empty": gettext_lazy(
        "this cell has a formula without a result. Open the file, let it calculate, save it, upload it again."
    ),
    "cell_error": gettext_lazy("this cell holds the error %(value)s."),
    "area_unreadable": gettext_lazy(
        "“%(value)s” cannot be read as an area. Write it in figures, such as 89.20."
    ),
    "area_not_positive": gettext_lazy("the area is %(value)s; it must be more than 0."),
    "area_too_large": gettext_lazy("an area of %(value)s m² cannot be right for one home."),
    "area_shared": gettext_lazy("one area is merged over several doors; give each door its own."),
    "door_twice": gettext_lazy(
        "%(door_name)s is already in %(first)s, with other details (%(fields)s). "
        "Please check which is right; without a change %(first)s counts."
    ),
}

WARNINGS: dict[str, Promise] = {
    "estate_differs": gettext_lazy(
        "the table says “%(value)s”, and this is %(estate)s. If that is another estate, it is the wrong "
        "file: please do not import it here."
    ),
    "cell_is_date": gettext_lazy(
        "the spreadsheet has turned this cell into a date (%(value)s), so it was left out. "
        "Make the cell text and type it again."
    ),
    "same_again": gettext_lazy(
        "%(door_name)s is already in %(first)s with the same details; this row adds nothing."
    ),
    "further_owner": gettext_lazy("this row names no door; read as a further owner of %(door_name)s."),
    "floor_unreadable": gettext_lazy(
        "“%(value)s” cannot be read as a floor; it was taken from the door number where that tells it."
    ),
    "floor_differs": gettext_lazy(
        "the floor is %(value)s, but door %(door)s sounds like floor %(other)s; kept as written."
    ),
    "area_missing": gettext_lazy("the area is missing; the home is imported without it."),
    "area_rounded": gettext_lazy("%(value)s has more than two decimals; read as %(area)s."),
    "area_unusual": gettext_lazy("%(area)s m² is unusual for a home; please check it."),
    "phone_invalid": gettext_lazy("“%(value)s” is not a phone number; the owner is imported without it."),
    "phone_masked": gettext_lazy("“%(value)s” is partly hidden; the owner is imported without a phone."),
    "phone_spare": gettext_lazy("there are more phones than owners; “%(value)s” was not kept."),
    "phone_shared": gettext_lazy(
        "fewer phones (%(phones)s) than owners (%(owners)s): given to those named first."
    ),
    "phone_of_several": gettext_lazy(
        "“%(value)s” stands beside %(count)s different names (%(rows)s). It can be the number of one person "
        "only, so these owners are imported without it."
    ),
    "phone_elsewhere": gettext_lazy(
        "“%(value)s” is known already beside another name (%(homes)s). It can be the number of one person "
        "only: until that is put right, whoever signs in with it is at home by it nowhere."
    ),
    "owner_unreadable": gettext_lazy("“%(value)s” does not look like a name and was left out."),
    "owner_damaged": gettext_lazy("the name “%(value)s” holds a character that was lost; please check it."),
    "owner_twice": gettext_lazy("%(value)s is named twice; counted once."),
    "owner_remark": gettext_lazy("the remark “%(value)s” beside the name was not kept."),
    "owner_missing": gettext_lazy("no owner is named."),
    "not_owner": gettext_lazy("“%(value)s” is not an owner, so whom this row names was not taken as one."),
    "names_not_owners": gettext_lazy(
        "the title does not say that these are owners, so nobody here was taken as one. "
        "If they are, let the title say “owner”, and send the file again."
    ),
    "presence_unknown": gettext_lazy("“%(value)s” is not a state we know; left open."),
    "unsold_with_owner": gettext_lazy("marked as unsold, yet an owner is named; both were kept."),
    "area_kept": gettext_lazy(
        "the area known is %(known)s m², from a better source; %(area)s was not taken."
    ),
    "owners_kept": gettext_lazy("the title register names other owners; those of the roster were not taken."),
    "total_differs": gettext_lazy("the sheet adds up to %(value)s m², the rows read come to %(sum)s m²."),
}


# What the columns of a roster, and the details of a home, are called.
NAMES: dict[str, Promise] = {
    "serial": pgettext_lazy("roster", "number"),
    "estate": pgettext_lazy("roster", "estate"),
    "phase": pgettext_lazy("roster", "phase of the estate"),
    "building": pgettext_lazy("roster", "building"),
    "stair": pgettext_lazy("roster", "stair"),
    "floor": pgettext_lazy("roster", "floor"),
    "door": pgettext_lazy("roster", "door"),
    "area": pgettext_lazy("roster", "area"),
    "owner": pgettext_lazy("roster", "owner"),
    "owners": pgettext_lazy("roster", "owners"),
    "phone": pgettext_lazy("roster", "phone"),
    "role": pgettext_lazy("roster", "owner or not"),
    "presence": pgettext_lazy("roster", "state of living"),
    "note": pgettext_lazy("roster", "note"),
}


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return _(", ").join(str(NAMES.get(name, name)) for name in value)
    return str(value)


@dataclass(frozen=True, slots=True)
class RowName:
    """Another row, as a sentence may name it."""

    row: int
    sheet: str = ""  # where it stands in another sheet

    @classmethod
    def seen_from(cls, here: str, sheet: str, row: int) -> "RowName":
        return cls(row, "" if sheet == here else sheet)

    def __str__(self) -> str:
        if self.sheet:
            return _("row %(row)s of sheet “%(sheet)s”") % {"row": self.row, "sheet": self.sheet}
        return pgettext("within a sentence", "row %(row)s") % {"row": self.row}


@dataclass(frozen=True, slots=True)
class Problem:
    sheet: str
    row: int
    column: str  # "E", or "" for the whole row
    title: str  # the column's own title
    code: str
    values: dict[str, object] = field(default_factory=dict, compare=False)
    names_sheet: bool = False  # the workbook has several tables, so the sentence must say which

    @property
    def is_error(self) -> bool:
        return self.code in ERRORS

    @property
    def what(self) -> str:
        text = str(ERRORS.get(self.code) or WARNINGS[self.code])
        return text % {name: _shown(value) for name, value in self.values.items()}

    @property
    def where(self) -> str:
        place = {"row": self.row, "column": self.column, "title": self.title, "sheet": self.sheet}
        if not self.column:
            text = _("Row %(row)s") % place
        elif self.title:
            text = _("Row %(row)s, column %(column)s (%(title)s)") % place
        else:
            text = _("Row %(row)s, column %(column)s") % place
        return (
            _("Sheet “%(sheet)s”: %(where)s") % {"sheet": self.sheet, "where": text}
            if self.names_sheet
            else text
        )

    @property
    def sentence(self) -> str:
        """ "Row 1086, column E (房号): 3栋 1202 is already in row 323 …" """
        return _("%(where)s: %(what)s") % {"where": self.where, "what": self.what}
