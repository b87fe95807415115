import gc

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from portal import checks, leading, signals  # noqa: F401

        gc.freeze()
        gc.enable()
