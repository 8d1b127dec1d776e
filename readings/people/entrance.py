"""allauth's forms for coming in, with our word for "e-mail" and no placeholders that repeat a label.

Not in forms.py: allauth's forms import that one.
"""

from allauth.account import forms
from django.utils.translation import gettext_lazy as _


class LoginForm(forms.LoginForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _name_plainly(self, "login")


class ResetPasswordForm(forms.ResetPasswordForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _name_plainly(self, "email")


def _name_plainly(form, email: str) -> None:
    form.fields[email].label = _("E-mail")
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
