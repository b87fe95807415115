from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"

    def ready(self) -> None:
        from notices.personal import SECTION
        from people.personal import register

        register(SECTION)
