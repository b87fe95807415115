"""What the field and form_errors tags hand to their templates. The markup is the design's."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_noop, ngettext

from kit.refused import Refused

KINDS = {
    "checkbox": "check",
    "radioselect": "choices",
    "checkboxselectmultiple": "choices",
}


def in_our_voice() -> None:
    """Never called: names Django's own sentences, so that kit's Chinese replaces Django's stiff one."""
    gettext_noop("This field is required.")
    gettext_noop("Enter a whole number.")
    gettext_noop("Enter a number.")
    gettext_noop("Enter a valid value.")
    gettext_noop("Enter a valid date.")
    gettext_noop("Enter a valid time.")
    gettext_noop("Enter a valid date/time.")
    gettext_noop("Enter a valid email address.")
    gettext_noop("Select a valid choice. That choice is not one of the available choices.")
    gettext_noop("Select a valid choice. %(value)s is not one of the available choices.")
    gettext_noop("Ensure this value is greater than or equal to %(limit_value)s.")
    gettext_noop("Ensure this value is less than or equal to %(limit_value)s.")
    gettext_noop("Null characters are not allowed.")
    gettext_noop("The submitted file is empty.")
    gettext_noop("No file was submitted. Check the encoding type on the form.")
    ngettext(
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
        2,
    )


def say_refused(form: forms.BaseForm, refused: Refused, fields: Mapping[str, str] | None = None) -> None:
    """The operation's sentence at the field that it is about, or over the whole form. `fields`: what the
    operation calls otherwise than the form does."""
    name = (fields or {}).get(refused.field, refused.field)
    form.add_error(name if name in form.fields else None, str(refused))


def status_of(*sent: forms.BaseForm | None) -> int:
    """Of the page that shows these forms: 422 where one was sent and refused, for whoever reads no words."""
    return 422 if any(form is not None and form.is_bound and form.errors for form in sent) else 200


def kind_of(bound: BoundField) -> str:
    """hidden, check, choices, or input (everything that is one box with a label above)."""
    if bound.is_hidden:
        return "hidden"
    return KINDS.get(bound.widget_type, "input")


def described_by(bound: BoundField) -> str:
    """The ids of what a screen reader says after the field's name: the hint, then the error."""
    hint = [f"{bound.auto_id}-hint"] if bound.help_text else []
    return " ".join(hint + ([f"{bound.auto_id}-e"] if bound.errors else []))


def attributes(bound: BoundField, kind: str, looks: dict[str, Any]) -> dict[str, Any]:
    attrs = {
        name: looks[name] for name in ("rows", "placeholder", "autocomplete", "inputmode") if name in looks
    }
    if kind == "input":
        own = bound.field.widget.attrs.get("class", "")
        attrs["class"] = f"input {own}".strip()
    if kind != "choices":
        if ids := described_by(bound):
            attrs["aria-describedby"] = ids
        if bound.errors:
            attrs["aria-invalid"] = "true"
    return attrs


def field_context(
    bound: BoundField, *, style: str = "", big: bool = False, optional: bool = False, **looks: Any
) -> dict:
    """`optional` adds the words "may be left empty" to the label; `style="picks"` shows choices as a grid."""
    kind = kind_of(bound)
    return {
        "field": bound,
        "kind": kind,
        "widget": bound.as_widget(attrs=attributes(bound, kind, looks)) if kind != "choices" else "",
        "options": list(bound) if kind == "choices" else [],
        "style": style,
        "big": big,
        "optional": optional and not bound.field.required,
        "described_by": described_by(bound),
    }


def errors_context(form: forms.BaseForm) -> dict:
    hidden = [error for bound in form.hidden_fields() for error in bound.errors]
    return {
        "errors": [*form.non_field_errors(), *hidden],
        "fields": [bound for bound in form.visible_fields() if bound.errors],
    }
