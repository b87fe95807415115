from django.apps import AppConfig


class CommitteesConfig(AppConfig):
    name = "committees"

    def ready(self) -> None:
        from buildings.leaving import register_look
        from committees.leaving import goes_on
        from committees.personal import SECTION
        from people.personal import register

        register(SECTION)
        register_look(goes_on)
