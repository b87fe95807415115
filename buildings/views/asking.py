"""What the views of this room share."""

from collections.abc import Callable
from typing import TypeVar

from django import forms

from kit.refused import Refused

T = TypeVar("T")


def asked(form: forms.Form, operation: Callable[..., T], **words) -> T | None:
    """Runs the operation; a refusal stands at the form, beside what was typed, and nothing is returned."""
    try:
        return operation(**words)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return None
