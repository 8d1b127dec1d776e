"""How django-allauth behaves here: an account comes by invitation unless the host opens sign-up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Adapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This e-mail and password do not belong together."),
    }

    def is_open_for_signup(self, request) -> bool:
        return settings.SIGNUP_OPEN

    def save_user(self, request, user, form, commit=True):
        user.name = form.cleaned_data["name"]  # before the first save: everybody has a name
        return super().save_user(request, user, form, commit=commit)

    def get_password_change_redirect_url(self, request) -> str:
        return reverse("sessions:me")
