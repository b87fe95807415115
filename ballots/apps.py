from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BallotsConfig(AppConfig):
    name = "ballots"
    verbose_name = _("Ballots")

    def ready(self) -> None:
        from ballots.leaving import goes_on
        from ballots.personal import SECTION
        from buildings.leaving import register_look
        from people import personal

        personal.register(SECTION)
        register_look(goes_on)
