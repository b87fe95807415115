"""What stands in no error report: the choice and the receipt of a secret vote."""

from django.views.decorators.debug import sensitive_variables

__all__ = ["sensitive_variables"]
