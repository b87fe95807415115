from django.apps import AppConfig


class CommitteesConfig(AppConfig):
    name = "committees"

    def ready(self) -> None:
        from committees.personal import SECTION
        from people.personal import register

        register(SECTION)
