"""`manage.py import_roster FILE.xlsx [--estate NAME_OR_ID]`: the staff page's import, as a command."""

import re
import time
from pathlib import Path
from typing import BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from buildings.models import Place
from buildings.models.places import PlaceKind
from buildings.operations.roster import RosterHasProblems, RosterPreview, import_roster, preview_roster
from buildings.queries.places import full_names
from buildings.queries.roster import ROSTER_KINDS
from buildings.roster import Problem
from buildings.roster.cells import simple
from buildings.roster.estates import names_above
from buildings.roster.problems import NAMES
from buildings.roster.shapes import Column
from kit.figures import square_metres
from kit.refused import Refused
from people.models import User

BRACKETS = r"[()\[\]]"


class Command(BaseCommand):
    help = "Reads a property company's roster (xlsx) into an estate: all of it, or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.xlsx")
        parser.add_argument(
            "--estate", metavar="NAME_OR_ID", help="left out, the one that the workbook is called after"
        )
        parser.add_argument("--by", metavar="PHONE_OR_EMAIL", help="who imports; left out, an administrator")
        parser.add_argument("--dry-run", action="store_true", help="only say what it would do")
        parser.add_argument(
            "--skip-problems", action="store_true", help="import without the rows that cannot be"
        )

    def handle(
        self,
        *,
        file: Path,
        estate: str | None,
        by: str | None,
        dry_run: bool,
        skip_problems: bool,
        **_options,
    ):
        began = time.monotonic()
        try:
            person = find_person(by)
            with open_file(file) as opened:
                place = find_estate(estate) if estate else estate_named_in(file, opened)
                if dry_run:
                    preview = preview_roster(by=person, estate=place, file=opened)
                else:
                    preview = import_roster(by=person, estate=place, file=opened, skip_problems=skip_problems)
        except RosterHasProblems as refused:
            self.say(refused.preview)
            raise CommandError(_("%(why)s Or: --skip-problems") % {"why": refused}) from None
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(_("Estate: %(name)s") % {"name": place.name})
        self.say(preview)
        words = _("Nothing was changed: this was only a look.") if dry_run else _("Imported.")
        self.stdout.write(self.style.SUCCESS(f"{words} ({time.monotonic() - began:.1f} s)"))

    def say(self, preview: RosterPreview) -> None:
        for line in (*understood(preview), "", *figures(preview), "", *listed(preview)):
            self.stdout.write(line)


def find_estate(wanted: str) -> Place:
    """By number, by name, or by a part of its name; （） is as good as ()."""
    estates = list(Place.objects.filter(kind__in=ROSTER_KINDS))
    name = simple(wanted)
    found = [place for place in estates if name in (str(place.pk), simple(place.name))]
    found = found or [place for place in estates if name in simple(place.name)]
    if not found:
        raise Refused(_("There is no estate “%(name)s”.") % {"name": wanted})
    if len(found) > 1:
        names = full_names(found)
        several = ", ".join(f"{place.pk} {names[place.pk]}" for place in found)
        raise Refused(_("Several estates fit: %(several)s. Name one by its number.") % {"several": several})
    return found[0]


def estate_named_in(path: Path, opened: BinaryIO) -> Place:
    """By the file's name, the sheets' or the lines above their homes; the longest name that stands there."""
    said = [re.sub(BRACKETS, "", text) for text in (simple(path.stem), *names_above(opened))]
    estates = {place: simple(place.name) for place in Place.objects.filter(kind=PlaceKind.ESTATE)}
    found = standing_in(said, {place: re.sub(BRACKETS, "", name) for place, name in estates.items()})
    found = found or standing_in(
        said, {place: re.sub(r"\(.*?\)", "", name) for place, name in estates.items()}
    )
    if len(found) != 1:
        raise Refused(_("The workbook does not say for which estate it is. Name it: --estate NAME"))
    return found[0]


def standing_in(said: list[str], names: dict[Place, str]) -> list[Place]:
    found = [place for place, name in names.items() if name and any(name in text for text in said)]
    return [one for one in found if not any(names[one] in names[more] for more in found if more != one)]


def find_person(wanted: str | None) -> User:
    """Whoever can run this command can read the database; still the journal names a person."""
    people = User.objects.filter(is_active=True)
    if wanted:
        person = people.filter(Q(phone=wanted) | Q(email=wanted.lower())).first()
        if person is None:
            raise Refused(_("Nobody signs in with “%(wanted)s”.") % {"wanted": wanted})
        return person
    person = people.filter(is_superuser=True).order_by("pk").first()
    if person is None:
        raise Refused(_("There is no administrator yet. Say who imports: --by PHONE"))
    return person


def open_file(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError:
        raise Refused(_("The file %(path)s cannot be opened.") % {"path": path}) from None


def understood(preview: RosterPreview) -> list[str]:
    lines = []
    for sheet in preview.roster.understood:
        lines.append(_("Sheet “%(title)s”") % {"title": sheet.title})
        if sheet.skipped:
            lines.append("  " + SKIPPED[sheet.skipped]())
            continue
        lines.append("  " + _("header in row %(rows)s") % {"rows": ", ".join(map(str, sheet.header_rows))})
        lines += [f"  {column.letter}  {column.title} → {meaning(column)}" for column in sheet.columns]
    return lines


def meaning(column: Column) -> str:
    return str(NAMES[column.field]) if column.field else _("not used")


SKIPPED = {
    "hidden": lambda: _("hidden, so not read"),
    "no table": lambda: _("no table of homes, so not read"),
}


def figures(preview: RosterPreview) -> list[str]:
    counted = preview.roster.figures
    rows = [
        (pgettext("roster", "homes"), f"{counted.homes:,}"),
        (pgettext("roster", "total area"), square_metres(counted.area)),
        (pgettext("roster", "owners (entries)"), f"{counted.owners:,}"),
        (pgettext("roster", "owners (people)"), f"{counted.people:,}"),
        (pgettext("roster", "homes with several owners"), f"{counted.co_owned:,}"),
        (pgettext("roster", "unsold"), f"{counted.unsold:,}"),
        (pgettext("roster", "new"), f"{preview.new:,}"),
        (pgettext("roster", "changed"), f"{preview.changed:,}"),
        (pgettext("roster", "unchanged"), f"{preview.unchanged:,}"),
        (pgettext("roster", "known homes not in the file, kept"), f"{preview.comparison.absent:,}"),
        (pgettext("roster", "doors where former owners may live on, to be asked"), f"{preview.in_doubt:,}"),
    ]
    return [_("%(detail)s: %(new)s") % {"detail": name, "new": value} for name, value in rows]


def listed(preview: RosterPreview) -> list[str]:
    problems = preview.roster.problems
    if not problems:
        return [_("No problems found.")]
    count = len(problems)
    head = ngettext("%(count)s problem found:", "%(count)s problems found:", count) % {"count": count}
    return [head, *(f"  {mark(problem)} {problem.sentence}" for problem in problems)]


def mark(problem: Problem) -> str:
    return "✗" if problem.is_error else "!"
