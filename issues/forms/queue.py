from django import forms
from django.utils.translation import gettext_lazy as _

from issues.models import SavedView


class ViewNameForm(forms.Form):
    name = forms.CharField(
        max_length=SavedView._meta.get_field("name").max_length,
        error_messages={"required": _("Please write a name.")},
    )
