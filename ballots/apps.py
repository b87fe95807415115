from django.apps import AppConfig


class BallotsConfig(AppConfig):
    name = "ballots"

    def ready(self) -> None:
        from ballots.personal import SECTION
        from people import personal

        personal.register(SECTION)
