from django.db.models import QuerySet

from notices.models import Notice


def locked(notices: QuerySet[Notice], *, skip_locked: bool = False) -> QuerySet[Notice]:
    """The rows themselves are locked, not the organisation that is read beside them."""
    return notices.select_related("organisation").select_for_update(of=("self",), skip_locked=skip_locked)


def lock(notice: Notice) -> Notice:
    """As it stands now, held until the transaction ends."""
    return locked(Notice.objects.filter(pk=notice.pk)).get()
