from django.apps import AppConfig

from kit.quick_locals import use_quick_locals


class KitConfig(AppConfig):
    name = "kit"

    def ready(self) -> None:
        use_quick_locals()
