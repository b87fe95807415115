from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BuildingsConfig(AppConfig):
    name = "buildings"
    verbose_name = _("Places and homes")

    def ready(self) -> None:
        from buildings.operations import leave_homes
        from buildings.personal import SECTION, not_for_children
        from people import consents, personal
        from people.models import ConsentItem

        personal.register(SECTION)
        consents.register_check(not_for_children)
        consents.register_ending(ConsentItem.HOME, lambda by, now: leave_homes(by=by, now=now))
