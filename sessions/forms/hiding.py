"""Why something is hidden."""

from django import forms
from django.utils.translation import gettext_lazy as _


class HideForm(forms.Form):
    reason = forms.CharField(
        label=_("Why?"),
        max_length=300,
        help_text=_("Its author reads this, and so do facilitators; nobody else."),
        error_messages={"required": _("Say why: its author should not have to guess.")},
    )
    use_required_attribute = False
