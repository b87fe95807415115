from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from buildings.models import Place
from issues.models.categories import Category

# Hours. How long something took falls between two of these; the last has no end.
BOUNDS = (0, 0.25, 0.5, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 36, 48, 72, 96, 120, 168, 240, 336, 504, 720, 1440)
# Of what was reported on the day: all of it; what counts, as it was neither withdrawn nor joined with another
# nor passed to mediation; and what became of that.
OF_THE_DAY = (
    "reported", "counted", "answered", "in_time", "done", "solved", "said", "content", "rated",
    "unrated",
)  # fmt: skip
# Whenever it was reported: what was done on the day, what was closed without being counted, and what should
# have had its first answer on the day, or should have it then, and has none.
ON_THE_DAY = ("finished", "gone", "waiting")
FIGURES = (*OF_THE_DAY, *ON_THE_DAY)
MENDED = "issues.mend_tallies"  # in the journal
SPREADS = ("to_answer", "to_finish")  # of what counts, how much took how long, by BOUNDS


def _spread() -> ArrayField:
    return ArrayField(models.IntegerField(), size=len(BOUNDS))


class Tally(models.Model):
    """How many issues of one day a community has, or of one kind a subdistrict.

    Written by a trigger on `Issue` alone, in the same transaction: each change adds a row of what became more
    or less, so no two writers wait for each other. The rows of one key add up, and are folded by and by.
    """

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+", db_index=False)
    # Of a subdistrict only; a community's rows are of all kinds.
    category = models.ForeignKey(
        Category, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    day = models.DateField()  # of the site's own time
    is_fresh = models.BooleanField()  # not folded yet

    reported = models.IntegerField()
    counted = models.IntegerField()
    answered = models.IntegerField()
    in_time = models.IntegerField()
    done = models.IntegerField()
    solved = models.IntegerField()
    said = models.IntegerField()
    content = models.IntegerField()
    rated = models.IntegerField()
    unrated = models.IntegerField()
    finished = models.IntegerField()
    gone = models.IntegerField()
    waiting = models.IntegerField()
    to_answer = _spread()
    to_finish = _spread()

    class Meta:
        verbose_name_plural = "tallies"
        indexes = [
            models.Index(fields=["place", "day"], name="tally_by_place"),
            models.Index(fields=["place", "day"], condition=Q(is_fresh=True), name="tally_fresh"),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.category_id or ''} {self.day}"
