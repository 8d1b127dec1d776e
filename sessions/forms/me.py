"""How one is called here, and how one comes back."""

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from readings.people.forms import NameField, zone_choices
from readings.people.models import User


class ProfileForm(forms.ModelForm):
    name = NameField()
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("", _("As my browser says")), *settings.LANGUAGES],
        required=False,
    )
    timezone = forms.ChoiceField(
        label=_("Time zone"),
        choices=lambda: [("", _("As each session says")), *zone_choices()],
        required=False,
    )

    class Meta:
        model = User
        fields = ["name", "language", "timezone"]


class ClaimForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"), widget=forms.EmailInput({"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_("At least 8 characters."),
        strip=False,
    )

    def __init__(self, *args, user: User, **options) -> None:
        super().__init__(*args, **options)
        self.user = user

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"], self.user)
        return self.cleaned_data["password"]

    def claim(self) -> bool:
        """Whether it worked; the e-mail may belong to someone already."""
        try:
            with transaction.atomic():
                self.user.claim(**self.cleaned_data)
        except IntegrityError:
            self.user.refresh_from_db(fields=["email", "password"])
            self.add_error("email", _("This e-mail cannot be used here. Please take another one."))
            return False
        return True
