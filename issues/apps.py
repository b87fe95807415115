from django.apps import AppConfig
from django.db.models.signals import post_migrate


class IssuesConfig(AppConfig):
    name = "issues"

    def ready(self) -> None:
        # Reference data belongs to the schema: whoever migrates has it, and so does a test after a flush.
        from issues.operations.categories import load_categories

        post_migrate.connect(lambda using, **kw: load_categories(using=using), sender=self, weak=False)
