"""allauth's forms for coming in and for passwords, with our words for the fields and no placeholders that repeat a label.

Not in forms.py: allauth's forms import that one.
"""

from allauth.account import forms
from django.utils.translation import gettext_lazy as _

NEW_PASSWORD = {"password1": _("New password"), "password2": _("New password, once more")}


class LoginForm(forms.LoginForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _name_plainly(self, login=_("E-mail"))


class ResetPasswordForm(forms.ResetPasswordForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _name_plainly(self, email=_("E-mail"))


class ChangePasswordForm(forms.ChangePasswordForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].help_text = ""
        _name_plainly(self, oldpassword=_("Your password until now"), **NEW_PASSWORD)


class SetPasswordForm(forms.SetPasswordForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _name_plainly(self, **NEW_PASSWORD)


class ResetPasswordKeyForm(forms.ResetPasswordKeyForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _name_plainly(self, **NEW_PASSWORD)


def _name_plainly(form, **labels) -> None:
    for name, label in labels.items():
        form.fields[name].label = label
    if "password1" in labels:
        form.fields["password1"].help_text = _("At least 8 characters.")
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
