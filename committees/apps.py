from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommitteesConfig(AppConfig):
    name = "committees"
    verbose_name = _("Meetings")

    def ready(self) -> None:
        from buildings.leaving import register_look
        from committees.leaving import goes_on
        from committees.personal import SECTION
        from people.personal import register

        register(SECTION)
        register_look(goes_on)
