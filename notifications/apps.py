from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        from notifications.personal import SECTION
        from people.personal import register

        register(SECTION)
