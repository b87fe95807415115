"""How a row below names a row above without importing it."""

from django.db.models import Model


def subject_key(subject: Model) -> str:
    """ "issues.issue:12" """
    return f"{subject._meta.label_lower}:{subject.pk}"
