"""The paper on the board downstairs, and the photo that proves it."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buildings.models import Place
from buildings.models.places import CAPTAIN_KINDS
from journal.operations import record
from kit.kept_files import content_of, kept_on_commit, random_name
from kit.refused import Refused
from kit.uploads import CleanPhoto
from notices import rules
from notices.models import BoardPhoto, Notice
from notices.operations.locking import lock
from notices.operations.told import insist_on_a_day
from people.models import User

MOST_PHOTOS = 6  # of one building


@transaction.atomic
def hang_up(
    *,
    by: User,
    notice: Notice,
    place: Place,
    photo: CleanPhoto,
    hung_on: date | None = None,
    now: datetime | None = None,
) -> BoardPhoto:
    """It hangs at this building since that day. The same photo once more is the second tap."""
    now = now or timezone.now()
    hung_on = hung_on or timezone.localdate(now)
    notice = lock(notice)
    insist_on_a_board(by, notice, place)
    insist_on_that_day(notice, hung_on, now)
    photos = BoardPhoto.objects.filter(notice=notice, place=place)
    if known := same_photo(photos.filter(by=by).last(), photo):
        return known
    if photos.count() >= MOST_PHOTOS:
        raise Refused(_("At most %(most)d photos, please.") % {"most": MOST_PHOTOS}, field="photo")
    name = random_name("boards", photo.extension, now)
    with kept_on_commit([(name, photo.content)]):
        row = BoardPhoto.objects.create(
            notice=notice,
            place=place,
            hung_on=hung_on,
            file=name,
            width=photo.width,
            height=photo.height,
            by=by,
            at=now,
        )
        data = {"place": place.pk, "photo": row.pk, "on": hung_on.isoformat()}
        record(by=by, verb="notices.hang_up", subject=notice, data=data, now=now)
    return row


def insist_on_a_board(by: User, notice: Notice, place: Place) -> None:
    if place.kind not in CAPTAIN_KINDS:
        raise Refused(_("Choose the building where it hangs."), field="place")
    if not rules.may_hang_up(user=by, notice=notice, place=place):
        raise Refused(_("This board is looked after by somebody else."), field="place")
    if not notice.is_out:
        raise Refused(_("This notice has not gone out yet, or was withdrawn."))
    if not Notice.objects.filter(pk=notice.pk).around({place.path}).exists():
        raise Refused(_("This notice is not meant for that building."), field="place")


def insist_on_that_day(notice: Notice, hung_on: date, now: datetime) -> None:
    try:
        insist_on_a_day(notice, hung_on, now)
    except Refused as refused:
        raise Refused(refused.sentence, field="hung_on") from None


def same_photo(last: BoardPhoto | None, photo: CleanPhoto) -> BoardPhoto | None:
    """The last one of this person at this board, when it has the same bytes."""
    return last if last and content_of(last.file.name) == photo.content else None
