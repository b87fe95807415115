"""The one tree: subdistrict > community > estate (or lane, road) > building > stair."""

from collections.abc import Iterable

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import ExpressionWrapper, F, Func, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from kit.quick_addresses import address


class PlaceKind(models.TextChoices):
    STREET = "street", _("Subdistrict")
    COMMUNITY = "community", _("Community")
    ESTATE = "estate", _("Estate")
    LANE = "lane", _("Lane")
    ROAD = "road", _("Road")
    BUILDING = "building", _("Building")
    STAIR = "stair", _("Stair")


# The kinds that a captain looks after.
PLAN_KINDS = (PlaceKind.ESTATE, PlaceKind.COMMUNITY)  # drawn on a plan: what stands directly in them
CAPTAIN_KINDS = {PlaceKind.BUILDING, PlaceKind.STAIR, PlaceKind.LANE, PlaceKind.ROAD}

# Which kind may stand directly in which; None is the top.
PARENT_KINDS: dict[str, set[str | None]] = {
    PlaceKind.STREET: {None},
    PlaceKind.COMMUNITY: {PlaceKind.STREET},
    PlaceKind.ESTATE: {PlaceKind.COMMUNITY},
    PlaceKind.LANE: {PlaceKind.COMMUNITY, PlaceKind.ROAD, PlaceKind.ESTATE},
    PlaceKind.ROAD: {PlaceKind.COMMUNITY, PlaceKind.ESTATE},
    PlaceKind.BUILDING: {PlaceKind.COMMUNITY, PlaceKind.ESTATE, PlaceKind.LANE, PlaceKind.ROAD},
    PlaceKind.STAIR: {PlaceKind.BUILDING},
}


# A subdistrict and its parts, each with a name of its own; what stands in them is often only a number.
REGION_KINDS = {PlaceKind.STREET, PlaceKind.COMMUNITY, PlaceKind.ESTATE}
ESTATE_DEPTH = 3  # subdistrict, community, estate

# For select_related: as far up as a name reaches (stair, building, lane, estate); see wording.place_name.
AROUND = "parent__parent__parent"


class PlaceQuerySet(models.QuerySet):
    def visible_to(self, user) -> "PlaceQuerySet":
        """Where places are, and who answers for them, is public."""
        return self

    def below(self, *paths: str) -> "PlaceQuerySet":
        """At or below any of these paths."""
        return self.filter(starts_with(paths))

    def above(self, *paths: str) -> "PlaceQuerySet":
        """At or above any of these paths, from the top down."""
        return self.filter(path__in=prefixes(paths)).order_by("path")

    def with_captains(self) -> "PlaceQuerySet":
        return self.filter(kind__in=CAPTAIN_KINDS)


