from django.apps import AppConfig


class BallotsConfig(AppConfig):
    name = "ballots"

    def ready(self) -> None:
        from ballots.leaving import goes_on
        from ballots.personal import SECTION
        from buildings.leaving import register_look
        from people import personal

        personal.register(SECTION)
        register_look(goes_on)
