from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self) -> None:
        from people.kept_here import SECTION
        from people.personal import register

        register(SECTION)
