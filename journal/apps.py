from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "journal"

    def ready(self) -> None:
        from journal.personal import SECTION
        from people.personal import register

        register(SECTION)
