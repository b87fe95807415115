"""The frozen roll as its readers see it: doors, areas and what was put right. Names are asked for apart."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ballots.models import Ballot, Elector, ProposedCorrection, RollCorrection, RollHome, RollVoter
from ballots.models.ballots import Electorate
from ballots.models.rolls import ElectorKind
from ballots.queries.standing import not_written_down, why_not
from buildings.models.dwellings import ResidencyKind
from buildings.standing import standing_of
from kit.figures import square_metres
from kit.times import local_date
from people.models import User

ORDER = ("number",)


class Totals(NamedTuple):
    """As the roll stands today; what was frozen stands in the ballot's document."""

    heads: int
    area: Decimal | None
    removed: int
    joint: int
    corrections: int


def totals_of(ballot: Ballot) -> Totals:
    there = Q(removed_at=None)
    found = ballot.electors.aggregate(
        heads=Count("pk", filter=there),
        area=Sum("area", filter=there),
        removed=Count("pk", filter=~there),
        joint=Count("pk", filter=there & Q(is_joint=True)),
    )
    return Totals(**found, corrections=ballot.corrections.count())


def entries(ballot: Ballot) -> QuerySet[Elector]:
    """Three statements for a page of them."""
    return Elector.objects.filter(ballot=ballot).prefetch_related(
        Prefetch("homes", RollHome.objects.order_by("pk")),
        Prefetch(
            "corrections", RollCorrection.objects.order_by("revision").select_related("by", "confirmed_by")
        ),
    )


def found_by(rows: QuerySet[Elector], words: str) -> QuerySet[Elector]:
    """By the door, also one of several, or by the number on the roll."""
    words = "".join(words.replace("\0", "").split())
    if not words:
        return rows
    homes = RollHome.objects.filter(elector=OuterRef("pk"), label__icontains=words)
    found = Q(label__icontains=words) | Exists(homes)
    if words.isascii() and words.isdecimal() and len(words) < 6:
        found |= Q(number=int(words))
    return rows.filter(found)


def own_entries(ballot: Ballot, user: User) -> list[Elector]:
    mine = RollVoter.objects.filter(elector=OuterRef("pk"), user=user, ended_at=None)
    return list(entries(ballot).filter(Exists(mine)).order_by(*ORDER))


@dataclass
class Line:
    """One entry, with its corrections in words."""

    elector: Elector
    changes: list[tuple[RollCorrection, list[str]]]
    is_own: bool = False

    @property
    def area(self) -> str:
        return square_metres(self.elector.area) if self.elector.area is not None else ""

    @property
    def homes(self) -> list[RollHome]:
        """Those whose area counts."""
        return [home for home in self.elector.homes.all() if home.area]

    @property
    def source(self) -> str:
        """Of its one home: several say theirs one by one."""
        homes = self.homes
        return homes[0].get_area_source_display() if len(homes) == 1 and homes[0].area_source else ""

    @property
    def has_figures(self) -> bool:
        """A home that counts once, as all others do, has none worth saying."""
        return bool(self.area) or self.elector.kind != ElectorKind.HOME

    @property
    def is_removed(self) -> bool:
        return self.elector.removed_at is not None

    @property
    def is_represented(self) -> bool:
        return bool(self.elector.representative)


def lines(electors: Iterable[Elector], own: Iterable[int] = ()) -> list[Line]:
    own = set(own)
    return [
        Line(row, [(fix, in_words(fix)) for fix in row.corrections.all()], row.pk in own) for row in electors
    ]


def in_words(correction: RollCorrection) -> list[str]:
    return change_in_words(correction.before, correction.after)


@dataclass
class Proposed:
    """What waits for a second person, or came back, in words."""

    row: ProposedCorrection
    said: list[str]

    @property
    def label(self) -> str:
        number = f"{self.row.elector.number} · " if self.row.elector else ""
        return number + (self.row.elector.label if self.row.elector else self.row.wanted["label"])


def proposed_lines(rows: Iterable[ProposedCorrection]) -> list[Proposed]:
    return [Proposed(row, wanted_in_words(row)) for row in rows]


def wanted_in_words(row: ProposedCorrection) -> list[str]:
    """As if it were done: from what stands on the roll now."""
    if row.is_addition:
        area = row.wanted["area"]
        return [_("To be put on the roll")] + ([square_metres(Decimal(area))] if area else [])
    wanted, said = row.wanted, []
    if "area" in wanted:
        sizes = {"a": size_in_words(row.elector.area), "b": size_in_words(wanted["area"])}
        said.append(_("%(a)s became %(b)s") % sizes)
    words = {
        "removed_at": _("To be taken off the roll"),
        "name": _("Another name in the register"),
        "representative": _("Somebody else is to represent it"),
        "voter": _("Somebody else is to vote online"),
    }
    return said + [sentence for field, sentence in words.items() if field in wanted]


def change_in_words(before: dict, after: dict) -> list[str]:
    """From what to what. Of names and accounts only that they were put right."""
    if not before:
        return [_("Put on the roll")]
    said = []
    if "label" in after:
        said.append(_("%(before)s became %(after)s") % {"before": before["label"], "after": after["label"]})
    if "area" in after:
        sizes = {side: size_in_words(row["area"]) for side, row in (("a", before), ("b", after))}
        said.append(_("%(a)s became %(b)s") % sizes)
    if "removed_at" in after:
        said.append(_("Taken off the roll"))
    if "name" in after:
        said.append(_("The name was put right"))
    if "representative" in after or "voters" in after:
        said.append(_("Who votes for it was put right"))
    return said


def size_in_words(area: Decimal | str | None) -> str:
    return "–" if area is None else square_metres(Decimal(area))


# --- am I on it? ---------------------------------------------------------------------------------------


def reason_not(user: User, ballot: Ballot) -> str:
    """Why somebody is not on this roll, as far as it can be known from where they live."""
    if RollVoter.objects.filter(user=user, elector__ballot=ballot).exists():
        return why_not(user, ballot)
    if ballot.electorate in (Electorate.MEMBERS, Electorate.NAMED):
        return why_not(user, ballot)
    standing = standing_of(user)
    homes = [row for row in standing.residencies if row.dwelling.place.path.startswith(ballot.place.path)]
    if not homes and standing.home_paths:
        return _("Your home is registered elsewhere; this roll is of %(place)s.") % {"place": ballot.place}
    if not homes:
        return _("No home of yours is known to us at %(place)s.") % {"place": ballot.place}
    if all(row.is_minor for row in homes):
        return _("Children are not on a roll.")
    if ballot.is_of_owners:
        return _no_owner(user, ballot, homes)
    if all(row.started_on > local_date(ballot.announced_at) for row in homes):
        return _("You moved in after notice was given; the roll was frozen on that day.")
    return why_not(user, ballot)


def _no_owner(user: User, ballot: Ballot, homes: list) -> str:
    owned = [row for row in homes if row.kind == ResidencyKind.OWNER]
    if not owned:
        kinds = pgettext("between two facts", ", ").join(
            dict.fromkeys(str(row.get_kind_display()) for row in homes)
        )
        return _("In this ballot owners vote. At your home you are registered as: %(kinds)s.") % {
            "kinds": kinds
        }
    if all(row.started_on > local_date(ballot.announced_at) for row in owned):
        return why_not(user, ballot)
    home = RollHome.objects.filter(ballot=ballot, dwelling__in=[row.dwelling_id for row in owned])
    home = home.select_related("elector").first()
    if home is None:
        return _("Your home was not in the register of owners when the roll was frozen.")
    return not_written_down(home)
