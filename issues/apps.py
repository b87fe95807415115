from django.apps import AppConfig
from django.apps import apps as every_app
from django.apps.registry import Apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class IssuesConfig(AppConfig):
    name = "issues"
    verbose_name = _("Issues")

    def ready(self) -> None:
        from buildings.leaving import register, register_look
        from issues.leaving import goes_on, still_held
        from issues.personal import SECTION
        from people import personal

        register(still_held)
        register_look(goes_on)
        personal.register(SECTION)
        post_migrate.connect(add_categories, sender=self)


def add_categories(using: str, apps: Apps = every_app, **kwargs) -> None:
    """Reference data belongs to the schema: whoever migrates has it, and so does a test after a flush.

    Not yet where another room alone was migrated: `apps` are the models that the database has.
    """
    from issues.operations.categories import load_categories

    if "category" not in apps.all_models["issues"]:
        return
    load_categories(using=using)
