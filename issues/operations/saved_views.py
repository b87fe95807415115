from django.db import transaction
from django.utils.translation import gettext as _

from issues.models import SavedView
from kit.refused import Refused
from people.models import User

MOST = 12


@transaction.atomic
def save_view(*, by: User, name: str, query: str) -> SavedView:
    """A person's own name for what the address bar says; the same name again replaces it."""
    name = name.strip()
    if not name:
        raise Refused(_("Please write a name."), field="name")
    query = query.lstrip("?")
    if len(query) > SavedView._meta.get_field("query").max_length:
        raise Refused(_("This asks for too many things at once to be kept."), field="name")
    known = SavedView.objects.filter(user=by).exclude(name=name).count()
    if known >= MOST:
        raise Refused(_("At most %(most)d views. Please remove one first.") % {"most": MOST}, field="name")
    view, _made = SavedView.objects.update_or_create(user=by, name=name[:20], defaults={"query": query})
    return view


@transaction.atomic
def remove_view(*, by: User, view: SavedView) -> None:
    SavedView.objects.filter(user=by, pk=view.pk).delete()