class Place(models.Model):
    # Of the form that made it: a second tap finds the first row by it.
    client_key = models.UUIDField(null=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=PlaceKind)
    name = models.CharField(_("name"), max_length=60)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("stands in"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    # "/1/5/23/": the ids from the top to here, written by a trigger, never by us.
    # Below is a prefix, above is its prefixes.
    path = models.CharField(max_length=200, unique=True, editable=False, default=None)
    position = models.PositiveIntegerField(
        _("order"), default=0, help_text=_("Order among its neighbours: 2 before 10.")
    )
    address = models.CharField(_("address"), max_length=120, blank=True)
    note = models.CharField(max_length=200, blank=True)
    # On the plan of what it stands in: columns from the left, rows from the top; see plan.py.
    plan_x = models.SmallIntegerField(null=True, blank=True)
    plan_y = models.SmallIntegerField(null=True, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="street", parent__isnull=True)
                | (~Q(kind="street") & Q(parent__isnull=False)),
                name="place_stands_in_a_place",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="place_is_not_its_own_parent"
            ),
            models.UniqueConstraint(
                fields=["parent", "name"], nulls_distinct=False, name="place_name_once_in_its_parent"
            ),
            models.UniqueConstraint(fields=["client_key"], name="place_made_once"),
            models.CheckConstraint(
                condition=Q(plan_x__isnull=True, plan_y__isnull=True)
                | Q(plan_x__isnull=False, plan_y__isnull=False, plan_x__range=(0, 19), plan_y__range=(0, 19)),
                name="place_on_the_plan_has_both",
            ),
            models.UniqueConstraint(fields=["parent", "plan_x", "plan_y"], name="place_alone_on_its_cell"),
        ]
        indexes = [
            models.Index(OpClass("path", name="text_pattern_ops"), name="place_path_prefix"),
            # The few at the top, among all the buildings and stairs.
            models.Index(fields=["kind"], condition=Q(kind__in=["street", "community"]), name="place_on_top"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("buildings:place", self.pk)

    @property
    def ancestor_ids(self) -> list[int]:
        """From the top down to this place itself."""
        return [int(part) for part in self.path.strip("/").split("/")]


def prefixes(paths: Iterable[str]) -> set[str]:
    """{"/1/5/"} -> {"/1/", "/1/5/"}"""
    found = set()
    for path in paths:
        parts = path.strip("/").split("/")
        found.update("/" + "/".join(parts[: n + 1]) + "/" for n in range(len(parts)))
    return found


def one_estate(paths: Iterable[str]) -> str | None:
    """The path of the estate, or of the lane that stands in none, that all of these lie in; else None."""
    tops = {tuple(path.strip("/").split("/")[:ESTATE_DEPTH]) for path in paths}
    top = tops.pop() if len(tops) == 1 else ()
    return f"/{'/'.join(top)}/" if len(top) == ESTATE_DEPTH else None


@models.CharField.register_lookup
class Below(models.Lookup):
    """`path__below="/1/5/"`, or the path of another row: this place and all that stands in it, as a range of
    the index of paths.

    LIKE says the same, but finds the index only where PostgreSQL plans for this path; a plan that is kept
    (`kit.kept_plans`) holds for all.
    """

    lookup_name = "below"

    def as_sql(self, compiler, connection) -> tuple[str, list]:
        column, params = self.process_lhs(compiler, connection)
        if self.rhs_is_direct_value():
            after = f"{self.rhs[:-1]}0"  # the sign that follows "/"
            return f"({column} ~>=~ %s AND {column} ~<~ %s)", [*params, self.rhs, *params, after]
        path, of = self.process_rhs(compiler, connection)
        after = f"(rtrim({path}, '/') || '0')"
        return f"({column} ~>=~ {path} AND {column} ~<~ {after})", [*params, *of, *params, *of]


def starts_with(paths: Iterable[str], field: str = "path") -> Q:
    """At or below any of the paths; with none, nothing."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{field}__below": path})
    return condition


class _IsAnyOf(Func):
    """`column = ANY(ARRAY(SELECT …))`: found once, and then looked for by the column's index."""

    arg_joiner = " = ANY("
    template = "%(expressions)s)"
    output_field = models.BooleanField()


def inside(paths: Iterable[str], field: str = "place") -> Q:
    """At or below any of the paths, as `starts_with`, for what points by `field` at its place in a big table.

    Within a community the places are few: their numbers first, then the rows by their index, even where the
    condition is one of several joined by "or". In a whole subdistrict nearly every row fits: by their paths.
    """
    wide, narrow = set(), set()
    for path in paths:
        (wide if path.strip("/").count("/") == 0 else narrow).add(path)
    condition = starts_with(sorted(wide), f"{field}__path")
    if narrow:
        places = Place.objects.filter(starts_with(sorted(narrow))).order_by().values("pk")
        condition |= Q(_IsAnyOf(F(f"{field}_id"), ArraySubquery(places)))
    return condition


def around(paths: Iterable[str], field: str = "place") -> Q:
    """At one of the places that these paths lead through; their numbers stand in the paths."""
    return Q(**{f"{field}__in": numbers_in(paths)})


def leads_to(path: OuterRef, field: str = "place") -> Q:
    """As `around`, for the path of another row."""
    here = ExpressionWrapper(path, output_field=models.CharField())
    numbers = Func(here, template="string_to_array(trim(BOTH '/' FROM %(expressions)s), '/')::bigint[]")
    return Q(_IsAnyOf(F(f"{field}_id"), numbers))


def stands_in(path: OuterRef, field: str = "place") -> Q:
    """At or below the path of another row."""
    return Q(**{f"{field}__path__below": ExpressionWrapper(path, output_field=models.CharField())})


def numbers_in(paths: Iterable[str]) -> list[int]:
    """{"/1/5/"} -> [1, 5]"""
    return sorted({int(part) for path in paths for part in path.strip("/").split("/")})
